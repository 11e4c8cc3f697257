"""Checks a call's parameters against the published spec: unknown, missing, wrong are errors."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox import spec
from sandbox.errors import ApiError, bad_request, not_played
from sandbox.files import Upload

ARRAY = "Array of "
SURROGATE = re.compile(r"[\ud800-\udfff]")
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class _MismatchError(Exception):
    """A value is not of the type asked for; `args[0]` says what was expected."""


def parameters(method: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The typed parameters of a call; 404 for a method unknown to Telegram, 501 for one not played.

    Values come as JSON has them, as texts (forms) or as uploads.
    """
    known = spec.load()
    if method in known.unplayed:
        raise not_played(f"the method {method}")
    shape = known.methods.get(method)
    if shape is None:
        raise ApiError(404, "Not Found")
    return _fields(method, shape, raw)


def _fields(owner: str, shape: spec.Shape, raw: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in raw.items() if value is not None}
    if given.get("chat_id") == "":
        del given["chat_id"]
    for name in given:
        if name in shape.unplayed:
            raise not_played(f'"{name}" in {owner}')
        if name not in shape.fields:
            raise bad_request(f'unknown parameter "{name}" in {owner}')
    for name, field in shape.fields.items():
        if field.required and name not in given:
            raise bad_request(_missing(owner, name))
    return {
        name: _value(f'field "{name}" of {owner}', shape.fields[name].types, value)
        for name, value in given.items()
    }


def _missing(owner: str, name: str) -> str:
    if name == "chat_id":
        return "chat_id is empty"
    if name == "text" and owner in spec.load().methods:
        return "message text is empty"
    if owner == "InlineKeyboardButton":
        return f"can't parse inline keyboard button: Can't find field \"{name}\""
    return f'can\'t find field "{name}" of {owner}'


def _value(where: str, types: tuple[str, ...], value: Any) -> Any:
    expected = []
    for name in _likely(types, value):
        try:
            return _one(where, name, value)
        except _MismatchError as mismatch:
            expected.append(str(mismatch.args[0]))
    raise bad_request(f"{where} must be of type {' or '.join(dict.fromkeys(expected))}")


def _likely(types: tuple[str, ...], value: Any) -> tuple[str, ...]:
    """Of several object types, the one whose required fields are there: its errors help most."""
    if len(types) == 1 or not isinstance(value := _parsed(value), dict):
        return types
    shapes = {name: spec.load().types[name] for name in types if name in spec.load().types}
    fitting = [
        name
        for name, shape in shapes.items()
        if any(field.required and key in value for key, field in shape.fields.items())
    ]
    return tuple(fitting[:1]) or types


def _one(where: str, name: str, value: Any) -> Any:
    if name.startswith(ARRAY):
        return _array(where, name.removeprefix(ARRAY), value)
    scalar = SCALARS.get(name)
    return scalar(value) if scalar else _object(where, name, value)


def _array(where: str, item: str, value: Any) -> list[Any]:
    value = _parsed(value)
    if not isinstance(value, list):
        raise _MismatchError("Array")
    return [_value(f"an element of {where}", (item,), element) for element in value]


def _object(where: str, name: str, value: Any) -> dict[str, Any]:
    value = _parsed(value)
    if name == "KeyboardButton" and isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise _MismatchError("Object")
    shape = spec.load().types[name]
    if shape.one_of:
        return _variant(where, name, shape, value)
    return _fields(name, shape, value)


def _variant(where: str, name: str, shape: spec.Shape, value: dict[str, Any]) -> dict[str, Any]:
    kind = value.get("type")
    for variant in shape.one_of:
        tail = variant.removeprefix(name)
        if isinstance(kind, str) and _snake(tail) == kind:
            return _fields(variant, spec.load().types[variant], value)
    raise bad_request(f'{where} has no known "type": {kind!r}')


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    raise _MismatchError("Integer")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in BOOLEANS:
        return BOOLEANS[value.lower()]
    raise _MismatchError("Boolean")


def _string(value: Any) -> str:
    if isinstance(value, str):
        if SURROGATE.search(value):
            raise bad_request("strings must be encoded in UTF-8")
        return value
    raise _MismatchError("String")


def _file(value: Any) -> Upload:
    if isinstance(value, Upload):
        return value
    raise _MismatchError("InputFile")


SCALARS = {"Integer": _integer, "Boolean": _boolean, "String": _string, "InputFile": _file}

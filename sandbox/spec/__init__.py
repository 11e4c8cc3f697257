"""What Telegram's published spec says of every method and type the sandbox plays."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Field:
    """One parameter or field: its possible types in the spec's words, and whether it must be."""

    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Shape:
    """The fields of a method or type; or, for an abstract type, the types it may be."""

    fields: Mapping[str, Field]
    unplayed: frozenset[str]
    one_of: tuple[str, ...]


@dataclass(frozen=True)
class Spec:
    """The reduced Bot API spec."""

    version: str
    methods: Mapping[str, Shape]
    types: Mapping[str, Shape]
    unplayed: frozenset[str]
    """Methods Telegram knows and the sandbox does not play."""


def _shape(raw: Mapping[str, Any]) -> Shape:
    fields = {
        name: Field(tuple(field["types"]), field["required"])
        for name, field in raw.get("fields", {}).items()
    }
    return Shape(fields, frozenset(raw.get("unplayed", ())), tuple(raw.get("one_of", ())))


@cache
def load() -> Spec:
    """Read the packaged `bot_api.json`, once."""
    raw = json.loads(files(__package__).joinpath("bot_api.json").read_text(encoding="utf-8"))
    return Spec(
        version=raw["version"],
        methods={name: _shape(shape) for name, shape in raw["methods"].items()},
        types={name: _shape(shape) for name, shape in raw["types"].items()},
        unplayed=frozenset(raw["unplayed"]),
    )

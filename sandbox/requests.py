"""Reads what a client sends: JSON, a form, or multipart with files."""

import json
import re
from typing import Any

from aiohttp import web

from sandbox.errors import bad_request
from sandbox.files import Upload

ATTACHED = "attach://"


async def call_parameters(request: web.Request) -> dict[str, Any]:
    """The raw parameters of a Bot API call, from the query and the body; uploads in their place."""
    raw: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        raw |= await json_body(request)
    elif request.can_read_body:
        raw |= await form(request)
    return _with_attachments(raw)


async def json_body(request: web.Request) -> dict[str, Any]:
    """A JSON object; nothing at all counts as an empty one."""
    text = await request.text()
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise bad_request("can't parse JSON in the body of the request") from error
    if not isinstance(value, dict):
        raise bad_request("a JSON object is expected in the body of the request")
    return value


async def form(request: web.Request) -> dict[str, Any]:
    """The fields of a form, files as uploads; 400 if a name comes twice."""
    fields = await request.post()
    raw: dict[str, Any] = {}
    for name, value in fields.items():
        if name in raw:
            raise bad_request(f'parameter "{name}" is given twice')
        raw[name] = upload(value) if isinstance(value, web.FileField) else value
    return raw


def upload(field: web.FileField) -> Upload:
    """An uploaded file, read whole."""
    return Upload(field.filename or "file", field.content_type, field.file.read())


def _with_attachments(raw: dict[str, Any]) -> dict[str, Any]:
    """Put files in the place of `attach://name`, and take them out of their own."""
    attached = {
        name: value.removeprefix(ATTACHED)
        for name, value in raw.items()
        if isinstance(value, str) and re.fullmatch(rf"{ATTACHED}\S+", value)
    }
    for name, source in attached.items():
        if not isinstance(raw.get(source), Upload):
            raise bad_request(f'there is no file "{source}" attached for "{name}"')
    rest = {name: value for name, value in raw.items() if name not in attached.values()}
    return rest | {name: raw[source] for name, source in attached.items()}


def loggable(value: Any) -> Any:
    """A parameter as the call log keeps it: a file by name and size."""
    if isinstance(value, Upload):
        return {"file": value.name, "size": len(value.data)}
    return value

"""The control API under /sandbox/phones: who there is, and what they do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import telegram
from aiohttp import web

from sandbox import users
from sandbox.chats import Entry, Phone
from sandbox.control import whole
from sandbox.errors import ControlError
from sandbox.files import Upload
from sandbox.keys import WORLD
from sandbox.requests import form, json_body
from sandbox.views import message_view
from sandbox.world import World

USER_KEYS = ("first_name", "last_name", "language_code")
CARD_KEYS = ("label", "subtitle", "avatar", "link", "zone")
KNOWN = frozenset({"id", "phone", *USER_KEYS, *CARD_KEYS})


async def add(request: web.Request) -> web.Response:
    """A new phone."""
    world, body = request.app[WORLD], await _body(request)
    if not body.get("first_name") or not body.get("phone"):
        raise ControlError(400, "a phone needs first_name and phone")
    user_id = whole(body["id"], "id") if "id" in body else next(world.user_ids)
    if user_id in world.phones:
        raise ControlError(409, f"there is a phone {user_id} already")
    user = telegram.User(
        user_id,
        body["first_name"],
        is_bot=False,
        last_name=body.get("last_name"),
        language_code=body.get("language_code"),
    )
    card = {key: body[key] for key in CARD_KEYS if body.get(key) is not None}
    phone = Phone(user, body["phone"], **({"label": user.first_name} | card))
    world.phones[user_id] = phone
    world.gone.discard(user_id)
    world.show(phone)
    return web.json_response(world.full_view(phone))


async def change(request: web.Request) -> web.Response:
    """Another name, language, number or card; what is not given stays."""
    world, phone, body = request.app[WORLD], _phone(request), await _body(request)
    user = phone.user
    names = {key: getattr(user, key) for key in USER_KEYS}
    names |= {key: body[key] for key in USER_KEYS if key in body}
    changed = replace(
        phone,
        user=telegram.User(user.id, is_bot=False, **names),
        number=body.get("phone", phone.number),
        **{key: body[key] for key in CARD_KEYS if key in body},
    )
    world.phones[user.id] = changed
    world.show(changed)
    return web.json_response(world.full_view(changed))


async def show(request: web.Request) -> web.Response:
    """One phone with its messages."""
    return web.json_response(request.app[WORLD].full_view(_phone(request)))


async def remove(request: web.Request) -> web.Response:
    """The user deletes their account."""
    world, phone = request.app[WORLD], _phone(request)
    del world.phones[phone.user.id]
    if phone.joined:
        world.gone.add(phone.user.id)
    world.show_all()
    return web.json_response({})


async def text(request: web.Request) -> web.Response:
    """Type something."""
    words = (await json_body(request)).get("text")
    if not isinstance(words, str):
        raise ControlError(400, "text must be a string")
    return _sent(users.say(request.app[WORLD], _phone(request), words))


async def open_link(request: web.Request) -> web.Response:
    """Open a t.me link; without one, the phone's own invitation."""
    phone = _phone(request)
    link = (await json_body(request)).get("link") or phone.link
    if not link:
        raise ControlError(400, "there is no link to open")
    return _sent(users.open_link(request.app[WORLD], phone, str(link)))


async def press(request: web.Request) -> web.Response:
    """Press an inline button."""
    body = await json_body(request)
    message_id = whole(body.get("message_id"), "message_id")
    answer = await users.press(request.app[WORLD], _phone(request), message_id, body)
    return web.json_response({"answer": answer})


async def contact(request: web.Request) -> web.Response:
    """Share a number."""
    body = await json_body(request)
    user_id = whole(body["user_id"], "user_id") if body.get("user_id") is not None else None
    number = body.get("phone_number")
    if number is not None and not isinstance(number, str):
        raise ControlError(400, "phone_number must be a string")
    return _sent(users.share_contact(request.app[WORLD], _phone(request), number, user_id))


def sender(kind: str) -> Callable[[web.Request], Any]:
    """A handler that sends a photo, a voice message or a document from the phone."""

    async def send(request: web.Request) -> web.Response:
        world, phone, fields = request.app[WORLD], _phone(request), await form(request)
        upload = fields.get("file")
        if not isinstance(upload, Upload):
            raise ControlError(400, 'a multipart field "file" is needed')
        duration = whole(fields.get("duration", "1"), "duration") if kind == "voice" else 0
        stored = world.files.add(kind, upload, duration)
        return _sent(users.send_file(world, phone, stored, fields.get("caption")))

    return send


def simple(act: Callable[[World, Phone], None]) -> Callable[[web.Request], Any]:
    """A handler for something a user just does: block, unblock, read."""

    async def handle(request: web.Request) -> web.Response:
        world, phone = request.app[WORLD], _phone(request)
        act(world, phone)
        return web.json_response(world.phone_view(phone))

    return handle


async def file(request: web.Request) -> web.Response:
    """A file as the page shows it."""
    stored = request.app[WORLD].files.get(request.match_info["file_id"])
    if stored is None:
        raise ControlError(404, "no such file")
    headers = {"Content-Type": stored.mime, "X-Content-Type-Options": "nosniff"}
    if stored.kind == "document":
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    return web.Response(body=stored.data, headers=headers)


def _phone(request: web.Request) -> Phone:
    return request.app[WORLD].phone(int(request.match_info["id"]))


def _sent(entry: Entry) -> web.Response:
    return web.json_response({"message": message_view(entry)})


async def _body(request: web.Request) -> dict[str, Any]:
    body = await json_body(request)
    if unknown := set(body) - KNOWN:
        raise ControlError(400, f"unknown: {', '.join(sorted(unknown))}")
    if wrong := [key for key in KNOWN - {"id"} if not isinstance(body.get(key, ""), str | None)]:
        raise ControlError(400, f"must be a string: {', '.join(sorted(wrong))}")
    if body.get("zone"):
        _check_zone(body["zone"])
    return body


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ControlError(400, f"zone is an IANA name like Asia/Urumqi, not {name!r}") from error

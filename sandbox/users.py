"""What the people do on their phones: write, open a link, press, share, send, block."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import telegram

from sandbox import keyboards, wire
from sandbox.chats import Entry, Phone
from sandbox.detect import found
from sandbox.errors import ControlError
from sandbox.files import StoredFile
from sandbox.spans import as_entities, trimmed
from sandbox.world import World

HALF = re.compile(r"[\ud800-\udfff]")
"""Half of a character, which JSON can spell and UTF-8 cannot."""
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def say(world: World, phone: Phone, text: str) -> Entry:
    """Type a text, or press a reply keyboard's button with this text."""
    _refuse_if_blocked(phone)
    text, _ = trimmed(text, ())
    if not 1 <= len(text) <= 4096 or HALF.search(text):
        raise ControlError(400, "a text has 1 to 4096 whole characters")
    reply_to, phone.asked_reply = phone.asked_reply, None
    keyboards.used(phone, phone.keyboard is not None and text in phone.keyboard.labels())
    entities = as_entities(text, found(text, ()))
    return world.receive(phone, _entry(world, text=text, entities=entities, reply_to=reply_to))


def open_link(world: World, phone: Phone, link: str) -> Entry:
    """Open a t.me link to the bot and press Start, which also ends a block."""
    unblock(world, phone)
    payload = start_payload(link, world.bot.username)
    return say(world, phone, f"/start {payload}" if payload else "/start")


def start_payload(link: str, username: str) -> str:
    """What follows ?start= in a link to the bot; 400 if the link is another's or malformed."""
    parts = urlsplit(link)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if parts.scheme == "tg":
        name = query.get("domain", "")
    elif parts.hostname in ("t.me", "telegram.me"):
        name = parts.path.strip("/")
    else:
        raise ControlError(400, f"not a t.me link: {link}")
    if name.lower() != username.lower():
        raise ControlError(400, f"the link is for @{name}, this bot is @{username}")
    payload = query.get("start", "")
    if not PAYLOAD.fullmatch(payload):
        raise ControlError(400, "a start parameter has at most 64 of A-Z a-z 0-9 _ -")
    return payload


async def press(world: World, phone: Phone, message_id: int, asked: dict[str, Any]) -> Any:
    """Press an inline button and wait for the bot's answer; None if it shows nothing."""
    _refuse_if_blocked(phone)
    entry = phone.entries.get(message_id)
    if entry is None or entry.sender != "bot":
        raise ControlError(404, f"no message {message_id} of the bot")
    data = _data(entry, asked)
    phone.unread = 0
    world.show(phone)
    opened = world.presses.open()
    content = wire.callback_json(opened.query_id, entry, phone, world.bot.user, data)
    world.updates.add("callback_query", content, phone.user.id)
    return await world.presses.wait(opened, world.settings.answer_wait)


def _data(entry: Entry, asked: dict[str, Any]) -> str:
    """The callback data of the button meant; with `forged`, any, as a changed app could send."""
    if asked.get("forged"):
        return str(asked.get("data", ""))
    if entry.deleted:
        raise ControlError(404, "the message is deleted")
    rows = entry.markup.inline_keyboard if entry.markup else ()
    if "button" in asked:
        return _placed(rows, asked["button"])
    wanted = asked.get("data")
    if all(button.callback_data != wanted for row in rows for button in row):
        raise ControlError(404, f'no button with {wanted!r}; "forged": true sends it all the same')
    return str(wanted)


def _placed(rows: Any, place: Any) -> str:
    try:
        row, column = place
        data = rows[row][column].callback_data
    except (TypeError, ValueError, IndexError) as error:
        raise ControlError(404, f"no button at {place!r}") from error
    if not isinstance(data, str):
        raise ControlError(400, "this button opens a link and tells the bot nothing")
    return data


def share_contact(world: World, phone: Phone, number: str | None, user_id: int | None) -> Entry:
    """Share one's own number, or, if `number` is given, a card with that number.

    Telegram sets `user_id` to the account the number belongs to, so that only one's own number
    carries one's own id; `user_id` names an account the sandbox does not have.
    """
    _refuse_if_blocked(phone)
    user = phone.user
    if number is None:
        contact = telegram.Contact(
            _digits(phone.number), user.first_name, last_name=user.last_name, user_id=user.id
        )
    elif user_id is None:
        contact = telegram.Contact(_digits(number), "Contact", user_id=_owner(world, phone, number))
    elif user_id == user.id and _digits(number) != _digits(phone.number):
        raise ControlError(409, "only Telegram sets user_id: this number is not the sender's")
    else:
        contact = telegram.Contact(_digits(number), "Contact", user_id=user_id)
    buttons = [b for row in phone.keyboard.markup.keyboard for b in row] if phone.keyboard else []
    keyboards.used(phone, number is None and any(button.request_contact for button in buttons))
    return world.receive(phone, _entry(world, contact=contact))


def _owner(world: World, sender: Phone, number: str) -> int | None:
    """Whose number it is: the sender's first, as several people of a family may share one."""
    phones = (sender, *world.phones.values())
    digits = _digits(number)
    return next((phone.user.id for phone in phones if _digits(phone.number) == digits), None)


def send_file(world: World, phone: Phone, file: StoredFile, caption: str | None) -> Entry:
    """Send a photo, a voice message or a document."""
    _refuse_if_blocked(phone)
    text, _ = trimmed(caption or "", ())
    if len(text) > 1024:
        raise ControlError(400, "a caption has at most 1024 characters")
    entities = as_entities(text, found(text, ()))
    entry = _entry(world, file=file, caption=text or None, entities=entities)
    return world.receive(phone, entry)


def block(world: World, phone: Phone) -> None:
    """Block the bot, which is told so; nothing happens if it is blocked already."""
    _set_blocked(world, phone, blocked=True)


def unblock(world: World, phone: Phone) -> None:
    """Take a block back."""
    _set_blocked(world, phone, blocked=False)


def read(world: World, phone: Phone) -> None:
    """All messages have been seen."""
    phone.unread = 0
    world.show(phone)


def _set_blocked(world: World, phone: Phone, blocked: bool) -> None:
    if phone.blocked == blocked:
        return
    phone.blocked = blocked
    world.show(phone)
    if phone.joined:
        content = wire.membership_json(phone, world.bot.user, blocked, world.clock.now())
        world.updates.add("my_chat_member", content, phone.user.id)


def _entry(world: World, **content: Any) -> Entry:
    return Entry(message_id=world.next_message_id(), date=world.clock.now(), sender="me", **content)


def _refuse_if_blocked(phone: Phone) -> None:
    if phone.blocked:
        raise ControlError(409, "this phone has blocked the bot; unblock first")


def _digits(number: str) -> str:
    """Numbers come as digits with the country code and mostly without a plus."""
    return re.sub(r"\D", "", number)

"""sendMessage, sendPhoto, sendVoice, sendDocument, sendChatAction."""

from typing import Any

import telegram

from sandbox import keyboards, wire
from sandbox.chats import Entry, Phone
from sandbox.errors import bad_request, not_played
from sandbox.files import StoredFile, Upload
from sandbox.formatted import formatted
from sandbox.recipients import writable
from sandbox.world import World

TEXT_LIMIT = 4096
"""Characters of a text after its entities are parsed; Telegram counts Unicode code points."""
CAPTION_LIMIT = 1024
"""The same for a caption."""
EMPTY = "message text is empty"
ACTIONS = frozenset(action.value for action in telegram.constants.ChatAction)


def checked_text(params: dict[str, Any]) -> tuple[str, tuple[telegram.MessageEntity, ...]]:
    """The text of a message; 400 if there is none left or too much of it."""
    text, entities = formatted(
        params.get("text", ""), params.get("parse_mode"), params.get("entities")
    )
    if not text:
        raise bad_request("text must be non-empty" if params.get("text") else EMPTY)
    if len(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def checked_caption(
    params: dict[str, Any],
) -> tuple[str | None, tuple[telegram.MessageEntity, ...]]:
    """The caption of a file, None if there is none; 400 if it is too long."""
    text, entities = formatted(
        params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities")
    )
    if len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text or None, entities


def checked_preview(params: dict[str, Any]) -> telegram.LinkPreviewOptions | None:
    """How links in the text are to be shown, if the bot said so."""
    raw = params.get("link_preview_options")
    return telegram.LinkPreviewOptions.de_json(raw, None) if raw else None


async def send_message(world: World, params: dict[str, Any]) -> Any:
    """A text."""
    text, entities = checked_text(params)
    preview = checked_preview(params)
    return _deliver(world, params, text=text, entities=entities, preview=preview)


async def send_photo(world: World, params: dict[str, Any]) -> Any:
    """A picture: uploaded, or one sent before by its file_id."""
    return _send_file(world, params, "photo")


async def send_voice(world: World, params: dict[str, Any]) -> Any:
    """A voice message; `duration` in seconds."""
    return _send_file(world, params, "voice")


async def send_document(world: World, params: dict[str, Any]) -> Any:
    """Any other file."""
    return _send_file(world, params, "document")


async def send_chat_action(world: World, params: dict[str, Any]) -> Any:
    """Typing…: checked, and shown to nobody."""
    writable(world, params["chat_id"])
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _send_file(world: World, params: dict[str, Any], kind: str) -> Any:
    caption, entities = checked_caption(params)
    return _deliver(
        world,
        params,
        kind,
        caption=caption,
        entities=entities,
        caption_above=params.get("show_caption_above_media", False),
    )


def _file(world: World, kind: str, params: dict[str, Any]) -> StoredFile:
    given = params[kind]
    if isinstance(given, Upload):
        return world.files.add(kind, given, params.get("duration", 0))
    if given.startswith(("http://", "https://")):
        raise not_played("files fetched from an address")
    return world.files.again(kind, given)


def _deliver(world: World, params: dict[str, Any], kind: str | None = None, **content: Any) -> Any:
    """Put a message into its chat; `kind` names the parameter with the file, if there is one."""
    markup = keyboards.read(params.get("reply_markup"))
    phone = writable(world, params["chat_id"])
    if params.get("allow_paid_broadcast"):
        raise bad_request("FLOODSKIP_NOT_ALLOWED")  # it is for bots with many Stars
    reply_to = _reply_to(phone, params.get("reply_parameters"))
    world.limits.spend(phone.user.id)
    entry = Entry(
        message_id=world.next_message_id(),
        date=world.clock.now(),
        sender="bot",
        markup=markup.inline,
        had_keyboard=markup.blocks_editing,
        reply_to=reply_to,
        protect_content=params.get("protect_content", False),
        file=_file(world, kind, params) if kind else None,
        **content,
    )
    keyboards.apply(phone, markup, entry.message_id)
    phone.unread += 1
    world.delivered += 1
    world.put(phone, entry)
    return wire.message_json(entry, phone, world.bot.user)


def _reply_to(phone: Phone, raw: dict[str, Any] | None) -> int | None:
    if raw is None:
        return None
    if raw.get("chat_id", phone.user.id) != phone.user.id:
        raise not_played("a reply to a message of another chat")
    message_id: int = raw["message_id"]
    if phone.entry(message_id) is not None:
        return message_id
    if raw.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")

"""editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage, deleteMessages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox import keyboards, wire
from sandbox.chats import Entry, Phone
from sandbox.errors import ApiError, bad_request
from sandbox.methods.sending import checked_caption, checked_preview, checked_text
from sandbox.recipients import known, writable
from sandbox.world import World

DELETABLE = timedelta(hours=48)
"""Older messages stay, in virtual time."""
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def edit_text(world: World, params: dict[str, Any]) -> Any:
    """Another text; without reply_markup the inline keyboard goes."""
    text, entities = checked_text(params)
    phone, entry = _editable(world, params)
    if entry.text is None:
        raise bad_request("there is no text in the message to edit")
    preview = checked_preview(params)
    return _change(world, phone, entry, params, text=text, entities=entities, preview=preview)


async def edit_caption(world: World, params: dict[str, Any]) -> Any:
    """Another caption, or none."""
    phone, entry = _editable(world, params)
    if entry.file is None:
        raise bad_request("there is no caption in the message to edit")
    caption, entities = checked_caption(params)
    return _change(
        world,
        phone,
        entry,
        params,
        caption=caption,
        entities=entities,
        caption_above=params.get("show_caption_above_media", False),
    )


async def edit_markup(world: World, params: dict[str, Any]) -> Any:
    """Another inline keyboard, or none; the message does not count as edited."""
    phone, entry = _editable(world, params)
    return _change(world, phone, entry, params)


async def delete_message(world: World, params: dict[str, Any]) -> Any:
    """Take a message away; 400 if it is not there or too old."""
    phone = known(world, params["chat_id"])
    entry = phone.entry(params["message_id"])
    if entry is None:
        raise bad_request("message to delete not found")
    if world.clock.now() - entry.date >= DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    _delete(world, phone, entry)
    return True


async def delete_messages(world: World, params: dict[str, Any]) -> Any:
    """Take several away; those that cannot go are skipped, as Telegram does."""
    if not 1 <= len(params["message_ids"]) <= 100:
        raise bad_request("message identifiers must be 1-100")
    for message_id in params["message_ids"]:
        try:
            await delete_message(world, {**params, "message_id": message_id})
        except ApiError as error:
            if error.code != 400 or "message" not in error.description:
                raise
    return True


def _delete(world: World, phone: Phone, entry: Entry) -> None:
    entry.deleted = True
    if phone.keyboard and phone.keyboard.message_id == entry.message_id:
        phone.keyboard = None
    if phone.asked_reply == entry.message_id:
        phone.asked_reply = None
    world.show(phone, entry)


def _editable(world: World, params: dict[str, Any]) -> tuple[Phone, Entry]:
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    phone = writable(world, params["chat_id"])
    entry = phone.entry(params["message_id"])
    if entry is None:
        raise bad_request("message to edit not found")
    if entry.sender != "bot" or entry.had_keyboard:
        raise bad_request("message can't be edited")
    return phone, entry


def _change(
    world: World, phone: Phone, entry: Entry, params: dict[str, Any], **content: Any
) -> Any:
    changed = replace(entry, markup=keyboards.inline(params.get("reply_markup")), **content)
    if _same(changed, entry):
        raise bad_request(NOT_MODIFIED)
    if content:
        changed.edited_at = world.clock.now()
    phone.entries[entry.message_id] = changed
    world.show(phone, changed)
    return wire.message_json(changed, phone, world.bot.user)


def _same(one: Entry, other: Entry) -> bool:
    return (one.text, one.caption, one.entities, one.markup, one.caption_above) == (
        other.text,
        other.caption,
        other.entities,
        other.markup,
        other.caption_above,
    )

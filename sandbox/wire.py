"""What the sandbox remembers, as python-telegram-bot's types and as the JSON a bot receives."""

from typing import Any

import telegram

from sandbox.chats import Entry, Phone
from sandbox.files import StoredFile

NOISE = frozenset(
    {"channel_chat_created", "delete_chat_photo", "group_chat_created", "supergroup_chat_created"}
)
"""Flags that the types write out as false and Telegram leaves out."""


def message(
    entry: Entry, phone: Phone, bot: telegram.User, nested: bool = False
) -> telegram.Message:
    """The message as Telegram would describe it; the message replied to is `nested` one level."""
    replied = phone.entry(entry.reply_to) if entry.reply_to and not nested else None
    has_caption = entry.text is None
    return telegram.Message(
        message_id=entry.message_id,
        date=entry.date,
        chat=phone.chat,
        from_user=bot if entry.sender == "bot" else phone.user,
        edit_date=entry.edited_at,
        text=entry.text,
        entities=None if has_caption else entry.entities,
        caption=entry.caption,
        caption_entities=entry.entities if has_caption else None,
        show_caption_above_media=entry.caption_above or None,
        reply_markup=entry.markup,
        contact=entry.contact,
        link_preview_options=entry.preview,
        has_protected_content=entry.protect_content or None,
        reply_to_message=message(replied, phone, bot, nested=True) if replied else None,
        **_media(entry.file),
    )


def _media(file: StoredFile | None) -> dict[str, Any]:
    if file is None:
        return {}
    if file.kind == "photo":
        return {"photo": (_photo(file),)}
    if file.kind == "voice":
        return {"voice": _voice(file)}
    return {"document": _document(file)}


def _photo(file: StoredFile) -> telegram.PhotoSize:
    return telegram.PhotoSize(
        file.file_id, file.unique_id, file.width, file.height, file_size=file.size
    )


def _voice(file: StoredFile) -> telegram.Voice:
    return telegram.Voice(
        file.file_id, file.unique_id, file.duration, mime_type=file.mime, file_size=file.size
    )


def _document(file: StoredFile) -> telegram.Document:
    return telegram.Document(
        file.file_id,
        file.unique_id,
        file_name=file.name,
        mime_type=file.mime,
        file_size=file.size,
    )


def message_json(entry: Entry, phone: Phone, bot: telegram.User) -> dict[str, Any]:
    """The message as a bot receives it."""
    return tidy(message(entry, phone, bot).to_dict())


def callback_json(
    query_id: str, entry: Entry, phone: Phone, bot: telegram.User, data: str
) -> dict[str, Any]:
    """A button press as a bot receives it; a deleted message is only named, as Telegram does."""
    shown: telegram.MaybeInaccessibleMessage = (
        telegram.InaccessibleMessage(phone.chat, entry.message_id)
        if entry.deleted
        else message(entry, phone, bot)
    )
    query = telegram.CallbackQuery(
        id=query_id,
        from_user=phone.user,
        chat_instance=str(phone.user.id * 7_919),
        message=shown,
        data=data,
    )
    raw = query.to_dict()
    if entry.deleted:
        raw["message"]["date"] = 0
    else:
        raw["message"] = tidy(raw["message"])
    return raw


def membership_json(phone: Phone, bot: telegram.User, blocked: bool, date: Any) -> dict[str, Any]:
    """The user blocks the bot, or takes it back."""
    member = telegram.ChatMemberMember(bot)
    banned = telegram.ChatMemberBanned(bot, until_date=date)
    raw = telegram.ChatMemberUpdated(
        chat=phone.chat,
        from_user=phone.user,
        date=date,
        old_chat_member=member if blocked else banned,
        new_chat_member=banned if blocked else member,
    ).to_dict()
    side = raw["new_chat_member"] if blocked else raw["old_chat_member"]
    side["until_date"] = 0
    return raw


def tidy(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out what Telegram leaves out, in the message and in the one it replies to."""
    clean = {key: value for key, value in raw.items() if value is not False or key not in NOISE}
    if "reply_to_message" in clean:
        clean["reply_to_message"] = tidy(clean["reply_to_message"])
    return clean

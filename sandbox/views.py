"""Phones and messages as the control API and the page see them."""

from typing import Any

from sandbox.chats import Entry, Phone
from sandbox.clock import iso
from sandbox.files import StoredFile


def message_view(entry: Entry) -> dict[str, Any]:
    """One message; a deleted one keeps its place and loses its content."""
    gone = entry.deleted
    return {
        "message_id": entry.message_id,
        "date": iso(entry.date),
        "from": entry.sender,
        "kind": entry.kind,
        "text": None if gone else entry.text,
        "caption": None if gone else entry.caption,
        "entities": [] if gone else [entity.to_dict() for entity in entry.entities],
        "file": None if gone or entry.file is None else file_view(entry.file),
        "contact": None if gone or entry.contact is None else entry.contact.to_dict(),
        "reply_markup": None if gone or entry.markup is None else entry.markup.to_dict(),
        "edited": entry.edited_at is not None,
        "deleted": gone,
        "reply_to": entry.reply_to,
        "protect_content": entry.protect_content,
    }


def file_view(file: StoredFile) -> dict[str, Any]:
    """A file with the address the page shows it from."""
    return {
        "id": file.file_id,
        "url": f"/sandbox/files/{file.file_id}",
        "name": file.name,
        "mime": file.mime,
        "size": file.size,
        "duration": file.duration,
        "width": file.width,
        "height": file.height,
    }


def phone_view(phone: Phone, commands: list[dict[str, Any]]) -> dict[str, Any]:
    """A phone without its messages."""
    user = phone.user
    return {
        "user": {
            "id": user.id,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language_code": user.language_code,
        },
        "phone": phone.number,
        "label": phone.label,
        "subtitle": phone.subtitle,
        "avatar": phone.avatar,
        "link": phone.link,
        "zone": phone.zone,
        "joined": phone.joined,
        "blocked": phone.blocked,
        "unread": phone.unread,
        "keyboard": phone.keyboard.markup.to_dict() if phone.keyboard else None,
        "force_reply": phone.asked_reply,
        "commands": commands,
    }

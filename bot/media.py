"""Voice messages and photos as they are kept: where Telegram has them, never the content itself."""

from typing import Any

from aiogram.types import Message

from care.forms.given import Given


def given(message: Message) -> Given | None:
    """What a message brings as an answer; None where it is nothing that a form can keep."""
    if message.voice is not None:
        voice = message.voice
        return Given(media=_media("voice", voice.file_id, voice.file_unique_id, voice.duration))
    if message.photo:
        largest = message.photo[-1]
        return Given(media=_media("photo", largest.file_id, largest.file_unique_id))
    if message.text is not None:
        return Given(words=message.text)
    return None


def all_given(message: Message) -> list[Given]:
    """As `given`, with the words below a photo or a voice message."""
    first = given(message)
    caption = [] if message.caption is None else [Given(words=message.caption)]
    return [*([] if first is None else [first]), *caption]


def _media(kind: str, file_id: str, unique_id: str, seconds: int | None = None) -> dict[str, Any]:
    return {"kind": kind, "file_id": file_id, "unique_id": unique_id, "seconds": seconds}

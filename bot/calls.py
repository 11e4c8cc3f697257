"""Calls to the Bot API as JSON: what is stored of a reply, and what goes over the wire."""

from functools import cache
from typing import Any

import msgspec
from aiogram.client.default import Default
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessages,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)
from pydantic_core import PydanticSerializationError

YES_OR_NO = (AnswerCallbackQuery, DeleteMessages, EditMessageReplyMarkup, EditMessageText)
"""Calls of whose answer nobody reads more than whether it was a yes."""
_WITHOUT_FILES = (*YES_OR_NO, SendMessage)


def as_json(call: TelegramMethod[Any]) -> bytes | None:
    """The body of a call; None for one that needs a form: it may carry a file, or leaves something
    inside a parameter to the bot's defaults.
    """
    if not isinstance(call, _WITHOUT_FILES):
        return None
    try:
        return call.model_dump_json(exclude_none=True, exclude=left_open(call)).encode()
    except PydanticSerializationError:
        return None


def in_answer(call: AnswerCallbackQuery) -> bytes:
    """A call as the body of an answer to a webhook."""
    named = {"method": call.__api_method__, **call.model_dump(exclude_none=True)}
    return msgspec.json.encode(named)


def left_open(call: TelegramMethod[Any]) -> set[str]:
    """The parameters that are left to the bot's defaults; ours has none."""
    return {name for name in _defaulted(type(call)) if isinstance(getattr(call, name), Default)}


@cache
def _defaulted(kind: type[TelegramMethod[Any]]) -> tuple[str, ...]:
    fields = kind.model_fields.items()
    return tuple(name for name, field in fields if isinstance(field.default, Default))

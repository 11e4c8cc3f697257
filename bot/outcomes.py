"""What an error of a call to the Bot API means, in the delivery policy's words."""

from datetime import timedelta
from typing import Any

from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage, TelegramMethod
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from care.delivery import Outcome
from services.outbox.delivering import Attempt

DEACTIVATED, NOT_FOUND = "deactivated", "chat not found"
"""Words of Telegram's descriptions; it has no codes for these."""
GATEWAY_TIMEOUT = "504"
"""A gateway has passed the call on and was told nothing: it may have been done."""
_NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)


def failed(error: AiogramError) -> Attempt:
    """Every answer of the server, and each kind of silence, has an outcome of its own. A 404
    names no chat: the server does not know the token.
    """
    match error:
        case TelegramRetryAfter():
            wait = timedelta(seconds=error.retry_after)
            attempt = Attempt(Outcome.slow_down, wait=wait, detail="429")
        case TelegramMigrateToChat():
            moved_to = error.migrate_to_chat_id
            attempt = Attempt(Outcome.moved, detail="moved", moved_to=moved_to)
        case TelegramUnauthorizedError() | TelegramNotFound():
            attempt = Attempt(Outcome.unauthorized, detail="401")
        case TelegramServerError() if error.message == GATEWAY_TIMEOUT:
            attempt = Attempt(Outcome.no_answer, detail="504")
        case TelegramServerError():
            attempt = Attempt(Outcome.server_error, detail="5xx")
        case TelegramNetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            attempt = Attempt(Outcome.not_sent, detail="no connection")
        case TelegramForbiddenError() | TelegramBadRequest() | TelegramEntityTooLarge():
            attempt = _refused(error)
        case _:
            attempt = Attempt(Outcome.no_answer, detail=type(error).__name__)
    return attempt


def no_such_token(call: TelegramMethod[Any], error: AiogramError) -> bool:
    """Whether the server does not know the token (any more). Only to a message does 404 say so: it
    may lack other methods.
    """
    lacking = isinstance(error, TelegramNotFound) and isinstance(call, SendMessage)
    return lacking or isinstance(error, TelegramUnauthorizedError)


def _refused(error: TelegramAPIError) -> Attempt:
    """Refused for good: because of the reader, or of the message."""
    said = error.message.lower()
    if isinstance(error, TelegramForbiddenError):
        if DEACTIVATED in said:
            return Attempt(Outcome.deactivated, detail="403 deactivated")
        return Attempt(Outcome.blocked, detail="403")
    if NOT_FOUND in said:
        return Attempt(Outcome.not_found, detail="400 chat not found")
    too_large = isinstance(error, TelegramEntityTooLarge)
    return Attempt(Outcome.refused, detail="413" if too_large else "400")

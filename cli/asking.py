"""Asking the Bot API something, without the Telegram library and its three seconds of import."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from cli.settings import Settings
from scheduler.clock import system_clock

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """`result` where the server gave one; else `status` and `why`, or neither but `why`.

    `ahead` is how many seconds the server's clock is ahead of ours, as far as its answer tells.
    """

    result: dict[str, Any] | None = None
    status: int | None = None
    why: str = ""
    ahead: float | None = None


def ask(settings: Settings, method: str) -> Answer:
    """Call a method that takes no parameters; the token is in no part of the answer."""
    if settings.token is None:
        return Answer()
    url = f"{settings.api.rstrip('/')}/bot{settings.token.get_secret_value()}/{method}"
    begun = system_clock()
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return _read(answer.read(), answer.status, answer.headers.get("Date"), begun)
    except urllib.error.HTTPError as error:
        with error:
            return _read(error.read(), error.code, error.headers.get("Date"), begun)
    except urllib.error.URLError as error:
        return Answer(why=type(error.reason).__name__)
    except (OSError, ValueError, HTTPException) as error:
        return Answer(why=type(error).__name__)


def _read(body: bytes, status: int, date: str | None, begun: datetime) -> Answer:
    ahead = _ahead(date, begun)
    try:
        told = json.loads(body)
        result, why = told.get("result"), str(told.get("description", ""))
    except (ValueError, AttributeError):
        result, why = None, ""
    if status == 200 and isinstance(result, dict):
        return Answer(result, ahead=ahead)
    return Answer(status=status, why=why or str(status), ahead=ahead)


def _ahead(date: str | None, begun: datetime) -> float | None:
    """Seconds between the server's clock and the middle of the question, by ours."""
    ended = system_clock()
    try:
        there = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return (there - (begun + (ended - begun) / 2)).total_seconds() if there.tzinfo else None

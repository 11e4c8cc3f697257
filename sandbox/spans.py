"""Pieces of formatted text while it is being read: counted in characters, then in UTF-16 units."""

from collections.abc import Iterable
from dataclasses import dataclass

import telegram

from sandbox.errors import ApiError, bad_request


@dataclass(frozen=True)
class Span:
    """A stretch of text with a format; `start` and `end` count characters."""

    kind: str
    start: int
    end: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None


def cannot_parse(reason: str) -> ApiError:
    """Telegram's complaint about broken markup."""
    return bad_request(f"can't parse entities: {reason}")


def byte_offset(text: str, at: int) -> int:
    """Telegram names places in bytes of UTF-8."""
    return len(text[:at].encode())


def units(text: str) -> int:
    """Length in UTF-16 code units, in which entities are counted."""
    return len(text.encode("utf-16-le")) // 2


def trimmed(text: str, spans: Iterable[Span]) -> tuple[str, list[Span]]:
    """Without white space around it, as Telegram stores it; spans move along."""
    body = text.strip()
    shift = len(text) - len(text.lstrip())
    moved = []
    for span in spans:
        start = min(max(span.start - shift, 0), len(body))
        end = min(max(span.end - shift, 0), len(body))
        if start < end:
            moved.append(Span(span.kind, start, end, span.url, span.language, span.user_id))
    return body, moved


def as_entities(text: str, spans: Iterable[Span]) -> tuple[telegram.MessageEntity, ...]:
    """Spans as Telegram lists them: by place, the outer before the inner, nothing twice."""
    unique = dict.fromkeys(sorted(spans, key=lambda span: (span.start, -span.end)))
    return tuple(_entity(text, span) for span in unique)


def _entity(text: str, span: Span) -> telegram.MessageEntity:
    user = telegram.User(span.user_id, "", is_bot=False) if span.user_id else None
    return telegram.MessageEntity(
        span.kind,
        offset=units(text[: span.start]),
        length=units(text[span.start : span.end]),
        url=span.url,
        user=user,
        language=span.language,
    )

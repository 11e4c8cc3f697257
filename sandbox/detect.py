"""Finds what Telegram finds by itself in a text: commands, mentions, hashtags, links, e-mails."""

import re
from collections.abc import Iterable

from sandbox.spans import Span

TOP_DOMAINS = "com|org|net|info|io|me|cn|edu|gov|dev|app|uk|de|fr|ru|eu"
PATTERNS = (
    ("url", re.compile(rf"(?<![\w@./])(?:https?://|(?:[a-z0-9-]+\.)+(?:{TOP_DOMAINS})\b)"
                       r"[^\s<>\"«»，。；！？、）】]*", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@/])@[a-zA-Z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{3,32})?(?![\w/<>])", re.ASCII)),
)  # fmt: skip
FINDABLE = frozenset(kind for kind, _ in PATTERNS)
CLOSED = frozenset({"pre", "code", "text_link", "text_mention"})
"""Inside these Telegram finds nothing."""


def found(text: str, spans: Iterable[Span]) -> list[Span]:
    """What can be found beside and inside the given spans, without overlaps."""
    taken = [(span.start, span.end) for span in spans if span.kind in CLOSED]
    result: list[Span] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.start(), _end(kind, match)
            if all(end <= left or right <= start for left, right in taken):
                taken.append((start, end))
                result.append(Span(kind, start, end))
    return result


def _end(kind: str, match: re.Match[str]) -> int:
    """A link does not take the full stop after it."""
    return match.end() if kind != "url" else match.start() + len(match.group().rstrip(".,:;!?'"))

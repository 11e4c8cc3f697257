"""Which addresses Telegram takes for a link, in texts and on buttons."""

import re

from sandbox.errors import bad_request
from sandbox.spans import Span

MENTION = re.compile(r"tg:(?://)?user\?id=([0-9]{1,19})")
WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[\w-]{2,}(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
LOCAL = re.compile(r"https?://(?:localhost|[0-9.]+)(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
SCHEME = re.compile(r"https?|tg|ton|tonsite", re.IGNORECASE)
INTERNAL = re.compile(r"(?:tg|ton|tonsite):(?://)?\S+", re.IGNORECASE)


def link_span(start: int, end: int, address: str) -> Span | None:
    """A link or a mention of a user; None where Telegram would leave the bare words."""
    address = address.strip()
    if match := MENTION.fullmatch(address):
        return Span("text_mention", start, end, user_id=int(match.group(1)))
    if is_link(address):
        return Span("text_link", start, end, url=_complete(address))
    return None


def is_link(address: str) -> bool:
    """Whether the address can stand behind a link or on a button."""
    return any(pattern.fullmatch(address) for pattern in (WEB, LOCAL, INTERNAL))


def check_link(address: str, what: str) -> None:
    """400 in Telegram's words unless the address can be opened; `what` says where it stands."""
    scheme = address.partition("://")[0] if "://" in address else ""
    if not address:
        problem = "URL host is empty"
    elif scheme and not SCHEME.fullmatch(scheme):
        problem = "Unsupported URL protocol"
    elif not is_link(address):
        problem = "Wrong HTTP URL"
    else:
        return
    raise bad_request(f"{what} '{address}' is invalid: {problem}")


def _complete(address: str) -> str:
    if "://" not in address and not INTERNAL.fullmatch(address):
        address = f"http://{address}"
    scheme, _, rest = address.partition("://")
    return f"{address}/" if rest and "/" not in rest and scheme.startswith("http") else address

"""What is said about a child that is not here, and about a search for it."""

from collections.abc import Sequence
from datetime import datetime

from bot.texts.joining import emergency
from care.words import RequestKind
from locales.catalog import Texts
from services.requests.showing import RequestView


def opened_text(numbers: Sequence[str], t: Texts) -> str:
    """Nobody knows where the child is: whom to call at once, and what the school does."""
    return f"{t('where.opened')}\n\n{emergency(numbers, t)}"


def with_numbers(text: str, view: RequestView, numbers: Sequence[str], t: Texts) -> str:
    """The page of a search, the emergency numbers above it as long as it runs."""
    if view.kind is not RequestKind.whereabouts or view.outcome is not None:
        return text
    return f"{t('where.first')}\n{emergency(numbers, t)}\n\n{text}"


def search_lines(view: RequestView, t: Texts) -> list[str]:
    """What is known of the child by now."""
    said, lines = view.search, []
    if "told_at" in said:
        lines.append(t("where.told", at=_clock(said["told_at"], view, t)))
    if "back_at" in said:
        lines.append(t("where.back", at=_clock(said["back_at"], view, t)))
    if "police_at" in said:
        lines.append(t("where.police", at=_clock(said["police_at"], view, t)))
    if "seen_at" in said:
        where = t(f"found.{said['found']}")
        spoke = t(f"saw.{said['spoke']}", name=view.owner or "")
        at = _clock(said["seen_at"], view, t)
        lines.append(t("where.found", where=where, spoke=spoke, at=at))
    return lines


def _clock(moment: str, view: RequestView, t: Texts) -> str:
    return t.weekday_time(datetime.fromisoformat(moment), view.zone)

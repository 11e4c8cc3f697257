"""What is said about needs and worries."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.texts.joining import emergency
from bot.texts.where import search_lines
from care.requests import Ending
from care.words import RequestKind
from locales.catalog import Texts
from services.requests.choosing import Near
from services.requests.raising import Raised, Wish
from services.requests.showing import RequestLine, RequestView


def which_text(kind: RequestKind, t: Texts) -> str:
    """About which child."""
    return t("ask.which_worry" if kind is RequestKind.worry else "ask.which_need")


def what_text(kind: RequestKind, child: str, t: Texts) -> str:
    """What it is about."""
    worried = kind is RequestKind.worry
    return t("ask.what_worry" if worried else "ask.what_need", child=child)


def wish_text(wish: Wish, child: str, people: Sequence[Near], t: Texts) -> str:
    """What is about to be sent. The asker's own words stand above it, and in no message of ours:
    they leave the chat once it is sent.
    """
    head = "ask.worry" if wish.kind is RequestKind.worry else "ask.need"
    lines = [t(head, child=child, what=t(f"what.{wish.what}"))]
    if wish.text:
        lines.append(t("form.words"))
    if wish.harm:
        lines += ["", t("ask.harm")]
    names = [each.name for each in people if each.person_id in wish.concerned]
    if names:
        lines += ["", t("ask.without", names=t("list.comma").join(names))]
    return "\n".join([*lines, "", t("ask.words")])


def raised_text(raised: Raised, wish: Wish, numbers: Sequence[str], t: Texts) -> str:
    """What became of it; where harm is suspected, whom to call at once."""
    said = t(f"raised.{raised}")
    if raised is Raised.not_yours or not (wish.harm or raised is Raised.nobody):
        return said
    return f"{said}\n\n{emergency(numbers, t)}"


def list_text(lines: Sequence[RequestLine], t: Texts) -> str:
    """The head of the list."""
    return t.many("case.list", len(lines)) if lines else t("case.none")


def case_text(view: RequestView, t: Texts) -> str:
    """One need or worry, as its reader may see it."""
    head = "case.worry" if view.kind is RequestKind.worry else "case.need"
    if view.kind is RequestKind.whereabouts:
        lines = [t("case.search", child=view.child, unit=view.unit)]
    else:
        lines = [t(head, child=view.child, unit=view.unit, what=t(f"what.{view.what}"))]
    if view.harm:
        lines.append(t("case.harm"))
    if view.text:
        lines.append(f"“{view.text}”")
    since = t.weekday_time(view.created_at, view.zone)
    lines += ["", t("case.asked", name=view.asker or "", at=since)]
    if view.outcome != Ending.found:  # where and by whom says it
        lines.append(_stands(view, t))
    lines += search_lines(view, t)
    for step in view.steps:
        when = t.weekday_time(step.at, view.zone)
        lines.append(t("case.step", at=when, name=step.by, text=step.text))
    if view.reason:
        lines.append(t("case.reason", reason=view.reason))
    return "\n".join(lines)


def _stands(view: RequestView, t: Texts) -> str:
    if view.outcome is not None:
        return _ended(view, t)
    if view.kind is RequestKind.whereabouts:  # at once: its next word up is no deadline
        return t("case.search_taken", name=view.owner) if view.owner else t("case.search_open")
    due = "" if view.due_at is None else _clock(view.due_at, view, t)
    if view.owner is None:
        return t("case.open", due=due)
    return t("case.taken", name=view.owner, due=due)


def _ended(view: RequestView, t: Texts) -> str:
    if view.reported_to is not None and view.reported_on is not None:
        day = t.day(date.fromisoformat(view.reported_on))
        return t("case.reported", to=t(f"reported.{view.reported_to}"), day=day)
    return t("case.ended", how=t(f"ending.{view.outcome}"))


def _clock(moment: datetime, view: RequestView, t: Texts) -> str:
    return t.weekday_time(moment, view.zone)

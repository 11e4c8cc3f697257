"""What /today says: my own items, my class, my school, one child's card."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.texts.contact import contact_lines, known_lines
from bot.texts.facts import calendar_lines
from bot.texts.items import LONGEST, line, on_card, single, with_room
from bot.texts.records import card_lines, letter_line
from bot.texts.support import support_lines
from care.delivery import ITEMS_SHOWN
from care.words import DutyState
from locales.catalog import Texts
from services.coverage import Coverage
from services.duties.showing import ItemView
from services.duties.standing import Standing
from services.duties.today import TodayView
from services.overview import ChildView, ClassView, SchoolView


def my_day(view: TodayView, t: Texts) -> str:
    """The reader's own open items, or a kind word when there is none; where letters stand."""
    letters = [f"{name} {letter_line(letter, t)}" for name, letter in view.letters.items()]
    return "\n".join([_items(view, t), "", *letters] if letters else [_items(view, t)])


def _items(view: TodayView, t: Texts) -> str:
    """What is due now, what comes later, what has just been noted; numbered as its buttons are."""
    if not view.items:
        return t("today.nothing")
    due = [item for item in view.items if not _part(item, t)]
    if len(view.items) == len(due) == 1:
        return f"{t('today.head')}\n\n{single(due[0], t)}"
    told = t.many("digest.head", len(due)) if due else t("today.nothing")
    lines = [t("today.head"), "", told, *_numbered(view.items[:ITEMS_SHOWN], t)]
    hidden = [item for item in view.items[ITEMS_SHOWN:] if item.state is DutyState.open]
    if hidden:
        lines += ["", t.many("today.more", len(hidden))]
    return "\n".join(lines)


def _part(item: ItemView, t: Texts) -> str:
    """The heading above it; none above what is due."""
    if item.state is not DutyState.open:
        return t("today.noted")
    return t("today.ahead") if item.due_on > item.today else ""


def _numbered(items: Sequence[ItemView], t: Texts) -> list[str]:
    lines, alone = [], len(items) == 1
    for part, found in groupby(enumerate(items, 1), lambda each: _part(each[1], t)):
        lines += ["", part] if part else [""]
        lines += [line(item, t) if alone else f"{n}. {line(item, t)}" for n, item in found]
    return lines


def class_text(view: ClassView, t: Texts) -> str:
    """A class in two or three lines; the children are buttons."""
    late = sum(1 for child in view.children if child.late)
    lines = [t.many("class.head", len(view.children), name=view.name)]
    if late:
        lines.append(t.many("class.late", late))
    if view.to_ask:
        lines.append(t.many("class.to_ask", view.to_ask))
    if view.starts_on is not None:
        lines.append(t("class.starts", day=t.day(view.starts_on)))
    elif not view.live:
        lines.append(t("class.not_live"))
    elif not late and not view.to_ask:
        lines.append(t("class.fine"))
    return "\n".join([*lines, *counts(view.standing, t), *in_touch(view.coverage, t)])


def school_text(view: SchoolView, t: Texts) -> str:
    """A school in two or three lines; the classes are buttons."""
    children = sum(line.children for line in view.classes)
    late = sum(line.late for line in view.classes)
    head = t.many("school.head", children, name=view.name)
    waiting = t.many("school.late", late) if late else t("school.fine")
    lines = [head, waiting]
    if view.not_live:
        lines.append(t.many("school.not_live", view.not_live))
    lines += [t.many("school.planned", n, day=t.day(day)) for day, n in view.planned.items()]
    lines += [*counts(view.standing, t), *in_touch(view.coverage, t)]
    return "\n".join(lines)


def child_text(view: ChildView, t: Texts) -> str:
    """A child's card."""
    bare = _card(replace(view, items=with_room(view.items, LONGEST)), t)
    return _card(replace(view, items=with_room(view.items, len(bare))), t)


def _card(view: ChildView, t: Texts) -> str:
    head = t("child.head", name=view.name, unit=view.class_name)
    lines = [head, *calendar_lines(view.calendar, t), ""]
    lines += [on_card(item, t) for item in view.items]
    if not view.items:
        lines.append(t("child.nothing_open"))
    if any(item.state is DutyState.open for item in view.items):
        lines += ["", t("child.hint")]
    below = [*contact_lines(view.contacts, t), *known_lines(view.known, t)]
    below += support_lines(view.written.supports, t)
    below += [*card_lines(view.written, t), *counts(view.standing, t)]
    return "\n".join([*lines, "", *below] if below else lines)


def counts(standing: Standing, t: Texts) -> list[str]:
    """What became of the last weeks' duties, in one line; nothing where there were none."""
    parts = []
    if standing.done:
        parts.append(t("standing.done", n=standing.done))
    if standing.missed:
        parts.append(t("standing.missed", n=standing.missed))
    if standing.unknown:
        parts.append(t("standing.unknown", n=standing.unknown))
    if standing.open:
        parts.append(t("standing.open", n=standing.open))
    return [t("standing.line", parts=t("standing.between").join(parts))] if parts else []


def in_touch(coverage: Coverage, t: Texts) -> list[str]:
    """How many of the people around the children get messages, in one line."""
    if not coverage.people:
        return []
    joined, percent = coverage.joined, coverage.percent
    return [t.many("coverage.line", coverage.people, joined=joined, percent=percent)]

"""What is said to the staff about children on their way, and about the new school year."""

from datetime import date

from bot.callbacks.moving import CLASS, LEAVES, SCHOOL, Kind
from care.promotion import Way
from care.words import MoveState
from locales.catalog import Texts
from services.moving.showing import MenuView
from services.moving.years import YearLine, YearView

_ASK = {CLASS: "move.ask_class", LEAVES: "move.ask_leaves", SCHOOL: "move.ask_school"}
MOST_NAMES = 10


def day_text(day: date, today: date, t: Texts) -> str:
    """A day, with its year where that is not this one."""
    return t.day(day) if day.year == today.year else t.day_of_year(day)


def menu_text(view: MenuView, t: Texts) -> str:
    """A child's place, and what waits already."""
    if view.gone is not None:
        head = t("move.gone", child=view.name, unit=view.class_, day=t.day(view.gone))
    else:
        head = t("move.head", child=view.name, unit=view.class_)
    return f"{head}\n\n{_waiting(view, t)}" if view.waiting else head


def _waiting(view: MenuView, t: Texts) -> str:
    waiting = view.waiting
    if waiting is None:
        return ""
    day = day_text(waiting.on, view.today, t)
    if waiting.state is MoveState.offered:
        who, to = waiting.who or "", waiting.to or ""
        return t("move.offered", child=view.name, to=to, who=who, day=day)
    if waiting.to is None:
        return t("move.leaves_on", day=day)
    return t("move.goes_on", to=waiting.to, day=day)


def ask_text(view: MenuView, kind: Kind, to: str, who: str, day: date, t: Texts) -> str:
    """The last question before a move."""
    when = day_text(day, view.today, t)
    return t(_ASK[kind or LEAVES], child=view.name, here=view.class_, to=to, who=who, day=when)


def year_text(view: YearView, today: date, t: Texts) -> str:
    """A new school year before it comes."""
    lines = [t("year.head", unit=view.school.name, day=day_text(view.year.on, today, t)), ""]
    lines += [_line(line, t) for line in view.lines if line.children]
    if not view.moving:
        lines.append(t("year.nobody"))
    if view.own_way:
        shown = t("list.comma").join(view.own_way[:MOST_NAMES])
        lines += ["", t.many("year.own_way", len(view.own_way), names=shown)]
    if view.without_teacher:
        names = t("list.comma").join(view.without_teacher)
        lines += ["", t("year.no_teacher", names=names)]
    lines += ["", t("year.stay" if view.year.teachers_stay else "year.go_along")]
    return "\n".join(lines)


def _line(line: YearLine, t: Texts) -> str:
    step, n = line.step, line.children
    if step.way is Way.up:
        return t.many("year.line_up", n, name=step.name, to=step.to_name or "")
    if step.way is Way.graduates:
        return t.many("year.line_out", n, name=step.name)
    return t.many("year.line_stays", n, name=step.name)

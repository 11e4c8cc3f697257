"""The numbers that a school, township or county has made public, in words."""

from collections.abc import Iterable, Sequence

from care.numbers import NumberKind, shown_number
from care.openings import Days, Hours
from locales.catalog import Texts
from services.numbers import NumbersView
from storage.numbers import Number


def numbers_text(views: Sequence[NumbersView], t: Texts) -> str:
    """All numbers somebody may know, by school, township, county."""
    told = [view_text(view, t) for view in views if view.numbers]
    if told:
        return "\n\n".join(told)
    return t("number.none_yet" if any(view.may_change for view in views) else "number.none")


def view_text(view: NumbersView, t: Texts) -> str:
    """The numbers of one unit, a line each, with the hours at which the line can be booked."""
    lines = [t("number.head", unit=view.unit)]
    for each in view.numbers:
        lines.append(number_line(each, t))
        if each.kind is NumberKind.family_line and (hours := hours_line(view.line_hours, t)):
            lines.append(hours)
    return "\n".join(lines if view.numbers else [*lines, t("number.none_yet")])


def number_line(number: Number, t: Texts) -> str:
    """Whose number it is, and when somebody answers."""
    kind = number.kind
    name = number.label or t(f"number.kind.{kind}")
    line = t("number.line", name=name, number=shown_number(number.number))
    return t("number.with_hours", line=line, hours=number.hours) if number.hours else line


def hours_line(hours: Iterable[Hours], t: Texts) -> str:
    """When the family line can be booked; nothing where it is closed."""
    opened = [each for each in hours if each.opens < each.closes]
    parts = []
    for days in Days:
        spans = [f"{h.opens:%H:%M}–{h.closes:%H:%M}" for h in opened if h.days is days]
        if spans:
            parts.append(t("number.days", days=t(f"days.{days}"), spans=" ".join(spans)))
    return t("number.hours", hours=t("list.comma").join(parts)) if parts else ""


def short_lines(views: Sequence[NumbersView], t: Texts) -> str:
    """The same below /help: a line for each, nothing where there are none."""
    lines = [number_line(each, t) for view in views for each in view.numbers]
    return "\n".join([t("number.help"), *lines]) if lines else ""

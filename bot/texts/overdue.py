"""Who has been forgotten, and what became of a week: as messages and as the cells of a sheet."""

from collections.abc import Sequence

from care.words import DutyState
from locales.catalog import Texts
from services.duties.showing import ItemView
from services.duties.standing import Standing
from services.forgotten import FORGOTTEN_SHOWN, Forgotten, Late
from services.sheets.table import Cell, Table
from services.weekly.week import WeekSheet, WeekView

LINES_SHOWN = 20
"""How many classes or schools a message names; the sheet has all."""


def overdue_text(children: Sequence[Forgotten], page: int, t: Texts) -> str:
    """A page of the list, the longest forgotten first."""
    if not children:
        return t("overdue.none")
    start = page * FORGOTTEN_SHOWN
    several = len({each.unit for each in children}) > 1
    lines = [t.many("overdue.head", len(children)), ""]
    for number, each in enumerate(children[start : start + FORGOTTEN_SHOWN], start + 1):
        unit = f" · {each.unit}" if several else ""
        lines.append(f"{number}. {each.name}{unit}")
        lines.append("   " + t("overdue.between").join(_late(item, t) for item in each.late))
    if any(item.to_ask for each in children for item in each.late):
        lines += ["", t("overdue.hint")]
    return "\n".join(lines)


def _late(item: Late, t: Texts) -> str:
    mark = "☎" if item.to_ask else ""
    return f"{item.rule.icon}{mark} {t.many('overdue.days', item.days)}"


def week_text(week: WeekView, t: Texts) -> str:
    """Done of due, with what nobody knows beside it; class by class or school by school."""
    dates = {"since": t.day(week.since), "until": t.day(week.until)}
    lines = [t("news.week_done", unit=week.name, **dates), _counts(week.counts, t)]
    shown = week.lines[:LINES_SHOWN]
    if shown:
        lines.append("")
    for line in shown:
        done, due = line.counts.done, line.counts.due
        lines.append(t("week.line", name=line.name, done=done, due=due) + _unknown(line.counts, t))
    if len(week.lines) > len(shown):
        lines.append(t.many("week.more", len(week.lines) - len(shown)))
    return "\n".join(lines)


def _counts(counts: Standing, t: Texts) -> str:
    if not counts.due:
        return t("week.nothing")
    parts = [t("week.counts", done=counts.done, due=counts.due)]
    if counts.unknown:
        parts.append(t("standing.unknown", n=counts.unknown))
    if counts.missed:
        parts.append(t("standing.missed", n=counts.missed))
    if counts.open:
        parts.append(t("standing.open", n=counts.open))
    return t("standing.between").join(parts)


def _unknown(counts: Standing, t: Texts) -> str:
    if not counts.unknown:
        return ""
    return t("standing.between") + t("standing.unknown", n=counts.unknown)


def week_tables(sheet: WeekSheet, t: Texts) -> list[Table]:
    """The week as sheets of a workbook: the counts, and where the reader may see it the list."""
    week = sheet.week
    lines = [(line.name, line.counts) for line in week.lines]
    heads = [
        t("week.column.unit"),
        t("week.column.due"),
        t("week.column.done"),
        t("week.column.unknown"),
        t("week.column.missed"),
        t("week.column.open"),
    ]
    rows: list[Sequence[Cell]] = [
        (name, c.due, c.done, c.unknown, c.missed, c.open)
        for name, c in [*lines, (week.name, week.counts)]
    ]
    tables = [Table(t("week.counts_sheet"), heads, rows)]
    return [*tables, _list(sheet, t)] if week.lists else tables


def _list(sheet: WeekSheet, t: Texts) -> Table:
    heads = [
        t("week.column.class"),
        t("week.column.child"),
        t("week.column.what"),
        t("week.column.due_on"),
        t("week.column.state"),
        t("week.column.done_on"),
        t("week.column.done_by"),
    ]
    rows = [_row(unit, item, t) for unit, item in sheet.items]
    return Table(t("week.list_sheet"), heads, rows)


def _row(unit: str, item: ItemView, t: Texts) -> Sequence[Cell]:
    is_open = item.state is DutyState.open
    state = t("week.open") if is_open else t(f"state.{item.state}")
    title = t.of(item.rule.title)
    return (unit, item.subject, title, item.due_on, state, item.done_on, item.done_by)

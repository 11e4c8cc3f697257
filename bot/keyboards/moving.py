"""Inline keyboards of children on their way, and of the new school year."""

from collections.abc import Iterable, Sequence
from datetime import date

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.moving import (
    CLASS,
    LEAVES,
    SCHOOL,
    Add,
    LeftLately,
    NewYear,
    Way,
    packed_day,
)
from care.days import next_first, next_monday, next_september
from locales.catalog import Texts
from services.moving.showing import GoneLine, MenuView
from services.moving.transferring import Receiver
from services.moving.years import YearView
from storage.units import UnitRow

Button = InlineKeyboardButton
PAGE = 20
"""How many schools stand on one page."""

LEAST_GRADE = 3
"""No school that we know of ends earlier."""


def button(text: str, data: CallbackData) -> Button:
    """A button of its own."""
    return Button(text=text, callback_data=data.pack())


def markup(rows: Iterable[list[Button]]) -> InlineKeyboardMarkup:
    """Rows of buttons."""
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def move_row(child_id: int, t: Texts) -> list[Button]:
    """The way from a child's card to its moves."""
    return [button(t("button.move"), Way(step="menu", child=short(child_id)))]


def add_row(class_id: int, t: Texts) -> list[Button]:
    """The way from a class to a new child."""
    return [button(t("button.add_child"), Add(step="ask", unit=short(class_id)))]


def year_row(school_id: int, t: Texts, *, may_open: bool) -> list[Button]:
    """What a school's page leads to, besides its classes."""
    school = short(school_id)
    year = button(t("button.new_year"), NewYear(step="menu", school=school))
    gone = button(t("button.left_lately"), LeftLately(school=school))
    return [year, gone] if may_open else [gone]


def menu_buttons(view: MenuView, t: Texts) -> InlineKeyboardMarkup:
    """Where a child may go."""
    way = Way(step="to", child=short(view.child_id))
    rows = []
    if view.waiting is not None:
        rows.append([button(t("button.move_stop"), way.then("stop"))])
    if view.may_return:
        rows.append([button(t("button.move_back"), way.then("back"))])
    if view.gone is None:
        rows.append([button(t("button.move_class"), way.then("to", kind=CLASS))])
    if view.may_offer:
        rows.append([button(t("button.move_school"), way.then("to", kind=SCHOOL))])
    if view.gone is None:
        rows.append([button(t("button.move_leaves"), way.then("day", kind=LEAVES))])
        rows.append([button(t("button.back"), Go(to="child", unit=way.child))])
    return markup(rows)


def class_choice(way: Way, classes: Sequence[UnitRow], t: Texts) -> InlineKeyboardMarkup:
    """The other classes of the school."""
    rows = [[button(unit.name, way.then("day", to=short(unit.id)))] for unit in classes]
    return markup([*rows, _back_to_menu(way, t)])


def school_choice(way: Way, schools: Sequence[UnitRow], t: Texts) -> InlineKeyboardMarkup:
    """The other schools, a page at a time; `way.day` is the page."""
    page = int(way.day) if way.day.isdecimal() else 0
    shown = schools[page * PAGE : (page + 1) * PAGE]
    rows = [[button(unit.name, way.then("who", to=short(unit.id), day=""))] for unit in shown]
    if len(schools) > (page + 1) * PAGE:
        rows.append([button(t("button.more"), way.then("to", day=str(page + 1)))])
    return markup([*rows, _back_to_menu(way, t)])


def who_choice(way: Way, people: Sequence[Receiver], t: Texts) -> InlineKeyboardMarkup:
    """Who of a school is to be asked."""
    rows = [
        [
            button(
                t("move.receiver", name=each.name, unit=each.unit),
                way.then("day", to=short(each.unit_id), who=short(each.person_id)),
            )
        ]
        for each in people
    ]
    return markup([*rows, _back_to_menu(way, t)])


def day_choice(way: Way, today: date, t: Texts) -> InlineKeyboardMarkup:
    """From which day on."""
    days = (
        (t("move.today"), today),
        (t("move.next_monday", day=t.day(next_monday(today))), next_monday(today)),
        (t("move.next_first", day=t.day(next_first(today))), next_first(today)),
    )
    rows = [[button(text, way.then("ask", day=packed_day(day)))] for text, day in days]
    return markup([*rows, [button(t("move.type_day"), way.then("type"))], _back_to_menu(way, t)])


def _back_to_menu(way: Way, t: Texts) -> list[Button]:
    return [button(t("button.back"), Way(step="menu", child=way.child))]


def sure(way: Way, t: Texts) -> InlineKeyboardMarkup:
    """The last question."""
    return markup([[button(t("button.yes"), way.then("yes"))], _back_to_menu(way, t)])


def back_only(way: Way, t: Texts) -> InlineKeyboardMarkup:
    """Nothing but the way back."""
    return markup([_back_to_menu(way, t)])


def gone_buttons(lines: Sequence[GoneLine], school: str, t: Texts) -> InlineKeyboardMarkup:
    """Those who have left lately, the latest first."""
    rows = [
        [
            button(
                t("move.gone_line", name=line.name, unit=line.class_),
                Way(step="menu", child=short(line.child_id)),
            )
        ]
        for line in lines[:90]
    ]
    return markup([*rows, [button(t("button.back"), Go(to="school", unit=school))]])


def adding(unit: str, step: str, t: Texts, of: str = "") -> InlineKeyboardMarkup:
    """What can be pressed while a child is being added; `of` marks the child that is shown."""
    rows = []
    if step == "birth":
        rows.append([button(t("add.skip"), Add(step="skip", unit=unit))])
    if step == "sure":
        rows.append([button(t("button.yes"), Add(step="yes", unit=unit, of=of))])
    return markup([*rows, [button(t("button.stop_it"), Add(step="stop", unit=unit))]])


def added(child_id: int, unit: str, t: Texts) -> InlineKeyboardMarkup:
    """Where to go after a child was added."""
    card = Go(to="child", unit=short(child_id))
    class_ = Go(to="class", unit=unit)
    return markup([[button(t("add.open"), card)], [button(t("button.back"), class_)]])


def to_class(unit: str, t: Texts) -> InlineKeyboardMarkup:
    """Nothing but the way back to a class."""
    return markup([[button(t("button.back"), Go(to="class", unit=unit))]])


def to_school(school: str, t: Texts) -> InlineKeyboardMarkup:
    """Nothing but the way back to a school."""
    return markup([[button(t("button.back"), Go(to="school", unit=school))]])


def to_year(year: NewYear, t: Texts) -> InlineKeyboardMarkup:
    """Nothing but the way back to the days on which a new school year may begin."""
    return markup([[_back_to_year(year, t)]])


def _back_to_year(year: NewYear, t: Texts) -> Button:
    return button(t("button.back"), NewYear(step="menu", school=year.school))


def year_days(year: NewYear, today: date, t: Texts, *, planned: bool) -> InlineKeyboardMarkup:
    """When the new school year begins; one that is planned can be taken back."""
    rows = []
    if planned:
        rows.append([button(t("button.year_stop"), year.then("stop"))])
    else:
        september = next_september(today)
        text = t("year.september", day=t.day(september))
        rows.append([button(text, year.then("look", day=packed_day(september)))])
        rows.append([button(t("move.today"), year.then("look", day=packed_day(today)))])
        rows.append([button(t("move.type_day"), year.then("type"))])
    return markup([*rows, [button(t("button.back"), Go(to="school", unit=year.school))]])


def year_sure(year: NewYear, view: YearView, usual: int, t: Texts) -> InlineKeyboardMarkup:
    """The preview's buttons: begin, teachers stay, ends earlier."""
    stay = "0" if year.stay == "1" else "1"
    key = "year.teachers_go" if year.stay == "1" else "year.teachers_stay"
    rows = [[button(t(key), year.then("look", stay=stay))]]
    highest = max((line.step.grade or 0 for line in view.lines), default=0)
    if LEAST_GRADE <= highest < usual:
        last = usual if year.last == highest else highest
        text = t("year.ends_with" if last == highest else "year.ends_as_usual", grade=last)
        rows.append([button(text, year.then("look", last=last))])
    rows.insert(0, [button(t("button.year_yes"), year.then("yes"))])
    return markup([*rows, [_back_to_year(year, t)]])

"""The new school year of a school: which day, a look ahead, begin."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.callbacks.basic import long
from bot.callbacks.moving import NewYear, day_in
from bot.keyboards.moving import to_school, to_year, year_days, year_sure
from bot.reply import Reply, rewrite, toast
from bot.texts.moving import day_text, year_text
from bot.turn import Turn
from care.days import is_near
from care.hours import local_date
from care.words import MoveState
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.moving.years import Opened, Year, YearView, cancel_year, look_ahead, open_year
from services.moving.years import usual_end as end_of

router = Router(name="years")


@router.callback_query(NewYear.filter())
async def pressed(query: CallbackQuery, callback_data: NewYear, turn: Turn) -> Reply:
    """A step towards the new school year."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    year, school_id = callback_data, long(callback_data.school)
    await turn.work.drafts.drop(turn.address, CONVERSATION)
    if year.step in ("yes", "stop"):
        return await _acted(query, year, turn, turn.actor)
    seen = await looked(year, turn, turn.actor)
    if seen is None:
        return toast(query, turn.t("year.not_yours"), alert=True)
    view, usual = seen
    today = local_date(turn.now, view.school.zone)
    if year.step == "look" and view.known is None:
        text, buttons = page(year, view, usual, today, turn)
        return toast(query) + rewrite(query, text, buttons)
    if year.step == "type":
        draft = {"what": "year", "data": year.pack()}
        await turn.work.drafts.put(turn.address, CONVERSATION, draft, turn.now)
        return toast(query) + rewrite(query, turn.t("move.type_it"), to_year(year, turn.t))
    return toast(query) + await _menu(query, year, school_id, view, turn)


async def looked(year: NewYear, turn: Turn, actor: Actor) -> tuple[YearView, int] | None:
    """The look ahead, with the grade at which such a school usually ends."""
    school_id = long(year.school)
    usual = await end_of(turn.work, school_id)
    day = day_in(year.day) or turn.now.date()
    wanted = Year(day, year.last or usual, teachers_stay=year.stay == "1")
    view = await look_ahead(turn.work, actor, school_id, wanted, turn.now)
    return None if view is None else (view, usual)


def page(
    year: NewYear, view: YearView, usual: int, today: date, turn: Turn
) -> tuple[str, InlineKeyboardMarkup]:
    """The look ahead with its buttons."""
    return year_text(view, today, turn.t), year_sure(year, view, usual, turn.t)


async def _menu(
    query: CallbackQuery, year: NewYear, school_id: int, view: YearView, turn: Turn
) -> Reply:
    t, today = turn.t, local_date(turn.now, view.school.zone)
    rows = await turn.work.promotions.of_school(school_id)
    planned = next((row for row in rows if row.state is MoveState.planned), None)
    text = t("year.which_day")
    if planned is not None:
        text = t("year.is_planned", day=day_text(planned.moves_on, today, t))
    elif year.step == "look":
        text = f"{t('year.same_year')}\n\n{text}"
    buttons = year_days(year, today, t, planned=planned is not None)
    return rewrite(query, text, buttons)


async def _acted(query: CallbackQuery, year: NewYear, turn: Turn, actor: Actor) -> Reply:
    work, school_id, day = turn.work, long(year.school), day_in(year.day)
    if year.step == "stop":
        result = await cancel_year(work, actor, school_id, turn.now)
    elif day is None or not is_near(day, turn.now.date()):
        return toast(query, turn.t("answer.old_button"), alert=True)
    else:
        wanted = Year(day, year.last or await end_of(work, school_id), year.stay == "1")
        result = await open_year(work, actor, school_id, wanted, turn.now)
    said = turn.t(f"year.{result}")
    if result is Opened.not_yours:
        return toast(query, said, alert=True)
    return toast(query) + rewrite(query, said, to_school(year.school, turn.t))

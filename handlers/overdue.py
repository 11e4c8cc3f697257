"""/overdue: who has been forgotten; and the sheet of a week."""

from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.everyday import FROM_WEEK, Overdue, Week
from bot.keyboards.overdue import overdue_buttons, week_buttons
from bot.reply import Reply, rewrite, say, send_file, toast
from bot.texts.overdue import overdue_text, week_tables, week_text
from bot.turn import Turn
from services.actor import Actor
from services.forgotten import FORGOTTEN_SHOWN, forgotten
from services.live.areas import areas_of
from services.sheets.table import workbook
from services.weekly.week import week_sheet, week_view

router = Router(name="overdue")


@router.message(Command("overdue"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The list of one's classes; for an officer the counts of their area."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    children = await forgotten(turn.work, turn.actor, turn.now)
    if children is not None:
        buttons = overdue_buttons(children, 0, turn.t)
        return say(message.chat.id, overdue_text(children, 0, turn.t), buttons)
    counts = await _areas(turn, turn.actor)
    return counts if counts.calls else say(message.chat.id, turn.t("overdue.not_yours"))


async def _areas(turn: Turn, actor: Actor) -> Reply:
    reply = Reply()
    for area in await areas_of(turn.work, actor, turn.now):
        week = await week_view(turn.work, actor.person_id, area.unit_id, turn.now)
        if week is not None:
            reply += say(turn.address, week_text(week, turn.t), week_buttons(week, turn.t))
    return reply


@router.callback_query(Overdue.filter())
async def turned(query: CallbackQuery, callback_data: Overdue, turn: Turn) -> Reply:
    """Another page, or the list from the word about a week: that one stays where it is."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    children = await forgotten(turn.work, turn.actor, turn.now)
    if children is None:
        return toast(query, turn.t("overdue.not_yours"), alert=True)
    if callback_data.page == FROM_WEEK:
        shown = overdue_text(children, 0, turn.t), overdue_buttons(children, 0, turn.t)
        return toast(query) + say(turn.address, *shown)
    last = max(len(children) - 1, 0) // FORGOTTEN_SHOWN
    page = min(max(callback_data.page, 0), last)
    shown = overdue_text(children, page, turn.t), overdue_buttons(children, page, turn.t)
    return toast(query) + rewrite(query, *shown)


@router.callback_query(Week.filter())
async def sheet(query: CallbackQuery, callback_data: Week, turn: Turn) -> Reply:
    """The list behind the counts of a week, as a file."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    monday = _day(callback_data.monday)
    if monday is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    found = await week_sheet(turn.work, turn.actor, long(callback_data.unit), turn.now, monday)
    if found is None:
        return toast(query, turn.t("overdue.not_yours"), alert=True)
    t, name = turn.t, f"{found.week.name} {found.week.since.isoformat()}.xlsx"
    content = workbook(week_tables(found, t))
    return toast(query) + send_file(
        turn.address, name, content, t("week.file", unit=found.week.name)
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

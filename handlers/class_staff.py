"""Who has a class: handing it over, and letting the new class teacher in."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.lists import Staff
from bot.keyboards.circle import prompt_buttons, teacher_way_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.lists import prompt, way_text
from bot.turn import Turn
from care.words import ChangeCode
from handlers.list_pages import confirm_page, staff_page
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.lists import codes, typed, wishes
from services.lists.access import class_place
from services.lists.codes import Way
from services.lists.typed import Waiting
from services.lists.values import Outcome

router = Router(name="class_staff")


@router.callback_query(Staff.filter())
async def pressed(query: CallbackQuery, callback_data: Staff, turn: Turn, bot: Bot) -> Reply:
    """Any button about who has a class."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    unit = long(callback_data.unit)
    match callback_data.act:
        case "give":
            return await _given(query, callback_data, turn, turn.actor)
        case "link":
            return await _link(query, callback_data, turn, turn.actor, bot)
        case "new":
            page = await _new(turn, turn.actor, unit)
        case _:
            page = await staff_page(turn, turn.actor, unit)
    return turned_to(query, turn, page)


async def _new(turn: Turn, actor: Actor, unit_id: int) -> Page | None:
    """Somebody who is not on the school's list: the name is typed."""
    if await class_place(turn.work, actor, unit_id, turn.now) is None:
        return None
    waiting = Waiting(ChangeCode.class_, unit_id=unit_id)
    await typed.begin(turn.work, turn.address, waiting, turn.now)
    return prompt(waiting, turn.t), prompt_buttons(waiting, turn.t)


async def _given(query: CallbackQuery, press: Staff, turn: Turn, actor: Actor) -> Reply:
    unit = long(press.unit)
    asked = await wishes.wish_teacher(turn.work, actor, unit, long(press.person), turn.now)
    if (confirm := await confirm_page(turn, asked)) is not None:
        return toast(query) + rewrite(query, *confirm)
    said = toast(query, turn.t(f"outcome.{asked[0]}"), alert=asked[0] is not Outcome.done)
    page = await staff_page(turn, actor, unit)
    return said if page is None else said + rewrite(query, *page)


async def _link(query: CallbackQuery, press: Staff, turn: Turn, actor: Actor, bot: Bot) -> Reply:
    unit, person, sure = long(press.unit), long(press.person), press.value == "sure"
    found = await codes.let_teacher_in(turn.work, actor, unit, person, turn.now, sure=sure)
    if found.way is Way.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    name = (await bot.me()).username or ""
    buttons = teacher_way_buttons(unit, person, turn.t, sure=found.way is Way.sure)
    return toast(query) + rewrite(query, way_text(found, name, turn.t), buttons)

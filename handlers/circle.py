"""The people around a child: who they are, what has changed, and letting them in."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.lists import Around
from bot.keyboards.circle import (
    ENDS,
    end_menu,
    hidden_buttons,
    prompt_buttons,
    role_menu,
    status_menu,
    way_buttons,
)
from bot.reply import Reply, rewrite, toast
from bot.texts.lists import adult_text, hidden_text, prompt, way_text
from bot.turn import Turn
from care.changes import ADDED
from care.words import ChangeCode, Role, Status
from handlers.list_pages import adult_page, circle_page, confirm_page
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.lists import codes, typed, wishes
from services.lists.access import child_place
from services.lists.circle import AdultView, adult_view, circle_view
from services.lists.codes import Way
from services.lists.typed import Waiting
from services.lists.values import Outcome
from services.lists.wishes import Asked

router = Router(name="circle")


@router.callback_query(Around.filter())
async def pressed(query: CallbackQuery, callback_data: Around, turn: Turn, bot: Bot) -> Reply:
    """Any button about a circle. Words that were waited for are waited for no longer."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    child, person = long(callback_data.child), long(callback_data.person)
    match callback_data.act:
        case "status" | "end" if callback_data.value:
            return await _changed(query, callback_data, turn, turn.actor)
        case "link" | "code":
            return await _let_in(query, callback_data, turn, turn.actor, bot)
        case "circle":
            page = await circle_page(turn, turn.actor, child)
        case "hidden":
            page = await _hidden(turn, turn.actor, child)
        case "adult":
            page = await adult_page(turn, turn.actor, child, person)
        case "add":
            page = await _add(turn, turn.actor, child, callback_data.value)
        case _:
            page = await _about(turn, turn.actor, callback_data)
    return turned_to(query, turn, page)


async def _hidden(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    view = await circle_view(turn.work, actor, child_id, turn.now, hidden=True)
    return None if view is None else (hidden_text(view, turn.t), hidden_buttons(view, turn.t))


async def _add(turn: Turn, actor: Actor, child_id: int, role: str) -> Page | None:
    """Somebody new: first what they are to the child, then their name."""
    if await child_place(turn.work, actor, child_id, turn.now) is None:
        return None
    if role not in set(ADDED):
        return turn.t("add.ask"), role_menu(child_id, turn.t)
    return await _wait(turn, Waiting(ChangeCode.add, child_id, role=Role(role)))


async def _about(turn: Turn, actor: Actor, press: Around) -> Page | None:
    """A menu about one adult, or a question for words."""
    child, person = long(press.child), long(press.person)
    view = await adult_view(turn.work, actor, child, person, turn.now)
    if view is None:
        return None
    if press.act in ("number", "name"):
        asked, buttons = await _wait(turn, Waiting(ChangeCode(press.act), child, person))
        return f"{adult_text(view, turn.t)}\n\n{asked}", buttons
    return _menu(press.act, view, turn)


def _menu(act: str, view: AdultView, turn: Turn) -> Page:
    menu = status_menu if act == "status" else end_menu
    asked = turn.t("status.ask" if act == "status" else "end.ask", name=view.adult.name)
    return f"{adult_text(view, turn.t)}\n\n{asked}", menu(view, turn.t)


async def _wait(turn: Turn, waiting: Waiting) -> Page:
    await typed.begin(turn.work, turn.address, waiting, turn.now)
    return prompt(waiting, turn.t), prompt_buttons(waiting, turn.t)


async def _changed(query: CallbackQuery, press: Around, turn: Turn, actor: Actor) -> Reply:
    """A status was chosen, or a reason why somebody leaves the circle."""
    child, person = long(press.child), long(press.person)
    asked: Asked = (Outcome.not_yours, None)
    if press.act == "status" and press.value in set(Status):
        status = Status(press.value)
        asked = await wishes.wish_status(turn.work, actor, child, person, status, turn.now)
    elif press.act == "end" and press.value in ENDS:
        asked = await wishes.wish_end(turn.work, actor, child, person, press.value, turn.now)
    if (confirm := await confirm_page(turn, asked)) is not None:
        return toast(query) + rewrite(query, *confirm)
    said = toast(query, turn.t(f"outcome.{asked[0]}"), alert=asked[0] is not Outcome.done)
    page = await adult_page(turn, actor, child, person)
    return said if page is None else said + rewrite(query, *page)


async def _let_in(query: CallbackQuery, press: Around, turn: Turn, actor: Actor, bot: Bot) -> Reply:
    child, person, sure = long(press.child), long(press.person), press.value == "sure"
    found = await codes.let_in(
        turn.work, actor, child, person, turn.now, by_code=press.act == "code", sure=sure
    )
    if found.way is Way.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    buttons = way_buttons(child, person, press.act, turn.t, sure=found.way is Way.sure)
    name = (await bot.me()).username or ""
    return toast(query) + rewrite(query, way_text(found, name, turn.t), buttons)

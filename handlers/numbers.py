"""/number: the numbers that one's school has made public, and changing them."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.requests import Numbers
from bot.filters.requests import AwaitedNumber
from bot.keyboards.numbers import back_button, change_buttons, kind_buttons, open_buttons
from bot.reply import Reply, say, toast
from bot.texts.numbers import numbers_text, view_text
from bot.turn import Turn
from care.numbers import NumberKind
from handlers.pages import Page, turned_to
from services import numbers_typed
from services.actor import Actor
from services.lists import typed
from services.numbers import drop_number, numbers_near, numbers_view
from services.numbers_typed import Waiting

router = Router(name="numbers")


@router.message(Command("number"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The numbers, for somebody who is linked to a school."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    views = await numbers_near(turn.work, turn.actor, turn.now)
    return say(message.chat.id, numbers_text(views, turn.t), open_buttons(views, turn.t))


@router.callback_query(Numbers.filter())
async def pressed(query: CallbackQuery, callback_data: Numbers, turn: Turn) -> Reply:
    """A button of who may change them. A number that was waited for is waited for no longer."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    page = await _page(callback_data, turn, turn.actor)
    return turned_to(query, turn, page)


async def _page(press: Numbers, turn: Turn, actor: Actor) -> Page | None:
    unit = long(press.unit)
    if press.act == "type" and press.value in set(NumberKind):
        waiting = Waiting(unit, NumberKind(press.value))
        begun = await numbers_typed.begin(turn.work, actor, waiting, turn.now)
        return _prompt(waiting, turn) if begun else None
    if press.act == "drop" and press.value.isdecimal():
        await drop_number(turn.work, actor, unit, int(press.value), turn.now)
    view = await numbers_view(turn.work, actor, unit, turn.now)
    if view is None:
        return None
    if press.act == "which":
        return turn.t("number.which"), kind_buttons(unit, turn.t)
    return view_text(view, turn.t), change_buttons(view, turn.t)


def _prompt(waiting: Waiting, turn: Turn) -> Page:
    other = waiting.kind is NumberKind.other
    return turn.t("number.type_other" if other else "number.type"), back_button(
        waiting.unit_id, turn.t
    )


@router.message(AwaitedNumber())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """The number that was waited for."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    text = message.text or ""
    taken = await numbers_typed.take(turn.work, turn.actor, waiting, text, turn.now)
    if taken is None:
        return say(message.chat.id, turn.t("number.bad"), back_button(waiting.unit_id, turn.t))
    view = await numbers_view(turn.work, turn.actor, waiting.unit_id, turn.now)
    if view is None:
        return say(message.chat.id, turn.t("form.not_yours"))
    said = turn.t("number.kept" if taken else "number.enough")
    text = f"{said}\n\n{view_text(view, turn.t)}"
    return say(message.chat.id, text, change_buttons(view, turn.t))

"""A birthday in a child's family: entered from the page of the people around the child."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.facts import Birth
from bot.keyboards.birthday import birthday_buttons
from bot.reply import Reply, rewrite, toast
from bot.turn import Turn
from handlers.list_pages import adult_page, circle_page
from services.actor import Actor
from services.calendar import birthdays

router = Router(name="birthday")


@router.callback_query(Birth.filter())
async def pressed(query: CallbackQuery, callback_data: Birth, turn: Turn) -> Reply:
    """The calendar, the month, the day."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    press = callback_data
    if press.by == "none" or press.day:
        return await _entered(query, press, turn, turn.actor)
    child, person = long(press.child), long(press.person) or None
    found = await birthdays.whose(turn.work, turn.actor, child, person, turn.now)
    if found is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    key = "birthday.day" if press.month else "birthday.month" if press.by else "birthday.which"
    text = turn.t(key, name=found[0])
    return toast(query) + rewrite(query, text, birthday_buttons(press, turn.t))


async def _entered(query: CallbackQuery, press: Birth, turn: Turn, actor: Actor) -> Reply:
    child, person = long(press.child), long(press.person) or None
    day = None if press.by == "none" else (press.month, press.day, press.by == "moon")
    done = await birthdays.enter(turn.work, actor, child, person, day, turn.now)
    if not done:
        return toast(query, turn.t("birthday.no_day"), alert=True)
    page = await (
        circle_page(turn, actor, child)
        if person is None
        else adult_page(turn, actor, child, person)
    )
    said = toast(query, turn.t("birthday.noted"))
    return said if page is None else said + rewrite(query, *page)

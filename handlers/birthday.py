"""A birthday in a child's family: entered from the page of the people around the child, with
buttons or typed.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long, short
from bot.callbacks.facts import Birth
from bot.filters.requests import AwaitedBirthday
from bot.keyboards.birthday import birthday_buttons, birthday_prompt_buttons
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.birthday import birthday_page, birthday_words
from bot.turn import Turn
from care.almanac import Birthday
from handlers.list_pages import adult_page, circle_page
from handlers.pages import Page
from services.actor import Actor
from services.calendar import birthdays
from services.calendar.birthdays import Waiting
from services.lists import typed

router = Router(name="birthday")


@router.callback_query(Birth.filter())
async def pressed(query: CallbackQuery, callback_data: Birth, turn: Turn) -> Reply:
    """The calendar, the month, the day; or that it is to be typed. What was waited for is not any
    longer.
    """
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    press, t = callback_data, turn.t
    await typed.cancel(turn.work, turn.address)
    if press.by == "none" or press.day:
        return await _entered(query, press, turn, turn.actor)
    child, person = long(press.child), long(press.person) or None
    asks = birthdays.begin if press.by == "type" else birthdays.whose
    found = await asks(turn.work, turn.actor, child, person, turn.now)
    if found is None:
        return toast(query, t("answer.not_yours"), alert=True)
    if press.by == "type":
        asked = t("birthday.type.ask", name=found.name)
        return toast(query) + rewrite(query, asked, birthday_prompt_buttons(press, t))
    return toast(query) + rewrite(query, birthday_page(found, press, t), birthday_buttons(press, t))


async def _entered(query: CallbackQuery, press: Birth, turn: Turn, actor: Actor) -> Reply:
    child, person = long(press.child), long(press.person) or None
    born = None
    if press.by != "none":
        born = Birthday(
            press.month, press.day, lunar=press.by in ("moon", "leap"), leap=press.by == "leap"
        )
    if not await birthdays.enter(turn.work, actor, child, person, born, turn.now):
        return toast(query, turn.t("birthday.no_day"), alert=True)
    page = await _page(turn, actor, child, person)
    said = toast(query, _noted(born, turn))
    return said if page is None else said + rewrite(query, *page)


@router.message(AwaitedBirthday())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """The birthday that was waited for; it leaves the chat."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    born = await birthdays.take(turn.work, turn.actor, waiting, message.text or "", turn.now)
    child, person = waiting.child_id, waiting.person_id
    if born is None:
        press = Birth(child=short(child), person="" if person is None else short(person))
        said = turn.t("birthday.type.unread")
        return say(message.chat.id, said, birthday_prompt_buttons(press, turn.t))
    reply = say(message.chat.id, _noted(born, turn)) + remove(turn.address, (message.message_id,))
    page = await _page(turn, turn.actor, child, person)
    return reply if page is None else reply + say(message.chat.id, *page)


def _noted(born: Birthday | None, turn: Turn) -> str:
    if born is None:
        return turn.t("birthday.noted")
    return turn.t("birthday.noted_as", born=birthday_words(born, turn.t))


async def _page(turn: Turn, actor: Actor, child: int, person: int | None) -> Page | None:
    if person is None:
        return await circle_page(turn, actor, child)
    return await adult_page(turn, actor, child, person)

"""Names and numbers that the staff type, and /cancel. Commands and keys work in between."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.lists import NoNumber
from bot.filters.basic import Awaited
from bot.keyboards.circle import prompt_buttons
from bot.reply import Reply, remove, say, toast
from bot.texts.lists import prompt
from bot.turn import Turn
from care.words import Post
from handlers.list_pages import adult_page, circle_page, confirm_page, post_page
from handlers.pages import Page
from services.actor import Actor
from services.lists import typed
from services.lists.typed import Typed, Typing, Waiting
from services.lists.values import Outcome
from services.lists.wishes import Asked

router = Router(name="typed")


@router.message(Command("cancel"))
async def cancelled(message: Message, turn: Turn) -> Reply:
    """Nothing is waited for any more."""
    waited = await typed.cancel(turn.work, turn.address)
    return say(message.chat.id, turn.t("typed.cancelled" if waited else "typed.nothing"))


@router.message(Awaited())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """The words that were waited for."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    work, actor = turn.work, turn.actor
    result = await typed.take(work, actor, waiting, message.text or "", turn.now)
    gone = () if result.typing in (Typing.bad_name, Typing.bad_number) else (message.message_id,)
    return await _answer(turn, actor, result) + remove(turn.address, gone)


@router.callback_query(NoNumber.filter())
async def without(query: CallbackQuery, turn: Turn) -> Reply:
    """Somebody new has no number."""
    waiting = await typed.waiting_at(turn.work, turn.address)
    if turn.actor is None or waiting is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    result = await typed.take(turn.work, turn.actor, waiting, None, turn.now)
    return toast(query) + await _answer(turn, turn.actor, result)


async def _answer(turn: Turn, actor: Actor, result: Typed) -> Reply:
    t, waiting = turn.t, result.waiting
    if result.asked is not None:
        return await _told(turn, actor, waiting, result.asked)
    if result.typing in (Typing.bad_name, Typing.bad_number):
        return say(turn.address, t(f"typed.{result.typing}"), prompt_buttons(waiting, t))
    return say(turn.address, prompt(waiting, t), prompt_buttons(waiting, t))


async def _told(turn: Turn, actor: Actor, waiting: Waiting, asked: Asked) -> Reply:
    """What became of it, and the page it is about."""
    if (confirm := await confirm_page(turn, asked)) is not None:
        return say(turn.address, *confirm)
    outcome = asked[0]
    said = turn.t(f"outcome.{outcome}")
    page = None if outcome is Outcome.not_yours else await _page(turn, actor, waiting)
    return say(turn.address, said) + (Reply() if page is None else say(turn.address, *page))


async def _page(turn: Turn, actor: Actor, waiting: Waiting) -> Page | None:
    if waiting.unit_id:
        post = waiting.post or Post.class_teacher
        return await post_page(turn, actor, waiting.unit_id, post)
    if waiting.person_id:
        return await adult_page(turn, actor, waiting.child_id, waiting.person_id)
    return await circle_page(turn, actor, waiting.child_id)

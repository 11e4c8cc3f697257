"""/need and /worry: something that a child needs, or that somebody is worried about."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.requests import Raise
from bot.keyboards.requests import (
    choice_buttons,
    kind_of,
    letter,
    what_buttons,
    whom_buttons,
    wish_buttons,
)
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.requests import raised_text, what_text, which_text, wish_text
from bot.turn import Turn
from care.requests import What
from care.roles import Act
from care.words import RequestKind
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.requests import typed
from services.requests.choosing import choices, class_choice, near
from services.requests.raising import Wish
from services.requests.typed import Waiting

router = Router(name="raising")


@router.message(Command("need"))
async def needed(message: Message, turn: Turn) -> Reply:
    """Something that a child needs."""
    return await _began(message, RequestKind.need, turn)


@router.message(Command("worry"))
async def worried(message: Message, turn: Turn) -> Reply:
    """Something that somebody is worried about."""
    return await _began(message, RequestKind.worry, turn)


async def _began(message: Message, kind: RequestKind, turn: Turn) -> Reply:
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    await typed.forget(turn.work, turn.address)
    return say(message.chat.id, *await _menu(kind, turn, turn.actor))


async def _menu(kind: RequestKind, turn: Turn, actor: Actor) -> Page:
    found = await choices(turn.work, actor, Act.ask_for_help, turn.now)
    if len(found.children) == 1 and not found.classes:
        return await _what(kind, found.children[0][0], turn)
    if not found.children and not found.classes:
        return turn.t("ask.no_child"), None
    return which_text(kind, turn.t), choice_buttons(found, letter(kind), turn.t)


async def _what(kind: RequestKind, child_id: int, turn: Turn) -> Page:
    child = await _named(child_id, turn)
    return what_text(kind, child, turn.t), what_buttons(child_id, letter(kind), turn.t)


async def _named(child_id: int, turn: Turn) -> str:
    return (await turn.work.children.names([child_id])).get(child_id, "")


@router.callback_query(Raise.filter())
async def chosen(query: CallbackQuery, callback_data: Raise, turn: Turn) -> Reply:
    """A step of raising it."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if callback_data.step == "send":
        return await _sent(query, turn, turn.actor)
    if callback_data.step == "stop":
        left = await typed.waiting_at(turn.work, turn.address)
        await typed.forget(turn.work, turn.address)
        gone = remove(turn.address, left.notes if left is not None else ())
        return toast(query) + rewrite(query, turn.t("typed.cancelled"), None) + gone
    page = await _step(callback_data, turn, turn.actor)
    return turned_to(query, turn, page)


async def _step(press: Raise, turn: Turn, actor: Actor) -> Page | None:
    kind, subject = kind_of(press.kind), long(press.subject)
    match press.step:
        case "menu":
            return await _menu(kind, turn, actor)
        case "unit":
            found = await class_choice(turn.work, actor, subject, Act.ask_for_help, turn.now)
            buttons = None if found is None else choice_buttons(found, press.kind, turn.t)
            return None if found is None else (which_text(kind, turn.t), buttons)
        case "child":
            return await _what(kind, subject, turn) if await _may(subject, turn, actor) else None
        case "what":
            if press.value not in set(What) or not await _may(subject, turn, actor):
                return None
            wish = Wish(kind, subject, What(press.value))
            await typed.begin(turn.work, turn.address, Waiting("raise", wish), turn.now)
            return await wish_page(wish, turn, actor)
        case _:
            return await _changed(press, turn, actor)


async def _may(child_id: int, turn: Turn, actor: Actor) -> bool:
    """Whether they are around this child; asked again when it is sent."""
    return bool(await near(turn.work, actor, child_id, turn.now))


async def _changed(press: Raise, turn: Turn, actor: Actor) -> Page | None:
    """The mark of harm, or whom it concerns."""
    waiting = await typed.waiting_at(turn.work, turn.address)
    if waiting is None or waiting.wish is None:
        return turn.t("answer.old_button"), None
    if not await still_around(waiting.wish, turn, actor):
        return None
    wish: Wish | None = waiting.wish
    if press.step == "harm":
        harm = not waiting.wish.harm
        wish = await typed.change_wish(turn.work, turn.address, turn.now, harm=harm)
    elif press.step == "whom":
        return await _whom(press, waiting.wish, turn, actor)
    return None if wish is None else await wish_page(wish, turn, actor)


async def _whom(press: Raise, wish: Wish, turn: Turn, actor: Actor) -> Page:
    people = await near(turn.work, actor, wish.child_id, turn.now)
    person = long(press.subject)
    if person in {each.person_id for each in people}:
        named = set(wish.concerned) ^ {person}
        changed = await typed.change_wish(
            turn.work, turn.address, turn.now, concerned=tuple(sorted(named))
        )
        wish = changed or wish
    return turn.t("ask.whom"), whom_buttons(wish, people, turn.t)


async def still_around(wish: Wish, turn: Turn, actor: Actor) -> bool:
    """Whether they may still ask for this child; who may not any more is no longer asked for it."""
    around = await _may(wish.child_id, turn, actor)
    if not around:
        await typed.forget(turn.work, turn.address)
    return around


async def wish_page(wish: Wish, turn: Turn, actor: Actor) -> Page:
    """What is about to be sent; words may be added by typing them."""
    people = await near(turn.work, actor, wish.child_id, turn.now)
    child = await _named(wish.child_id, turn)
    return wish_text(wish, child, people, turn.t), wish_buttons(wish, turn.t)


async def _sent(query: CallbackQuery, turn: Turn, actor: Actor) -> Reply:
    sent = await typed.send(turn.work, actor, turn.now)
    if sent is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    raised, wish, notes = sent
    said = rewrite(query, raised_text(raised, wish, turn.numbers, turn.t), None)
    return toast(query) + said + remove(turn.address, notes)

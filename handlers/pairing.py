"""/pair: which teacher of the school is paired with which child; and a mentor's own children."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.pairing import Pair
from bot.keyboards.pairing import (
    PAGE,
    child_pairs_buttons,
    class_pairs_buttons,
    classes_buttons,
    end_pair_buttons,
    loads_buttons,
    mine_buttons,
    paired_buttons,
    teachers_buttons,
)
from bot.reply import Reply, rewrite, say, toast
from bot.texts.pairing import (
    child_pairs_text,
    class_pairs_text,
    loads_text,
    paired_text,
    teachers_text,
    warn,
)
from bot.turn import Turn
from handlers.list_pages import confirm_page
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.forms.around import around
from services.lists import typed
from services.lists.values import Outcome
from services.pairing.mine import paired_children, paired_view
from services.pairing.showing import (
    child_pairs,
    class_pairs,
    classes_to_pair,
    teachers_for,
    teachers_of,
)
from services.pairing.wishes import wish_pair, wish_unpair

router = Router(name="pairing")


@router.message(Command("pair"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The class, or which one; for who is paired themself, their own children."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    await typed.cancel(turn.work, turn.address)
    return say(message.chat.id, *await _start(turn, turn.actor))


async def _start(turn: Turn, actor: Actor) -> Page:
    classes = await classes_to_pair(turn.work, actor, turn.now)
    if len(classes) == 1 and (page := await _class(turn, actor, classes[0][0], 0)) is not None:
        return page
    if classes:
        return turn.t("pair.which_class"), classes_buttons(classes)
    mine = await paired_children(turn.work, actor, turn.now)
    if mine:
        return turn.t("pair.mine"), mine_buttons(mine, turn.t)
    return turn.t("pair.not_yours"), None


@router.callback_query(Pair.filter())
async def pressed(query: CallbackQuery, callback_data: Pair, turn: Turn) -> Reply:
    """Any button about pairing."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if callback_data.act in ("give", "ended"):
        return await _changed(query, callback_data, turn, turn.actor)
    page = await _page(callback_data, turn, turn.actor)
    return turned_to(query, turn, page)


async def _page(press: Pair, turn: Turn, actor: Actor) -> Page | None:
    subject, page = long(press.subject), max(press.page, 0)
    match press.act:
        case "start":
            return await _start(turn, actor)
        case "end":
            return await _end(turn, actor, subject, long(press.person))
        case "child":
            return await _child(turn, actor, subject)
        case "mine":
            return await _mine(turn, actor, subject)
    pages = {"class": _class, "add": _add, "load": _loads}
    return await pages[press.act](turn, actor, subject, page)


async def _class(turn: Turn, actor: Actor, unit_id: int, page: int) -> Page | None:
    view = await class_pairs(turn.work, actor, unit_id, turn.now)
    if view is None:
        return None
    return class_pairs_text(view, turn.t), class_pairs_buttons(view, page, turn.t)


async def _child(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    view = await child_pairs(turn.work, actor, child_id, turn.now)
    return (
        None
        if view is None
        else (child_pairs_text(view, turn.t), child_pairs_buttons(view, turn.t))
    )


async def _add(turn: Turn, actor: Actor, child_id: int, page: int) -> Page | None:
    view = await teachers_for(turn.work, actor, child_id, turn.now)
    if view is None:
        return None
    return teachers_text(view, turn.t), teachers_buttons(view, page, turn.t)


async def _loads(turn: Turn, actor: Actor, unit_id: int, page: int) -> Page | None:
    view = await teachers_of(turn.work, actor, unit_id, turn.now)
    if view is None:
        return None
    return loads_text(view, page * PAGE, PAGE, turn.t), loads_buttons(view, page, turn.t)


async def _end(turn: Turn, actor: Actor, child_id: int, person_id: int) -> Page | None:
    view = await child_pairs(turn.work, actor, child_id, turn.now)
    name = next((p.name for p in view.paired if p.person_id == person_id), None) if view else None
    if view is None or name is None:
        return None
    asked = turn.t("pair.end_ask", name=name, child=view.child)
    return asked, end_pair_buttons(child_id, person_id, turn.t)


async def _mine(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    view = await paired_view(turn.work, actor, child_id, turn.now)
    about = await around(turn.work, actor, child_id, turn.now)
    if view is None or about is None:
        return None
    forms = [c for c in turn.forms.cards if about.may_fill(c.form) and not c.form.several]
    return paired_text(view, turn.t), paired_buttons(view, forms, turn.t)


async def _changed(query: CallbackQuery, press: Pair, turn: Turn, actor: Actor) -> Reply:
    """Paired, or no longer: done at once, or waiting for the second tap."""
    child, person = long(press.subject), long(press.person)
    wish = wish_pair if press.act == "give" else wish_unpair
    asked = await wish(turn.work, actor, child, person, turn.now)
    if (confirm := await confirm_page(turn, asked)) is not None:
        return toast(query) + rewrite(query, *confirm)
    warning = await _warning(turn, actor, child, person) if asked[0] is Outcome.done else ""
    said = "\n".join(filter(None, (turn.t(f"outcome.{asked[0]}"), warning)))
    page = await _child(turn, actor, child)
    reply = toast(query, said, alert=bool(warning) or asked[0] is not Outcome.done)
    return reply if page is None else reply + rewrite(query, *page)


async def _warning(turn: Turn, actor: Actor, child_id: int, person_id: int) -> str:
    """What is to be said of a teacher's number of children now: it is never a refusal."""
    view = await child_pairs(turn.work, actor, child_id, turn.now)
    found = [p for p in view.paired if p.person_id == person_id] if view else []
    return warn(found[0].load, found[0].children, view.pairs, turn.t) if view and found else ""

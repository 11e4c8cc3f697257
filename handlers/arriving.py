"""A child is added to a class: name, birthday if it is known, sure. And days that are typed."""

from datetime import date
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.callbacks.basic import long
from bot.callbacks.moving import Add, NewYear, Way, packed_day
from bot.filters.basic import Typing
from bot.keyboards.moving import added, adding, back_only, to_class, to_year
from bot.reply import Reply, rewrite, say, toast
from bot.turn import Turn
from care.days import is_near, typed_day
from care.hours import local_date
from care.rosters.cells import a_name
from handlers.moving import question
from handlers.years import looked, page
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.moving.arriving import add_child, class_named, namesakes
from services.moving.showing import menu

router = Router(name="arriving")
LONGEST_NAME = 40
OLDEST = 25


@router.callback_query(Add.filter())
async def pressed(query: CallbackQuery, callback_data: Add, turn: Turn) -> Reply:
    """A step towards a new child on the list."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    unit, t = callback_data.unit, turn.t
    class_name = await class_named(turn.work, turn.actor, long(unit), turn.now)
    if class_name is None:
        return toast(query, t("moved.not_yours"), alert=True)
    if callback_data.step == "ask":
        await _keep(turn, {"what": "name", "unit": unit})
        text = t("add.name", unit=class_name)
        return toast(query) + rewrite(query, text, adding(unit, "name", t))
    draft = await turn.work.drafts.get(turn.address, CONVERSATION)
    data = draft.data if draft is not None and draft.data.get("unit") == unit else {}
    if callback_data.step == "stop":
        if data:
            await turn.work.drafts.drop(turn.address, CONVERSATION)
        return toast(query) + rewrite(query, t("add.stopped"), to_class(unit, t))
    shown = draft is not None and draft.mark == callback_data.of
    if "name" not in data or (callback_data.step == "yes" and not shown):
        return toast(query, t("answer.old_button"), alert=True)
    return await _on(query, callback_data, data, turn, turn.actor)


async def _on(
    query: CallbackQuery, add: Add, data: dict[str, Any], turn: Turn, actor: Actor
) -> Reply:
    """The birthday is not known, or all is right."""
    if add.step == "yes":
        return await _added(query, data, turn, actor)
    class_name = await class_named(turn.work, actor, long(add.unit), turn.now)
    text, buttons = await _sure(turn, data | {"birth": None}, class_name or "")
    return toast(query) + rewrite(query, text, buttons)


async def _added(query: CallbackQuery, data: dict[str, Any], turn: Turn, actor: Actor) -> Reply:
    unit, birth = data["unit"], data.get("birth")
    day = None if birth is None else date.fromisoformat(birth)
    child = await add_child(turn.work, actor, long(unit), data["name"], day, turn.now)
    await turn.work.drafts.drop(turn.address, CONVERSATION)
    if child is None:
        return toast(query, turn.t("moved.not_yours"), alert=True)
    text = turn.t("add.done", child=data["name"])
    return toast(query) + rewrite(query, text, added(child, unit, turn.t))


@router.message(Typing())
async def typed(message: Message, turn: Turn) -> Reply:
    """A name or a day that was asked for."""
    draft = await turn.work.drafts.get(turn.address, CONVERSATION)
    if turn.actor is None or draft is None:
        return say(turn.address, turn.closed)
    text = " ".join((message.text or "").split())
    match draft.data["what"]:
        case "move":
            return await _move_on(Way.unpack(draft.data["data"]), text, turn, turn.actor)
        case "year":
            return await _year_on(NewYear.unpack(draft.data["data"]), text, turn, turn.actor)
        case "name":
            return await _named(draft.data, text, turn, turn.actor)
    return await _born(draft.data, text, turn, turn.actor)


async def _move_on(way: Way, text: str, turn: Turn, actor: Actor) -> Reply:
    view = await menu(turn.work, actor, way.child_id, turn.now)
    if view is None:
        return say(turn.address, turn.t("moved.not_yours"))
    day = typed_day(text, view.today)
    if day is None or not is_near(day, view.today):
        return say(turn.address, _no_day(day, turn), back_only(way, turn.t))
    await turn.work.drafts.drop(turn.address, CONVERSATION)
    asked = way.then("ask", day=packed_day(day))
    return say(turn.address, *await question(asked, view, day, turn, actor))


def _no_day(day: date | None, turn: Turn) -> str:
    """What is wrong with a day that was typed: it is none, or too far from today."""
    return turn.t("move.no_day" if day is None else "move.far_day")


async def _year_on(year: NewYear, text: str, turn: Turn, actor: Actor) -> Reply:
    day = typed_day(text, turn.now.date())
    if day is None or not is_near(day, turn.now.date()):
        return say(turn.address, _no_day(day, turn), to_year(year, turn.t))
    chosen = year.then("look", day=packed_day(day))
    seen = await looked(chosen, turn, actor)
    if seen is None:
        return say(turn.address, turn.t("year.not_yours"))
    await turn.work.drafts.drop(turn.address, CONVERSATION)
    view, usual = seen
    if view.known is not None:
        return say(turn.address, turn.t("year.same_year"))
    said, buttons = page(chosen, view, usual, local_date(turn.now, view.school.zone), turn)
    return say(turn.address, said, buttons)


async def _named(data: dict[str, Any], text: str, turn: Turn, actor: Actor) -> Reply:
    if await class_named(turn.work, actor, long(data["unit"]), turn.now) is None:
        return say(turn.address, turn.t("moved.not_yours"))
    if not text or len(text) > LONGEST_NAME or any(sign.isdigit() for sign in text):
        return say(turn.address, turn.t("add.no_name"), adding(data["unit"], "name", turn.t))
    name = a_name(text)
    await _keep(turn, data | {"what": "birth", "name": name})
    said = turn.t("add.birth", child=name)
    return say(turn.address, said, adding(data["unit"], "birth", turn.t))


async def _born(data: dict[str, Any], text: str, turn: Turn, actor: Actor) -> Reply:
    unit, today = data["unit"], turn.now.date()
    class_name = await class_named(turn.work, actor, long(unit), turn.now)
    if class_name is None:
        return say(turn.address, turn.t("moved.not_yours"))
    day = typed_day(text, today)
    if day is None or not 0 <= today.year - day.year <= OLDEST or day > today:
        return say(turn.address, turn.t("add.no_birth"), adding(unit, "birth", turn.t))
    return say(turn.address, *await _sure(turn, data | {"birth": day.isoformat()}, class_name))


async def _sure(
    turn: Turn, data: dict[str, Any], class_name: str
) -> tuple[str, InlineKeyboardMarkup]:
    """The last question, with a yes that means this child and no other."""
    await _keep(turn, data | {"what": "birth"})
    draft = await turn.work.drafts.get(turn.address, CONVERSATION)
    buttons = adding(data["unit"], "sure", turn.t, draft.mark if draft else "")
    known = await namesakes(turn.work, long(data["unit"]), data["name"])
    birth = data["birth"] or turn.t("add.unknown")
    asked = turn.t("add.sure", child=data["name"], unit=class_name, birth=birth)
    if not known:
        return asked, buttons
    classes = turn.t("list.comma").join(known)
    namesake = turn.t("add.namesake", child=data["name"], classes=classes)
    return f"{asked}\n\n{namesake}", buttons


async def _keep(turn: Turn, data: dict[str, Any]) -> None:
    await turn.work.drafts.put(turn.address, CONVERSATION, data, turn.now)

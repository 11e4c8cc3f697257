"""A child changes class, leaves, comes back, or is offered to another school."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.callbacks.basic import long
from bot.callbacks.moving import CLASS, SCHOOL, LeftLately, Way, day_in
from bot.keyboards.moving import (
    back_only,
    class_choice,
    day_choice,
    gone_buttons,
    menu_buttons,
    school_choice,
    sure,
    who_choice,
)
from bot.reply import Reply, rewrite, toast
from bot.texts.moving import ask_text, menu_text
from bot.turn import Turn
from care.days import is_near
from care.words import Moving
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.moving.changing import change_class, other_classes
from services.moving.leaving import come_back, leave
from services.moving.place import Moved
from services.moving.showing import MenuView, goal, left_lately, menu
from services.moving.transferring import offer, other_schools, receivers
from services.moving.waiting import cancel

router = Router(name="moving")


@router.callback_query(Way.filter())
async def pressed(query: CallbackQuery, callback_data: Way, turn: Turn) -> Reply:
    """A step on the way of a child."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    view = await menu(turn.work, turn.actor, callback_data.child_id, turn.now)
    if view is None:
        return toast(query, turn.t("moved.not_yours"), alert=True)
    await turn.work.drafts.drop(turn.address, CONVERSATION)
    if callback_data.step in ("yes", "stop", "back"):
        return await _acted(query, callback_data, turn, turn.actor)
    return toast(query) + await _page(query, callback_data, view, turn, turn.actor)


async def _page(query: CallbackQuery, way: Way, view: MenuView, turn: Turn, actor: Actor) -> Reply:
    t = turn.t
    match way.step:
        case "to":
            return await _where(query, way, view, turn, actor)
        case "who":
            people = await receivers(turn.work, actor, way.child_id, long(way.to), turn.now)
            text = t("move.to_whom" if people else "move.nobody_there", child=view.name)
            return rewrite(query, text, who_choice(way, people, t))
        case "day":
            text = t("move.which_day", child=view.name)
            return rewrite(query, text, day_choice(way, view.today, t))
        case "type":
            draft = {"what": "move", "data": way.pack()}
            await turn.work.drafts.put(turn.address, CONVERSATION, draft, turn.now)
            return rewrite(query, t("move.type_it"), back_only(way, t))
        case "ask" if (day := day_in(way.day)) is not None:
            return rewrite(query, *await question(way, view, day, turn, actor))
    return rewrite(query, menu_text(view, t), menu_buttons(view, t))


async def _where(query: CallbackQuery, way: Way, view: MenuView, turn: Turn, actor: Actor) -> Reply:
    work, now, t = turn.work, turn.now, turn.t
    if way.kind == CLASS:
        classes = await other_classes(work, actor, way.child_id, now) or []
        text = t("move.to_which_class" if classes else "move.no_other_class", child=view.name)
        return rewrite(query, text, class_choice(way, classes, t))
    schools = await other_schools(work, actor, way.child_id, now) or []
    text = t("move.to_which_school" if schools else "move.no_other_school", child=view.name)
    return rewrite(query, text, school_choice(way, schools, t))


async def question(
    way: Way, view: MenuView, day: date, turn: Turn, actor: Actor
) -> tuple[str, InlineKeyboardMarkup]:
    """The last question before a move, with its names."""
    chosen = (long(way.to), long(way.who))
    found = await goal(turn.work, actor, way.child_id, *chosen, turn.now)
    if found is None:
        return turn.t("moved.impossible"), back_only(way, turn.t)
    return ask_text(view, way.kind, found.to, found.who, day, turn.t), sure(way, turn.t)


async def _acted(query: CallbackQuery, way: Way, turn: Turn, actor: Actor) -> Reply:
    """The move itself; afterwards the child's page stands there again."""
    moved = await _moved(way, turn, actor)
    said = turn.t(f"moved.{moved}")
    view = await menu(turn.work, actor, way.child_id, turn.now)
    failed = moved in (Moved.not_yours, Moved.impossible, Moved.same_place, Moved.too_late)
    if view is None:
        return toast(query, said, alert=failed) + rewrite(query, said, None)
    text = f"{said}\n\n{menu_text(view, turn.t)}"
    return toast(query, said, alert=failed) + rewrite(query, text, menu_buttons(view, turn.t))


async def _moved(way: Way, turn: Turn, actor: Actor) -> Moved:
    work, now, child = turn.work, turn.now, way.child_id
    if way.step == "stop":
        return await cancel(work, actor, child, now)
    if way.step == "back":
        return await come_back(work, actor, child, now)
    day = day_in(way.day)
    if day is None or not is_near(day, now.date()):
        return Moved.impossible
    if way.kind == CLASS:
        return await change_class(work, actor, child, long(way.to), day, now)
    if way.kind == SCHOOL:
        return await offer(work, actor, child, long(way.to), long(way.who), day, now)
    return await leave(work, actor, child, Moving.left, day, now)


@router.callback_query(LeftLately.filter())
async def gone(query: CallbackQuery, callback_data: LeftLately, turn: Turn) -> Reply:
    """Who has left a school lately."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    school_id = long(callback_data.school)
    lines = await left_lately(turn.work, turn.actor, school_id, turn.now)
    if lines is None:
        return toast(query, turn.t("moved.not_yours"), alert=True)
    text = turn.t.many("move.left_lately", len(lines)) if lines else turn.t("move.nobody_left")
    return toast(query) + rewrite(query, text, gone_buttons(lines, callback_data.school, turn.t))

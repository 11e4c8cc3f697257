"""Who has which post of the staff: given, handed over, given up; and letting somebody in."""

from datetime import date

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.facts import unpacked
from bot.callbacks.lists import Staff
from bot.keyboards.circle import prompt_buttons
from bot.keyboards.posts import day_buttons, way_in_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.lists import prompt, way_text
from bot.texts.posts import when_text
from bot.turn import Turn
from care.hours import local_date
from care.words import ChangeCode, Post
from handlers.list_pages import confirm_page, post_page, staff_page
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.lists import codes, typed, wishes
from services.lists.codes import Way
from services.lists.typed import Waiting
from services.lists.values import Outcome
from services.posts import showing

router = Router(name="posts")


@router.callback_query(Staff.filter())
async def pressed(query: CallbackQuery, callback_data: Staff, turn: Turn, bot: Bot) -> Reply:
    """Any button about who has a post."""
    if turn.actor is None or callback_data.post not in set(Post):
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    unit, post = long(callback_data.unit), Post(callback_data.post)
    match callback_data.act:
        case "give" | "end":
            return await _changed(query, callback_data, turn, turn.actor, post)
        case "link":
            return await _link(query, callback_data, turn, turn.actor, bot)
        case "new":
            page = await _new(turn, turn.actor, unit, post)
        case "posts":
            page = await staff_page(turn, turn.actor, unit)
        case _:
            page = await post_page(turn, turn.actor, unit, post)
    return turned_to(query, turn, page)


async def _new(turn: Turn, actor: Actor, unit_id: int, post: Post) -> Page | None:
    """Somebody who is not on the school's list: the name is typed."""
    if await showing.post_page(turn.work, actor, unit_id, post, turn.now) is None:
        return None
    code = ChangeCode.class_ if post is Post.class_teacher else ChangeCode.post
    waiting = Waiting(code, unit_id=unit_id, post=post)
    await typed.begin(turn.work, turn.address, waiting, turn.now)
    return prompt(waiting, turn.t), prompt_buttons(waiting, turn.t)


async def _changed(
    query: CallbackQuery, press: Staff, turn: Turn, actor: Actor, post: Post
) -> Reply:
    """Somebody gets a post or gives it up: the day is asked for first."""
    unit, person, day = long(press.unit), long(press.person), unpacked(press.value)
    if day is None:
        return turned_to(query, turn, await _when(turn, actor, press, post))
    wish = wishes.wish_post if press.act == "give" else wishes.wish_post_end
    asked = await wish(
        turn.work, actor, unit, post, person, await _later(turn, unit, day), turn.now
    )
    if (confirm := await confirm_page(turn, asked)) is not None:
        return toast(query) + rewrite(query, *confirm)
    said = toast(query, turn.t(f"outcome.{asked[0]}"), alert=asked[0] is not Outcome.done)
    page = await post_page(turn, actor, unit, post)
    return said if page is None else said + rewrite(query, *page)


async def _later(turn: Turn, unit_id: int, day: date) -> date | None:
    """The chosen day while it is to come; a button that was pressed late means at once."""
    unit = (await turn.work.units.by_id([unit_id])).get(unit_id)
    return None if unit is None or day <= local_date(turn.now, unit.zone) else day


async def _when(turn: Turn, actor: Actor, press: Staff, post: Post) -> Page | None:
    """From which day on."""
    unit, person = long(press.unit), long(press.person)
    page = await showing.post_page(turn.work, actor, unit, post, turn.now)
    known = () if page is None else (*page.holders, *page.colleagues)
    who = next((each for each in known if each.person_id == person), None)
    if page is None or who is None:
        return None
    text = when_text(page, press.act, who.name, turn.t)
    return text, day_buttons(page, press.act, person, turn.t)


async def _link(query: CallbackQuery, press: Staff, turn: Turn, actor: Actor, bot: Bot) -> Reply:
    unit, person, sure = long(press.unit), long(press.person), press.value == "sure"
    found = await codes.let_teacher_in(turn.work, actor, unit, person, turn.now, sure=sure)
    if found.way is Way.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    name = (await bot.me()).username or ""
    post = Post(press.post)
    buttons = way_in_buttons(unit, post, person, turn.t, sure=found.way is Way.sure)
    return toast(query) + rewrite(query, way_text(found, name, turn.t), buttons)

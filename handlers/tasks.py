"""/tasks: what the staff have to decide about the lists, one question after the other."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import Settle, TaskList, long
from bot.keyboards.lists import tasks_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.taps import moment, unread
from bot.texts.tasks import task_text, tasks_text
from bot.turn import Turn
from handlers.list_pages import page_about
from services.actor import Actor
from services.tasks.settling import Settled, settle
from services.tasks.showing import TaskView, from_behind, open_tasks, task_views

router = Router(name="tasks")


@router.message(Command("tasks"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The list, with the first question to be answered."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    tasks = await open_tasks(turn.work, turn.actor, turn.now)
    return say(message.chat.id, tasks_text(tasks, turn.t), tasks_buttons(tasks, turn.t))


@router.callback_query(TaskList.filter())
async def opened(query: CallbackQuery, callback_data: TaskList, turn: Turn) -> Reply:
    """The list was opened from a message, or a question was put off for the one behind it."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if unread(callback_data.shown, turn.now):
        return toast(query, turn.t("answer.too_fast"))
    tasks = await open_tasks(turn.work, turn.actor, turn.now)
    return toast(query) + _listed(query, turn, from_behind(tasks, long(callback_data.behind)))


@router.callback_query(Settle.filter())
async def pressed(query: CallbackQuery, callback_data: Settle, turn: Turn) -> Reply:
    """An answer to a task."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if unread(callback_data.shown, turn.now):
        return toast(query, turn.t("answer.too_fast"))
    task_id = long(callback_data.task)
    in_list = callback_data.place == "list"
    before = await open_tasks(turn.work, turn.actor, turn.now) if in_list else []
    result = await settle(turn.work, turn.actor, task_id, callback_data.answer, turn.now)
    if callback_data.place == "self":
        return await _confirmed(query, callback_data, result, turn, turn.actor)
    said = turn.t(f"settled.{result}")
    reply = toast(query, said, alert=result is not Settled.done)
    if result is Settled.not_yours:
        return reply
    if in_list:
        left = {each.task_id for each in await open_tasks(turn.work, turn.actor, turn.now)}
        tasks = [each for each in from_behind(before, task_id) if each.task_id in left]
        return reply + _listed(query, turn, tasks)
    views = await task_views(turn.work, [task_id])
    asked = f"{task_text(views[0], turn.t)}\n\n" if views else ""
    return reply + rewrite(query, asked + said, None)


async def _confirmed(
    query: CallbackQuery, press: Settle, result: Settled, turn: Turn, actor: Actor
) -> Reply:
    """One's own wish, confirmed or left: the page that it came from stands there again."""
    said = turn.t(f"settled.{result}")
    if result is Settled.done:
        said = turn.t("outcome.done" if press.answer == "yes" else "typed.cancelled")
    told = toast(query, said, alert=result is not Settled.done)
    views = await task_views(turn.work, [long(press.task)])
    page = await page_about(turn, actor, views[0]) if views else None
    return told if result is Settled.not_yours or page is None else told + rewrite(query, *page)


def _listed(query: CallbackQuery, turn: Turn, tasks: Sequence[TaskView]) -> Reply:
    buttons = tasks_buttons(tasks, turn.t, moment(turn.now))
    return rewrite(query, tasks_text(tasks, turn.t), buttons)

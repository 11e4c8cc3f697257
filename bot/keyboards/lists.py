"""Inline keyboards of the care of the lists: tasks, and news that lead somewhere."""

from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Settle, Sheet, TaskList, short
from bot.keyboards.home import meeting_news_buttons, still_buttons
from bot.keyboards.hotline import call_news_buttons
from bot.keyboards.overdue import week_buttons
from bot.keyboards.records import open_record, other_side_buttons
from bot.keyboards.requests import request_news_buttons
from bot.keyboards.told import letter_buttons
from bot.keyboards.weekly import open_list
from care.words import NewsCode
from locales.catalog import Texts
from services.news import NewsView
from services.tasks.showing import TaskView


def news_buttons(news: NewsView, t: Texts) -> InlineKeyboardMarkup | None:
    """The answers of a task, or the way to what the news speak of."""
    if news.task is not None:
        return task_buttons(news.task, t, "own")
    if news.asked is not None:
        return other_side_buttons(news.asked, t)
    if news.letter is not None:
        return letter_buttons(news.letter, t)
    if news.week is not None:
        return week_buttons(news.week, t)
    if news.stays is not None:
        return still_buttons(news.stays, t)
    return (
        _way_to(news, t)
        or meeting_news_buttons(news, t)
        or call_news_buttons(news, t)
        or request_news_buttons(news, t)
    )


def _way_to(news: NewsView, t: Texts) -> InlineKeyboardMarkup | None:
    if news.code is NewsCode.tasks:
        text, data = t("button.tasks"), TaskList().pack()
        return _markup([[InlineKeyboardButton(text=text, callback_data=data)]])
    if news.code is NewsCode.weekly and news.unit_id is not None:
        return open_list(news.unit_id, t)
    if news.code is NewsCode.said:
        return open_record(news.details["record"], t)
    return None


def sheet_buttons(of: str, t: Texts) -> InlineKeyboardMarkup:
    """Accept the sheet whose changes are shown, or leave the lists as they are."""
    data = {act: Sheet(act=act, of=of).pack() for act in ("accept", "discard")}
    return _markup(
        [InlineKeyboardButton(text=t(f"sheet.button.{act}"), callback_data=data[act])]
        for act in ("accept", "discard")
    )


def task_buttons(task: TaskView, t: Texts, place: str) -> InlineKeyboardMarkup | None:
    """One button for each answer, below each other: they are short sentences."""
    if not task.is_open:
        return None
    return _markup([_settle(task, answer, place, t)] for answer in task.answers)


def tasks_buttons(
    tasks: Sequence[TaskView], t: Texts, shown: str = ""
) -> InlineKeyboardMarkup | None:
    """The answers to the first task of the list; where there are more, the way to the next one.
    `shown`: when the question came in the place of another one (`bot.taps`).
    """
    if not tasks:
        return None
    rows = [[_settle(tasks[0], answer, "list", t, shown)] for answer in tasks[0].answers]
    if len(tasks) > 1:
        data = TaskList(behind=short(tasks[0].task_id), shown=shown)
        rows.append([InlineKeyboardButton(text=t("tasks.later"), callback_data=data.pack())])
    return _markup(rows)


def confirm_buttons(task: TaskView, t: Texts) -> InlineKeyboardMarkup:
    """Yes or no to what one has asked for oneself."""
    labels = {"yes": t("button.yes"), "no": t("button.leave_it")}
    return _markup([_answer(task, answer, "self", labels[answer])] for answer in task.answers)


def _settle(
    task: TaskView, answer: str, place: str, t: Texts, shown: str = ""
) -> InlineKeyboardButton:
    label = task.data.get("labels", {}).get(answer)
    text = t("task.take_into", unit=label) if label else t(f"task.{task.kind}.{answer}")
    return _answer(task, answer, place, text, shown)


def _answer(
    task: TaskView, answer: str, place: str, text: str, shown: str = ""
) -> InlineKeyboardButton:
    data = {"task": short(task.task_id), "answer": answer, "place": place, "shown": shown}
    return InlineKeyboardButton(text=text, callback_data=Settle.model_validate(data).pack())


def _markup(rows: Iterable[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))

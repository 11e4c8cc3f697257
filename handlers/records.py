"""What was written: a child's records, one's own of the last day, corrected or taken back; and the
other side's word on it.
"""

from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.forms import Kept, Other, Records
from bot.keyboards.forms import step_buttons
from bot.keyboards.records import (
    arrived_later,
    change_buttons,
    day_buttons,
    other_side_buttons,
    record_buttons,
    records_buttons,
    written_buttons,
)
from bot.reply import Reply, rewrite, say, send_media, toast
from bot.texts.forms import other_side_text, step_text
from bot.texts.records import record_texts, records_text, written_text
from bot.turn import Turn
from care.hours import local_date
from handlers.telling import letters_anew
from services.actor import Actor
from services.forms import correcting
from services.forms.asking import Asked
from services.forms.behalf import speak_for
from services.forms.confirming import Word, confirm, question
from services.forms.conversation import Step
from services.forms.reading import RecordView, read, records_about, written_lately

router = Router(name="records")


@router.message(Command("records"))
async def mine(message: Message, turn: Turn) -> Reply:
    """What I wrote within the last day."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    lines = await written_lately(turn.work, turn.actor, turn.now)
    return say(turn.address, written_text(lines, turn.t), written_buttons(lines, turn.t))


@router.callback_query(Records.filter())
async def listed(query: CallbackQuery, callback_data: Records, turn: Turn) -> Reply:
    """The records about a child, or one's own."""
    actor, t = turn.actor, turn.t
    if actor is None:
        return toast(query, turn.closed, alert=True)
    if not callback_data.child:
        lines = await written_lately(turn.work, actor, turn.now)
        return toast(query) + rewrite(query, written_text(lines, t), written_buttons(lines, t))
    view = await records_about(turn.work, actor, long(callback_data.child), turn.now)
    if view is None:
        return toast(query, t("answer.not_yours"), alert=True)
    return toast(query) + rewrite(query, records_text(view, t), records_buttons(view, t))


@router.callback_query(Kept.filter())
async def kept(query: CallbackQuery, callback_data: Kept, turn: Turn) -> Reply:
    """Something about a record that is saved."""
    actor, record = turn.actor, long(callback_data.record)
    if actor is None:
        return toast(query, turn.closed, alert=True)
    match callback_data.act:
        case "open":
            return await _opened(query, turn, actor, record)
        case "correct":
            step = await correcting.correct(turn.work, actor, record, turn.now)
            return _again(query, turn, step)
        case "add":
            step = await correcting.add_words(turn.work, actor, record, turn.now)
            return _again(query, turn, step)
        case "told_by":
            return await _told_by(query, turn, actor, record, long(callback_data.who))
    return await _taken_back(query, turn, actor, record)


async def _taken_back(query: CallbackQuery, turn: Turn, actor: Actor, record: int) -> Reply:
    result = await correcting.take_back(turn.work, actor, record, turn.now)
    said = turn.t(f"form.{result}")
    done = result is correcting.Back.taken_back
    if not done:
        return toast(query, said, alert=True)
    return toast(query, said) + rewrite(query, said, None) + await letters_anew(turn, record)


async def _opened(query: CallbackQuery, turn: Turn, actor: Actor, record_id: int) -> Reply:
    view = await read(turn.work, actor, record_id, turn.now)
    if view is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    first, *more = record_texts(view, turn.t)
    reply = toast(query) + rewrite(query, first, record_buttons(view, turn.t))
    for text in more:
        reply += say(turn.address, text)
    return reply + _media(view, turn)


def _media(view: RecordView, turn: Turn) -> Reply:
    """Voice messages and photos below it; they cannot be sent on or saved."""
    reply = Reply()
    for name, value in view.answers.items():
        question = view.line.form.question(name)
        if isinstance(value, dict) and value.get("media"):
            reply += send_media(turn.address, value["media"], turn.t.of(question.label))
    return reply


def _again(query: CallbackQuery, turn: Turn, step: Step | None) -> Reply:
    """The card once more, to be changed."""
    if step is None:
        return toast(query, turn.t("form.too_late"), alert=True)
    text = step_text(step, turn.t, new=True)
    return toast(query) + say(turn.address, text, step_buttons(step, turn.t))


async def _told_by(
    query: CallbackQuery, turn: Turn, actor: Actor, record_id: int, person_id: int
) -> Reply:
    name = await speak_for(turn.work, actor, record_id, person_id, turn.now)
    if name is None:
        return toast(query, turn.t("form.too_late"), alert=True)
    said = turn.t("form.told_by", who=name)
    text = f"{turn.t('form.saved')}\n{said}"
    return toast(query, said) + rewrite(query, text, change_buttons(record_id, turn.t))


@router.callback_query(Other.filter())
async def other_side(query: CallbackQuery, callback_data: Other, turn: Turn) -> Reply:
    """What somebody of the other side says of a record."""
    actor, record_id, t = turn.actor, long(callback_data.record), turn.t
    if actor is None:
        return toast(query, turn.closed, alert=True)
    asked = await question(turn.work, actor, record_id, turn.now)
    if asked is None:
        return toast(query, t("answer.not_yours"), alert=True)
    text = other_side_text(asked, t)
    if callback_data.word == "back" or asked.record_id != record_id:
        return toast(query) + rewrite(query, text, other_side_buttons(asked, t))
    day = _day(callback_data.day)
    if callback_data.word == Word.another_day and day is None:
        return await _which_day(query, turn, actor, asked)
    word = Word(callback_data.word)
    if not await confirm(turn.work, actor, record_id, word, day, turn.now):
        return toast(query, t("answer.not_yours"), alert=True)
    said = _thanks(word, asked, day, turn)
    later = arrived_later(asked, t) if word is Word.no else None
    return toast(query, said) + rewrite(query, f"{text}\n\n{said}", later)


async def _which_day(query: CallbackQuery, turn: Turn, actor: Actor, asked: Asked) -> Reply:
    habits = await turn.work.people.habits(actor.person_id)
    text = f"{other_side_text(asked, turn.t)}\n\n{turn.t('other.which_day')}"
    buttons = day_buttons(asked, local_date(turn.now, habits.zone), turn.t)
    return toast(query) + rewrite(query, text, buttons)


def _thanks(word: Word, asked: Asked, day: date | None, turn: Turn) -> str:
    if word is Word.no and asked.may_come:
        return turn.t("other.said.not_yet")
    return turn.t(f"other.said.{word}", day=turn.t.day(day) if day else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

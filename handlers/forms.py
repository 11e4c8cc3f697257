"""Record cards: begun by a command, a reminder or a child's card; filled in; saved; corrected."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import long
from bot.callbacks_forms import Card, Fill, Kept, Other
from bot.filters import AnswersForm, FormCommand
from bot.keyboards_forms import (
    children_buttons,
    day_buttons,
    form_buttons,
    other_side_buttons,
    saved_buttons,
    step_buttons,
)
from bot.media import given
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.forms import other_side_text, saved_text, step_text
from bot.turn import Turn
from care.forms.given import Given
from care.hours import local_date
from services.actor import Actor
from services.duties import answering
from services.forms import conversation, correcting, saving
from services.forms.around import around
from services.forms.asking import asked_about
from services.forms.choosing import children_for
from services.forms.confirming import Word, confirm
from services.forms.conversation import Stage, Step
from services.forms.draft import load
from services.forms.library import Card as FormCard
from services.forms.oneline import Understood, understand

router = Router(name="forms")


@router.message(FormCommand())
async def command(message: Message, turn: Turn, card: FormCard, line: str) -> Reply:
    """`/talk` and its like: which child? A whole line is understood at once."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    if line:
        understood = await understand(turn.work, turn.actor, card.form, line, turn.now)
        if understood is not None:
            return await _one_line(message, turn, turn.actor, card, understood)
    return await _which_child(turn, turn.actor, card)


async def _which_child(turn: Turn, actor: Actor, card: FormCard) -> Reply:
    children = await children_for(turn.work, actor, card.form, turn.now)
    if not children:
        return say(turn.address, turn.t("form.not_yours"))
    if len(children) == 1:
        step = await conversation.begin(turn.work, actor, card, [children[0].child_id], turn.now)
        return _said(turn, step)
    text = turn.t("form.which_child", title=turn.t.of(card.form.title))
    return say(turn.address, text, children_buttons(card.form, children, turn.t))


async def _one_line(
    message: Message, turn: Turn, actor: Actor, card: FormCard, line: Understood
) -> Reply:
    """What the line says is filled in, the rest is asked."""
    if not line.all:
        return say(message.chat.id, turn.t("form.not_yours"))
    if len(line.children) != 1:
        key = "form.which_of" if line.children else "form.no_such_child"
        buttons = children_buttons(card.form, line.children or line.all, turn.t)
        return say(message.chat.id, turn.t(key, name=line.name), buttons)
    step = await conversation.begin(
        turn.work, actor, card, [line.children[0].child_id], turn.now, known=line.answers
    )
    if step.stage in (Stage.asking, Stage.summary):
        await conversation.note(turn.work, actor, message.message_id, turn.now)
    return _said(turn, step)


@router.callback_query(Card.filter())
async def chosen(query: CallbackQuery, callback_data: Card, turn: Turn) -> Reply:
    """A child for a form, or a form for a child."""
    card = turn.forms.get(callback_data.form)
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if not callback_data.form:
        return toast(query) + await _which_form(turn, turn.actor, long(callback_data.child))
    if card is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    if not callback_data.child:
        return toast(query) + await _which_child(turn, turn.actor, card)
    duty = long(callback_data.duty) or None
    child = [long(callback_data.child)]
    step = await conversation.begin(turn.work, turn.actor, card, child, turn.now, duty)
    if step.stage is Stage.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + _said(turn, step)


async def _which_form(turn: Turn, actor: Actor, child_id: int) -> Reply:
    about = await around(turn.work, actor, child_id, turn.now)
    forms = [] if about is None else [c for c in turn.forms.cards if about.may_fill(c.form)]
    forms = [card for card in forms if not card.form.several]
    if about is None or not forms:
        return say(turn.address, turn.t("form.not_yours"))
    text = turn.t("form.which_form", child=about.child)
    return say(turn.address, text, form_buttons(tuple(forms), child_id, turn.t))


async def begun(turn: Turn, actor: Actor, card: FormCard, duty_id: int) -> Reply:
    """The card for a duty, from its reminder or a list."""
    duty = (await turn.work.duties.by_id([duty_id])).get(duty_id)
    if duty is None or duty.child_id is None:
        return say(turn.address, turn.t("form.not_yours"))
    step = await conversation.begin(
        turn.work, actor, card, [duty.child_id], turn.now, duty_id=duty_id
    )
    return _said(turn, step)


@router.callback_query(Fill.filter())
async def pressed(query: CallbackQuery, callback_data: Fill, turn: Turn) -> Reply:
    """Any button of a form that is being filled in."""
    actor = turn.actor
    if actor is None:
        return toast(query, turn.closed, alert=True)
    known = await load(turn.work, actor.address)
    if known is None or known.draft.tag != callback_data.draft:
        return toast(query, turn.t("form.old_button"), alert=True)
    if callback_data.act == "save":
        return await _save(query, turn, actor)
    if callback_data.act == "tick" and known.draft.duty is not None:
        return await _tick(query, turn, actor, known.draft.duty)
    step = await _step(callback_data, turn, actor)
    if step is None or step.stage is Stage.not_yours:
        key = "answer.old_button" if step is None else "answer.not_yours"
        return toast(query, turn.t(key), alert=True)
    shown = rewrite(query, step_text(step, turn.t), step_buttons(step, turn.t))
    gone = known.draft.notes if step.stage is Stage.dropped else ()
    return toast(query) + shown + remove(turn.address, gone)


async def _step(fill: Fill, turn: Turn, actor: Actor) -> Step | None:
    """What a press leads to; None where its data cannot come from a button of ours."""
    work, now = turn.work, turn.now
    known = await load(work, actor.address)
    if known is None or fill.question >= len(known.draft.form.questions):
        return None
    question = known.draft.form.questions[fill.question]
    match fill.act:
        case "drop":
            return await conversation.throw_away(work, actor, now)
        case "go":
            return await conversation.go_on(work, actor, now)
        case "pick":
            value = fill.value
            if question.options:
                if not value.isdecimal() or int(value) >= len(question.options):
                    return None
                value = question.options[int(value)].id
            return await conversation.answer(work, actor, Given(option=value), now, question.id)
    return await conversation.turn_page(work, actor, fill.act, question.id, now)


async def _save(query: CallbackQuery, turn: Turn, actor: Actor) -> Reply:
    saved = await saving.save(turn.work, actor, turn.now)
    if saved is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    text, buttons = saved_text(saved, turn.t), saved_buttons(saved, turn.t)
    done = toast(query, turn.t("form.saved")) + rewrite(query, text, buttons)
    return done + remove(turn.address, saved.draft.notes)


async def _tick(query: CallbackQuery, turn: Turn, actor: Actor, duty_id: int) -> Reply:
    """No card this time: the duty is done, nothing is written down."""
    result = await answering.done(turn.work, actor, duty_id, turn.now)
    await conversation.throw_away(turn.work, actor, turn.now)
    said = turn.t(f"answer.{result.result}")
    return toast(query, said) + rewrite(query, said, None)


@router.message(AnswersForm())
async def answered(message: Message, turn: Turn) -> Reply:
    """Typed words, a voice message or a photo for the question that is asked now."""
    answer = given(message)
    if turn.actor is None or answer is None:
        return say(message.chat.id, turn.t("form.wrong.words"))
    step = await conversation.answer(
        turn.work, turn.actor, answer, turn.now, message_id=message.message_id
    )
    return _said(turn, step)


@router.callback_query(Kept.filter())
async def kept(query: CallbackQuery, callback_data: Kept, turn: Turn) -> Reply:
    """Something about a record that is saved."""
    actor, record = turn.actor, long(callback_data.record)
    if actor is None:
        return toast(query, turn.closed, alert=True)
    if callback_data.act == "correct":
        step = await correcting.correct(turn.work, actor, record, turn.now)
        if step is None:
            return toast(query, turn.t("form.too_late"), alert=True)
        return toast(query) + _said(turn, step)
    result = await correcting.take_back(turn.work, actor, record, turn.now)
    said = turn.t(f"form.{result}")
    shown = rewrite(query, said, None) if result is correcting.Back.taken_back else Reply()
    return toast(query, said, alert=result is not correcting.Back.taken_back) + shown


@router.callback_query(Other.filter())
async def other_side(query: CallbackQuery, callback_data: Other, turn: Turn) -> Reply:
    """What somebody of the other side says of a record."""
    actor, record_id, t = turn.actor, long(callback_data.record), turn.t
    if actor is None:
        return toast(query, turn.closed, alert=True)
    asked = await asked_about(turn.work, record_id, actor.person_id)
    if asked is None:
        return toast(query, t("answer.not_yours"), alert=True)
    text = other_side_text(asked, t)
    if callback_data.word == "back":
        return toast(query) + rewrite(query, text, other_side_buttons(asked, t))
    day = _day(callback_data.day)
    if callback_data.word == Word.another_day and day is None:
        habits = await turn.work.people.habits(actor.person_id)
        buttons = day_buttons(asked, local_date(turn.now, habits.zone), t)
        return toast(query) + rewrite(query, f"{text}\n\n{t('other.which_day')}", buttons)
    word = Word(callback_data.word)
    if not await confirm(turn.work, actor, record_id, word, day, turn.now):
        return toast(query, t("answer.not_yours"), alert=True)
    said = t(f"other.said.{word}", day=t.day(day) if day else "")
    return toast(query, said) + rewrite(query, f"{text}\n\n{said}", None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said(turn: Turn, step: Step) -> Reply:
    return say(turn.address, step_text(step, turn.t), step_buttons(step, turn.t))

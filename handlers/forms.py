"""Record cards that are being filled in: their buttons, what is typed, spoken or sent, saving."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.forms import Fill
from bot.filters.basic import AnswersForm
from bot.keyboards.forms import step_buttons
from bot.keyboards.records import saved_buttons
from bot.media import given
from bot.reply import Reply, remove, rewrite, say, toast
from bot.taps import UNREAD
from bot.texts.forms import saved_text, step_text
from bot.turn import Turn
from care.forms import filling as way
from care.forms.given import Given
from handlers.telling import followed
from services.actor import Actor
from services.duties import answering
from services.forms import conversation, oneline, saving
from services.forms.conversation import Stage, Step
from services.forms.draft import Draft, load
from services.forms.saving import Saved, Unsaved

router = Router(name="forms")
_UNSAVED = {
    Unsaved.nothing: "form.nothing",
    Unsaved.not_yours: "answer.not_yours",
    Unsaved.missing: "form.wrong.missing",
    Unsaved.too_late: "form.too_late",
}


@router.callback_query(Fill.filter())
async def pressed(query: CallbackQuery, callback_data: Fill, turn: Turn) -> Reply:
    """Any button of a form that is being filled in."""
    actor = turn.actor
    if actor is None:
        return toast(query, turn.closed, alert=True)
    known = await load(turn.work, actor.address)
    if known is None or known.draft.tag != callback_data.draft:
        return toast(query, turn.t("form.old_button"), alert=True)
    told = known.draft.form.told and callback_data.act == "save"
    if told and abs(turn.now - known.since) < UNREAD:
        return toast(query, turn.t("answer.too_fast"))
    match callback_data.act, known.draft.duty:
        case "save", _:
            return await _save(query, turn, actor)
        case "tick", int(duty_id):
            return await _tick(query, turn, actor, duty_id)
    return await _stepped(query, callback_data, turn, actor, known.draft)


async def _stepped(
    query: CallbackQuery, fill: Fill, turn: Turn, actor: Actor, draft: Draft
) -> Reply:
    """Another step of the way."""
    step = await _step(fill, draft, turn, actor)
    if step is None or step.stage is Stage.not_yours:
        key = "answer.old_button" if step is None else "answer.not_yours"
        return toast(query, turn.t(key), alert=True)
    if _is_enough(fill, step):
        return await _save(query, turn, actor)
    shown = toast(query) + rewrite(query, step_text(step, turn.t), step_buttons(step, turn.t))
    if step.stage is not Stage.dropped:
        return shown
    return shown + remove(turn.address, draft.notes) + await _line(turn, actor)


def _is_enough(fill: Fill, step: Step) -> bool:
    """A quick card saves itself with the last answer that it needs."""
    draft = step.draft
    if draft is None or not draft.form.quick or draft.corrects is not None:
        return False
    answered = fill.act in ("pick", "next") and step.wrong is None
    return answered and way.finish(draft.form, draft.filling) is not None


async def _line(turn: Turn, actor: Actor) -> Reply:
    """The line that had to wait until the card before it was out of the way."""
    line = await oneline.waiting(turn.work, actor)
    card = None if line is None else turn.forms.get(line.form)
    if line is None or card is None or line.child is None:
        return Reply()
    step = await oneline.begin_line(turn.work, actor, card, line.child, line, turn.now)
    return _said(turn, step)


async def _step(fill: Fill, draft: Draft, turn: Turn, actor: Actor) -> Step | None:
    """What a press leads to; None where its data cannot come from a button of ours."""
    work, now = turn.work, turn.now
    if not 0 <= fill.question < len(draft.form.questions):
        return None
    question = draft.form.questions[fill.question]
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
    if not isinstance(saved, Saved):
        return toast(query, turn.t(_UNSAVED[saved]), alert=True)
    text, buttons = saved_text(saved, turn.t), saved_buttons(saved, turn.t)
    done = toast(query, turn.t("form.saved")) + rewrite(query, text, buttons)
    done += remove(turn.address, saved.draft.notes)
    return done + await followed(turn, actor, saved) if saved.telling is not None else done


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


def _said(turn: Turn, step: Step) -> Reply:
    return say(turn.address, step_text(step, turn.t, new=True), step_buttons(step, turn.t))

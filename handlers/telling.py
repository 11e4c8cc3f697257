"""The word to the family: whose turn it is, the next child, what was read, told by phone."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.forms import Told
from bot.keyboards.forms import step_buttons
from bot.keyboards.told import letter_buttons, list_buttons, state_buttons
from bot.reply import Reply, rewrite, rewrite_sent, say, toast
from bot.texts.forms import step_text
from bot.texts.told import letter_text, list_text, state_text
from bot.turn import Turn
from handlers.pages import Page
from locales.catalog import texts
from services.actor import Actor
from services.forms import conversation, telling
from services.forms.conversation import Stage, Step
from services.forms.library import Card
from services.forms.saving import Saved
from services.forms.tolist import told_list

router = Router(name="telling")


@router.callback_query(Told.filter())
async def pressed(query: CallbackQuery, callback_data: Told, turn: Turn) -> Reply:
    """Any button of a word to the family."""
    actor, press = turn.actor, callback_data
    if actor is None:
        return toast(query, turn.closed, alert=True)
    card = turn.forms.get(press.form)
    match press.act:
        case "read":
            return await _read(query, long(press.subject), turn, actor)
        case "state" | "phone":
            return await _state(query, press, turn, actor)
        case _ if card is None or not card.form.told:
            return toast(query, turn.t("answer.old_button"), alert=True)
        case _:
            return await _to_tell(query, press, turn, actor, card)


async def _to_tell(
    query: CallbackQuery, press: Told, turn: Turn, actor: Actor, card: Card
) -> Reply:
    """The list, a child of it, or the next one instead."""
    if press.act == "list":
        return toast(query) + rewrite(query, *await list_page(turn, actor, card))
    child_id = long(press.subject)
    if press.act == "skip":
        return toast(query) + rewrite(query, *await _next(turn, actor, card, child_id))
    step = await conversation.begin(turn.work, actor, card, [child_id], turn.now)
    if step.stage is Stage.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + say(turn.address, *_page(step, turn))


def _page(step: Step, turn: Turn) -> Page:
    return step_text(step, turn.t, new=True), step_buttons(step, turn.t)


async def list_page(turn: Turn, actor: Actor, card: Card) -> Page:
    """Whose family is still to be told."""
    view = await told_list(turn.work, actor, card, turn.now)
    return list_text(view, turn.t), list_buttons(view)


async def _next(turn: Turn, actor: Actor, card: Card, child_id: int) -> Page:
    """The word about the child behind one, or the list where no other is left."""
    view = await told_list(turn.work, actor, card, turn.now)
    following = view.behind(child_id)
    if following is None:
        return list_text(view, turn.t), list_buttons(view)
    return _page(await conversation.begin(turn.work, actor, card, [following], turn.now), turn)


async def followed(turn: Turn, actor: Actor, saved: Saved) -> Reply:
    """After a word is sent the next child follows; after a corrected one the phones are mended."""
    if saved.draft.corrects is not None:
        return await letters_anew(turn, saved.records[0])
    card = turn.forms.get(saved.draft.form.id)
    if card is None:
        return Reply()
    return say(turn.address, *await _next(turn, actor, card, saved.draft.child))


async def letters_anew(turn: Turn, record_id: int) -> Reply:
    """The messages on phones say what stands now."""
    reply = Reply()
    for each in await telling.standing(turn.work, record_id, turn.now):
        t = texts(each.language)
        if each.letter is None:
            reply += rewrite_sent(each.chat_id, each.message_id, t("told.withdrawn"), None)
        else:
            page = letter_text(each.letter, t), letter_buttons(each.letter, t)
            reply += rewrite_sent(each.chat_id, each.message_id, *page)
    return reply


async def _read(query: CallbackQuery, record_id: int, turn: Turn, actor: Actor) -> Reply:
    letter = await telling.mark_read(turn.work, actor, record_id, turn.now)
    if letter is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    thanks = toast(query, turn.t("told.thanks"))
    return thanks + rewrite(query, letter_text(letter, turn.t), letter_buttons(letter, turn.t))


async def _state(query: CallbackQuery, press: Told, turn: Turn, actor: Actor) -> Reply:
    record_id, said = long(press.subject), None
    if press.act == "phone":
        person_id = long(press.who)
        if not await telling.told_by_phone(turn.work, actor, record_id, person_id, turn.now):
            return toast(query, turn.t("answer.not_yours"), alert=True)
        said = turn.t("told.noted")
    state = await telling.state_of(turn.work, actor, record_id, turn.now)
    if state is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query, said) + rewrite(
        query, state_text(state, turn.t), state_buttons(state, turn.t)
    )

"""How a record card begins: a command, a whole line, a child's card, a reminder, a group."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.forms import Card, Profile, Several
from bot.filters.basic import FormCommand
from bot.keyboards.child import profile_buttons
from bot.keyboards.forms import (
    CHILDREN_SHOWN,
    children_buttons,
    form_buttons,
    group_buttons,
    step_buttons,
)
from bot.reply import Reply, rewrite, say, toast
from bot.texts.forms import step_text
from bot.texts.records import profile_text
from bot.turn import Turn
from handlers.telling import list_page
from services.actor import Actor
from services.forms import conversation, group, oneline
from services.forms.around import around
from services.forms.choosing import children_for
from services.forms.conversation import Stage, Step
from services.forms.group import Group
from services.forms.library import Card as FormCard
from services.forms.oneline import Line, Understood, understand
from services.forms.profile import PROFILE, fill_missing, profile_view

router = Router(name="beginning")


@router.message(FormCommand())
async def command(message: Message, turn: Turn, card: FormCard, line: str) -> Reply:
    """`/talk` and its like: which child? A whole line is understood at once."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    await oneline.waiting(turn.work, turn.actor)
    if line and not card.form.several and not card.form.told:
        understood = await understand(turn.work, turn.actor, card.form, line, turn.now)
        if understood is not None:
            return await _one_line(message, turn, turn.actor, card, understood)
    return await _which_child(turn, turn.actor, card)


async def _which_child(turn: Turn, actor: Actor, card: FormCard) -> Reply:
    if card.form.told:
        return say(turn.address, *await list_page(turn, actor, card))
    if card.form.several:
        found = await group.open_group(turn.work, actor, card, turn.now)
        if found is None:
            return say(turn.address, turn.t("form.not_yours"))
        return say(turn.address, _which(found, turn), group_buttons(found, turn.t))
    children = await children_for(turn.work, actor, card.form, turn.now)
    if not children:
        return say(turn.address, turn.t("form.not_yours"))
    if len(children) == 1:
        step = await conversation.begin(turn.work, actor, card, [children[0].child_id], turn.now)
        return _said(turn, step)
    text = turn.t("form.which_child", title=turn.t.of(card.form.title))
    if len(children) > CHILDREN_SHOWN and card.form.command is not None:
        text += "\n" + turn.t("form.by_name", command=card.form.command)
    return say(turn.address, text, children_buttons(card.form, children, turn.t))


async def _one_line(
    message: Message, turn: Turn, actor: Actor, card: FormCard, said: Understood
) -> Reply:
    """What the line says is filled in, the rest is asked."""
    if not said.all:
        return say(message.chat.id, turn.t("form.not_yours"))
    line = Line(card.form.id, said.answers, message.message_id)
    if len(said.children) == 1:
        child_id = said.children[0].child_id
        step = await oneline.begin_line(turn.work, actor, card, child_id, line, turn.now)
        return _said(turn, step)
    await oneline.wait(turn.work, actor, line, turn.now)
    key = "form.which_of" if said.children else "form.no_such_child"
    buttons = children_buttons(card.form, said.children or said.all, turn.t, line=True)
    return say(message.chat.id, turn.t(key, name=said.name), buttons)


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
    if not callback_data.child or card.form.several:
        return toast(query) + await _which_child(turn, turn.actor, card)
    step = await _begin(callback_data, turn, turn.actor, card)
    if step.stage is Stage.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + _said(turn, step)


async def _begin(data: Card, turn: Turn, actor: Actor, card: FormCard) -> Step:
    """The form about a child, with the line that waited for it."""
    child_id = long(data.child)
    line = await oneline.waiting(turn.work, actor) if data.line else None
    if line is not None and line.form == card.form.id:
        return await oneline.begin_line(turn.work, actor, card, child_id, line, turn.now)
    return await conversation.begin(turn.work, actor, card, [child_id], turn.now)


async def _which_form(turn: Turn, actor: Actor, child_id: int) -> Reply:
    about = await around(turn.work, actor, child_id, turn.now)
    forms = [] if about is None else [c for c in turn.forms.cards if about.may_fill(c.form)]
    forms = [c for c in forms if not (c.form.several or c.form.by_itself)]
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


@router.callback_query(Profile.filter())
async def profile(query: CallbackQuery, callback_data: Profile, turn: Turn) -> Reply:
    """What the school knows of a child, or the card that asks for the rest."""
    actor, card, child_id = turn.actor, turn.forms.get(PROFILE), long(callback_data.child)
    if actor is None:
        return toast(query, turn.closed, alert=True)
    if card is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    if callback_data.act == "fill":
        step = await fill_missing(turn.work, actor, card, child_id, turn.now)
        if step.stage is not Stage.not_yours:
            return toast(query) + _said(turn, step)
    elif (view := await profile_view(turn.work, actor, card, child_id, turn.now)) is not None:
        buttons = profile_buttons(child_id, turn.t)
        return toast(query) + rewrite(query, profile_text(view, turn.t), buttons)
    return toast(query, turn.t("answer.not_yours"), alert=True)


@router.callback_query(Several.filter())
async def several(query: CallbackQuery, callback_data: Several, turn: Turn) -> Reply:
    """The children of a note about several."""
    actor, card = turn.actor, turn.forms.get(callback_data.form)
    if actor is None:
        return toast(query, turn.closed, alert=True)
    if card is None or not card.form.several:
        return toast(query, turn.t("answer.old_button"), alert=True)
    if callback_data.act == "go":
        step = await group.go_on(turn.work, actor, card, turn.now)
        return toast(query) + rewrite(query, step_text(step, turn.t), step_buttons(step, turn.t))
    found = await _turned(callback_data, turn, actor, card)
    if found is None:
        return toast(query, turn.t("form.old_button"), alert=True)
    return toast(query) + rewrite(query, _which(found, turn), group_buttons(found, turn.t))


async def _turned(data: Several, turn: Turn, actor: Actor, card: FormCard) -> Group | None:
    work, page, now = turn.work, data.page, turn.now
    if data.act == "all":
        return await group.toggle_page(work, actor, card, page, now)
    wanted = [long(data.child)] if data.act == "pick" else []
    return await group.toggle(work, actor, card, wanted, page, now)


def _which(found: Group, turn: Turn) -> str:
    title = turn.t.of(found.card.form.title)
    return turn.t("form.which_children", title=title, n=len(found.chosen))


def _said(turn: Turn, step: Step) -> Reply:
    return say(turn.address, step_text(step, turn.t, new=True), step_buttons(step, turn.t))

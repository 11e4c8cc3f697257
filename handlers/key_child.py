"""A key child: marked, for how long, ended; from the child's card."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.facts import Key
from bot.keyboards.facts import key_buttons, months_buttons
from bot.keyboards.items import child_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.facts import key_text, months_text
from bot.texts.today import child_text
from bot.turn import Turn
from care.circumstances import MONTHS, KeyReason
from services.actor import Actor
from services.calendar import key_child
from services.overview import child_view

router = Router(name="key_child")


@router.callback_query(Key.filter())
async def pressed(query: CallbackQuery, callback_data: Key, turn: Turn) -> Reply:
    """Any button about a key child."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    reply = await _reply(query, callback_data, turn, turn.actor)
    return reply or toast(query, turn.t("answer.not_yours"), alert=True)


async def _reply(query: CallbackQuery, press: Key, turn: Turn, actor: Actor) -> Reply | None:
    child, t = long(press.child), turn.t
    reason = KeyReason(press.reason) if press.reason in set(KeyReason) else None
    match press.act:
        case "end":
            ended = await key_child.end(turn.work, actor, child, turn.now)
            return await _card(query, turn, actor, child, t("key.ended")) if ended else None
        case "set" if reason is not None and press.months in MONTHS:
            months = press.months
            done = await key_child.mark(turn.work, actor, child, reason, months, turn.now)
            return await _card(query, turn, actor, child, t("key.set")) if done else None
    view = await key_child.key_view(turn.work, actor, child, turn.now)
    if view is None:
        return None
    if press.act == "why" and reason is not None:
        page = months_text(view, reason, t), months_buttons(view, reason, t)
    else:
        page = key_text(view, t), key_buttons(view, t)
    return toast(query) + rewrite(query, *page)


async def _card(
    query: CallbackQuery, turn: Turn, actor: Actor, child_id: int, said: str
) -> Reply | None:
    card = await child_view(turn.work, actor, child_id, turn.now)
    if card is None:
        return None
    said_toast = toast(query, said)
    return said_toast + rewrite(query, child_text(card, turn.t), child_buttons(card, turn.t))

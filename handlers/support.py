"""/support: what runs for the children of one's classes, and for one child, from its card."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.support import Supports
from bot.keyboards.support import running_buttons, supports_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.texts.support import running_text, supports_text
from bot.turn import Turn
from services.forgotten import children_seen
from services.forms.support import running, supports_view

router = Router(name="support")


@router.message(Command("support"))
async def asked(message: Message, turn: Turn) -> Reply:
    """Everything that runs for the children of one's classes."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    children = [child_id for child_id, _ in await children_seen(turn.work, turn.actor, turn.now)]
    if not children:
        return say(message.chat.id, turn.t("support.not_yours"))
    lines = await running(turn.work, turn.actor, turn.forms, children, turn.now)
    return say(turn.address, running_text(lines, turn.t), running_buttons(lines))


@router.callback_query(Supports.filter())
async def opened(query: CallbackQuery, callback_data: Supports, turn: Turn) -> Reply:
    """What runs for one child."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    child_id = long(callback_data.child)
    view = await supports_view(turn.work, turn.actor, turn.forms, child_id, turn.now)
    if view is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + rewrite(
        query, supports_text(view, turn.t), supports_buttons(view, turn.t)
    )

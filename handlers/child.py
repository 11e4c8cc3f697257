"""/child and /circle: one's own children; for staff the way to the pages of their classes."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.everyday import Own
from bot.keyboards.child import card_buttons, class_children_buttons, kin_buttons, own_buttons
from bot.keyboards.items import MOST_BUTTONS
from bot.reply import Reply, say, toast
from bot.texts.contact import card_text, kin_text
from bot.turn import Turn
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.child_card import family_card, family_circle, own_children
from services.forgotten import children_seen

router = Router(name="child")


@router.message(Command("child", "circle"))
async def asked(message: Message, command: CommandObject, turn: Turn) -> Reply:
    """One's own child at once, or which one; for staff the children of their classes."""
    chat, page = message.chat.id, command.command.lower()
    if turn.actor is None:
        return say(chat, turn.closed)
    reply = await _own(turn, turn.actor, page)
    reply += await _of_classes(turn, turn.actor, page)
    return reply if reply.calls else say(chat, turn.t("kin.nobody"))


async def _own(turn: Turn, actor: Actor, page: str) -> Reply:
    children = await own_children(turn.work, actor, turn.now)
    if len(children) == 1:
        shown = await _page(turn, actor, page, next(iter(children)))
        return Reply() if shown is None else say(turn.address, *shown)
    if not children:
        return Reply()
    return say(turn.address, turn.t("kin.which"), own_buttons(children, page))


async def _of_classes(turn: Turn, actor: Actor, page: str) -> Reply:
    children = await children_seen(turn.work, actor, turn.now)
    if not children:
        return Reply()
    if len(children) > MOST_BUTTONS:
        return say(turn.address, turn.t("kin.many"))
    return say(turn.address, turn.t("kin.of_class"), class_children_buttons(children, page))


@router.callback_query(Own.filter())
async def opened(query: CallbackQuery, callback_data: Own, turn: Turn) -> Reply:
    """One's own child was chosen, or the other of its two pages."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    page = await _page(turn, turn.actor, callback_data.page, long(callback_data.child))
    return turned_to(query, turn, page)


async def _page(turn: Turn, actor: Actor, page: str, child_id: int) -> Page | None:
    if page == "circle":
        circle = await family_circle(turn.work, actor, child_id, turn.now)
        return None if circle is None else (kin_text(circle, turn.t), kin_buttons(circle, turn.t))
    card = await family_card(turn.work, actor, child_id, turn.now)
    return None if card is None else (card_text(card, turn.t), card_buttons(card, turn.t))

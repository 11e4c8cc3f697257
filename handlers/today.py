"""/today: what I owe, my class, my school, one child."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import TODAY, Go, long
from bot.filters.basic import Pressed
from bot.keyboards.items import child_buttons, class_buttons, item_buttons, school_buttons
from bot.keyboards.live import area_buttons
from bot.keyboards.pairing import mine_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.texts.live import area_text
from bot.texts.today import child_text, class_text, my_day, school_text
from bot.turn import Turn
from services.actor import Actor
from services.duties.today import today
from services.overview import child_view, class_seen, school_seen

router = Router(name="today")


@router.message(Command("today"))
@router.message(Pressed("menu.today"))
async def asked(message: Message, turn: Turn) -> Reply:
    """What I owe; for staff a message per class or school behind it."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    view = await today(turn.work, turn.actor, turn.now)
    t, chat = turn.t, message.chat.id
    reply = say(chat, my_day(view, t), item_buttons(view.items, TODAY, t))
    if view.paired:
        reply += say(chat, t("pair.mine"), mine_buttons(view.paired, t))
    for unit in view.classes:
        reply += say(chat, class_text(unit, t), class_buttons(unit, t, back_to=None))
    for school in view.schools:
        reply += say(chat, school_text(school, t), school_buttons(school, t))
    for area in view.areas:
        reply += say(chat, area_text(area, t), area_buttons(area, t))
    return reply


@router.callback_query(Go.filter())
async def opened(query: CallbackQuery, callback_data: Go, turn: Turn) -> Reply:
    """A class, a school or a child was opened."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    page = await _page(query, callback_data, turn, turn.actor)
    if page is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + page


async def _page(query: CallbackQuery, go: Go, turn: Turn, actor: Actor) -> Reply | None:
    work, now, t, unit = turn.work, turn.now, turn.t, long(go.unit)
    match go.to:
        case "child":
            card = await child_view(work, actor, unit, now)
            if card is not None:
                return rewrite(query, child_text(card, t), child_buttons(card, t))
        case "class" | "list":
            seen = await class_seen(work, actor, unit, now)
            if seen is not None:
                page = class_text(seen[0], t), class_buttons(seen[0], t, back_to=seen[1])
                return say(turn.address, *page) if go.to == "list" else rewrite(query, *page)
        case "school":
            school = await school_seen(work, actor, unit, now)
            if school is not None:
                return rewrite(query, school_text(school, t), school_buttons(school, t))
    return None

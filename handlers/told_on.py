"""The other messages about a duty that somebody has just answered: none asks for it any longer."""

from bot.callbacks.basic import short
from bot.keyboards.items import item_buttons
from bot.reply import Reply, rewrite_sent
from bot.texts.items import notice_text
from bot.turn import Turn
from locales.catalog import texts
from services.outbox.reading import elsewhere


async def others(turn: Turn, duty_id: int, pressed_notice: int = 0) -> Reply:
    """The reader's own and those of whoever shares it, each in its reader's language."""
    reply = Reply()
    for other in await elsewhere(turn.work, duty_id, pressed_notice, turn.now):
        t = texts(other.language)
        buttons = item_buttons(other.items, short(other.notice_id), t)
        reply += rewrite_sent(other.chat_id, other.message_id, notice_text(other.items, t), buttons)
    return reply

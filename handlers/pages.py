"""A page: what a message shows and the buttons below it, and how a press turns to another one."""

from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.reply import Reply, rewrite, toast
from bot.turn import Turn

Page = tuple[str, InlineKeyboardMarkup | None]


def turned_to(query: CallbackQuery, turn: Turn, page: Page | None) -> Reply:
    """The message below which somebody pressed shows this page now; None: it is not theirs."""
    if page is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + rewrite(query, *page)

"""Keyboards that come with a message: under it (inline) or instead of the phone's own (reply)."""

from dataclasses import dataclass
from typing import Any

import telegram

from sandbox.chats import Keyboard, Phone
from sandbox.errors import bad_request
from sandbox.links import check_link

INLINE_ACTIONS = ("callback_data", "url", "copy_text")
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
DATA_BYTES = 64
COPIED_CHARACTERS = 256
"""What a press may carry, a button may copy, and a keyboard may hold."""


@dataclass(frozen=True)
class Markup:
    """What a message's reply_markup asks for; at most one of the fields is set."""

    inline: telegram.InlineKeyboardMarkup | None = None
    reply: telegram.ReplyKeyboardMarkup | None = None
    remove: bool = False
    force_reply: bool = False

    @property
    def blocks_editing(self) -> bool:
        """Telegram edits no message that was sent with anything but an inline keyboard."""
        return self.reply is not None or self.remove or self.force_reply


def read(raw: dict[str, Any] | None) -> Markup:
    """The checked keyboard, from JSON that already fits the spec; 400 in Telegram's words."""
    if not raw:
        return Markup()
    if "inline_keyboard" in raw:
        return Markup(inline=inline(raw))
    if "keyboard" in raw:
        return Markup(reply=_reply(raw))
    if "remove_keyboard" in raw:
        if not raw["remove_keyboard"]:
            raise bad_request("can't parse reply keyboard markup: remove_keyboard must be true")
        return Markup(remove=True)
    if not raw["force_reply"]:
        raise bad_request("can't parse reply keyboard markup: force_reply must be true")
    return Markup(force_reply=True)


def inline(raw: dict[str, Any] | None) -> telegram.InlineKeyboardMarkup | None:
    """The keyboard under a message; an empty one is none."""
    rows = [row for row in (raw or {}).get("inline_keyboard", ()) if row]
    if not rows:
        return None
    if sum(map(len, rows)) > MOST_BUTTONS or max(map(len, rows)) > MOST_IN_A_ROW:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        _check_inline(button)
    return telegram.InlineKeyboardMarkup.de_json({"inline_keyboard": rows}, None)


def _check_inline(button: dict[str, Any]) -> None:
    problem = "can't parse inline keyboard button: "
    if not button["text"].strip():
        raise bad_request(f"{problem}Text must be non-empty")
    actions = [action for action in INLINE_ACTIONS if button.get(action)]
    if not actions:
        raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{problem}exactly one of {', '.join(actions)} must be used")
    if len(button.get("callback_data", "").encode()) > DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if len(button.get("copy_text", {}).get("text", "x")) not in range(1, COPIED_CHARACTERS + 1):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if url := button.get("url"):
        check_link(url, "inline keyboard button URL")


def _reply(raw: dict[str, Any]) -> telegram.ReplyKeyboardMarkup:
    rows = [row for row in raw["keyboard"] if row]
    if not rows:
        raise bad_request("reply keyboard must have at least one button")
    if any(not button["text"].strip() for row in rows for button in row):
        raise bad_request("can't parse keyboard button: Text must be non-empty")
    if len(raw.get("input_field_placeholder") or "") > 64:
        raise bad_request("input field placeholder must be at most 64 characters long")
    buttons = [[telegram.KeyboardButton.de_json(button, None) for button in row] for row in rows]
    return telegram.ReplyKeyboardMarkup(**{**raw, "keyboard": buttons})


def apply(phone: Phone, markup: Markup, message_id: int) -> None:
    """Show, replace or remove the phone's reply keyboard as a new message asks."""
    phone.asked_reply = message_id if markup.force_reply else None
    if markup.reply is not None:
        phone.keyboard = Keyboard(message_id, markup.reply)
    elif markup.remove:
        phone.keyboard = None


def used(phone: Phone, pressed: bool) -> None:
    """After a press, a keyboard meant for one time goes away."""
    if pressed and phone.keyboard and phone.keyboard.markup.one_time_keyboard:
        phone.keyboard = None

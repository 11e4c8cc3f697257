"""What goes back for one update: calls to Telegram that are stored, and repeated after a crash."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessages,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVoice,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.calls import left_open

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None
Keyboard = InlineKeyboardMarkup | None

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__name__: method
    for method in (
        AnswerCallbackQuery,
        DeleteMessages,
        EditMessageReplyMarkup,
        EditMessageText,
        SendDocument,
        SendMessage,
        SendPhoto,
        SendVoice,
        SetMyCommands,
    )
}


@dataclass(frozen=True, slots=True)
class Reply:
    """Calls to be made in order, after the commit."""

    calls: tuple[TelegramMethod[Any], ...] = ()

    def __add__(self, other: "Reply") -> "Reply":
        return Reply(self.calls + other.calls)

    def apart(self) -> "tuple[AnswerCallbackQuery | None, Reply]":
        """A toast that may go ahead in the answer to a webhook, and the rest. What became of it is
        never heard, so it stays where nothing else follows, or where it has to be read.
        """
        match self.calls:
            case (AnswerCallbackQuery() as toast, _, *_) if not toast.show_alert:
                return toast, Reply(self.calls[1:])
        return None, self

    def stored(self) -> list[dict[str, Any]]:
        """The calls as JSON."""
        return [_stored(call) for call in self.calls]

    @classmethod
    def restored(cls, stored: Iterable[dict[str, Any]]) -> "Reply":
        """The calls from their JSON."""
        return cls(tuple(_restored(call) for call in stored))


def _stored(call: TelegramMethod[Any]) -> dict[str, Any]:
    dump = call.model_dump(mode="json", exclude_none=True, exclude=_left_out(call))
    row: dict[str, Any] = {"method": type(call).__name__, "data": dump}
    if isinstance(call, SendDocument) and isinstance(call.document, BufferedInputFile):
        content = b64encode(call.document.data).decode()
        row["file"] = {"name": call.document.filename, "content": content}
    return row


def _left_out(call: TelegramMethod[Any]) -> set[str]:
    """What is no JSON."""
    return left_open(call) | ({"document"} if isinstance(call, SendDocument) else set())


def _restored(row: dict[str, Any]) -> TelegramMethod[Any]:
    method, data, file = _METHODS[row["method"]], row["data"], row.get("file")
    if file is None:
        return method.model_validate(data)
    document = BufferedInputFile(b64decode(file["content"]), file["name"])
    return SendDocument(document=document, **data)


def say(chat_id: int, text: str, markup: Markup = None) -> Reply:
    """A new message, as plain text."""
    return Reply((SendMessage(chat_id=chat_id, text=text, reply_markup=markup, parse_mode=None),))


def send_file(chat_id: int, name: str, content: bytes, caption: str) -> Reply:
    """A file with a line of plain text below it."""
    document = BufferedInputFile(content, name)
    call = SendDocument(chat_id=chat_id, document=document, caption=caption, parse_mode=None)
    return Reply((call,))


def send_media(chat_id: int, media: Mapping[str, Any], caption: str) -> Reply:
    """A voice message or photo that somebody sent the bot, with a line of plain text below it."""
    if media["kind"] == "voice":
        voice = SendVoice(
            chat_id=chat_id, voice=media["file_id"], caption=caption, parse_mode=None,
            protect_content=True,
        )  # fmt: skip
        return Reply((voice,))
    photo = SendPhoto(
        chat_id=chat_id, photo=media["file_id"], caption=caption, parse_mode=None,
        protect_content=True,
    )  # fmt: skip
    return Reply((photo,))


def remove(chat_id: int, message_ids: Sequence[int]) -> Reply:
    """Messages leave the chat; Telegram lets a bot do that for two days."""
    if not message_ids:
        return Reply()
    return Reply((DeleteMessages(chat_id=chat_id, message_ids=list(message_ids)),))


def toast(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> Reply:
    """The answer to a button press."""
    call = AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=alert)
    return Reply((call,))


def rewrite(query: CallbackQuery, text: str, markup: Keyboard) -> Reply:
    """The message of the pressed button with a new text and new buttons."""
    message = query.message
    if message is None:
        return Reply()
    return rewrite_sent(message.chat.id, message.message_id, text, markup)


def rewrite_sent(chat_id: int, message_id: int, text: str, markup: Keyboard) -> Reply:
    """A message sent earlier with a new text and new buttons."""
    call = EditMessageText(
        chat_id=chat_id, message_id=message_id, text=text, reply_markup=markup, parse_mode=None
    )
    return Reply((call,))


def contact_keyboard(label: str) -> ReplyKeyboardMarkup:
    """One big button that shares the reader's own phone number."""
    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=label, request_contact=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def menu_keyboard(labels: Iterable[str]) -> ReplyKeyboardMarkup:
    """The keyboard that stays below the chat."""
    row = [KeyboardButton(text=label) for label in labels]
    return ReplyKeyboardMarkup(keyboard=[row], resize_keyboard=True, is_persistent=True)


def chat_of(message: Message) -> int:
    """The chat a message came from."""
    return message.chat.id

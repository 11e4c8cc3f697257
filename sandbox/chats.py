"""A message in a private chat with the bot, as the sandbox remembers it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import telegram

from sandbox.files import StoredFile

Sender = Literal["bot", "me"]


@dataclass
class Entry:
    """One message; texts carry `entities`, captions too. Times are virtual, UTC."""

    message_id: int
    date: datetime
    sender: Sender
    text: str | None = None
    caption: str | None = None
    entities: tuple[telegram.MessageEntity, ...] = ()
    file: StoredFile | None = None
    contact: telegram.Contact | None = None
    markup: telegram.InlineKeyboardMarkup | None = None
    had_keyboard: bool = False
    """Sent with a reply keyboard or its removal: Telegram never edits such a message."""
    reply_to: int | None = None
    protect_content: bool = False
    preview: telegram.LinkPreviewOptions | None = None
    caption_above: bool = False
    edited_at: datetime | None = None
    deleted: bool = False

    @property
    def kind(self) -> str:
        """text, photo, voice, document or contact."""
        if self.contact is not None:
            return "contact"
        return self.file.kind if self.file is not None else "text"


@dataclass
class Keyboard:
    """The reply keyboard a phone shows below the chat, and the message that brought it."""

    message_id: int
    markup: telegram.ReplyKeyboardMarkup

    def labels(self) -> frozenset[str]:
        """The texts on its buttons."""
        return frozenset(button.text for row in self.markup.keyboard for button in row)


@dataclass
class Phone:
    """One user's phone: who they are and their chat with the bot."""

    user: telegram.User
    number: str
    label: str
    subtitle: str = ""
    avatar: str = ""
    link: str | None = None
    zone: str | None = None
    """Where the phone is, as an IANA name; None where the school is."""
    joined: bool = False
    blocked: bool = False
    unread: int = 0
    entries: dict[int, Entry] = field(default_factory=dict)
    keyboard: Keyboard | None = None
    asked_reply: int | None = None
    """The message a force_reply asks to answer; the next text does."""
    menu_button: telegram.MenuButton | None = None

    @property
    def chat(self) -> telegram.Chat:
        """The private chat; its id is the user's."""
        user = self.user
        return telegram.Chat(
            user.id, "private", first_name=user.first_name, last_name=user.last_name
        )

    def entry(self, message_id: int) -> Entry | None:
        """A message that is there and not deleted."""
        found = self.entries.get(message_id)
        return None if found is None or found.deleted else found

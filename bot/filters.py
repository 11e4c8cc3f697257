"""Filters of our own: asynchronous and cheap, unlike magic filters, which run in a thread."""

from aiogram.filters import Filter
from aiogram.types import Message

from bot.turn import Turn
from locales.catalog import LANGUAGES, texts


class Shared(Filter):
    """A message that shares a contact."""

    async def __call__(self, message: Message) -> bool:
        return message.contact is not None


class Typing(Filter):
    """A typed line that a conversation waits for. Commands and menu keys still work in between."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        keys = ("menu.today", "menu.help")
        self.labels = {texts(language)(key) for key in keys for language in LANGUAGES}

    async def __call__(self, message: Message, turn: Turn) -> bool:
        text = message.text or "/"
        if text.startswith("/") or text in self.labels:
            return False
        return await turn.work.drafts.get(turn.address, self.conversation) is not None


class Pressed(Filter):
    """A press on the keyboard that stays: the label of a key in any of our languages."""

    def __init__(self, key: str) -> None:
        self.labels = frozenset(texts(language)(key) for language in LANGUAGES)

    async def __call__(self, message: Message) -> bool:
        return message.text in self.labels

"""Filters of our own: asynchronous and cheap, unlike magic filters, which run in a thread."""

from aiogram.filters import Filter
from aiogram.types import Message

from bot.turn import Turn
from locales.catalog import LANGUAGES, texts


class Shared(Filter):
    """A message that shares a contact."""

    async def __call__(self, message: Message) -> bool:
        return message.contact is not None


class File(Filter):
    """A message that brings a sheet of somebody who may bring one (see `bot.files`)."""

    async def __call__(self, _message: Message, turn: Turn) -> bool:
        return turn.file is not None


class Pressed(Filter):
    """A press on the keyboard that stays: the label of a key in any of our languages."""

    def __init__(self, key: str) -> None:
        self.labels = frozenset(texts(language)(key) for language in LANGUAGES)

    async def __call__(self, message: Message) -> bool:
        return message.text in self.labels

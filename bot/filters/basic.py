"""Filters of our own: asynchronous and cheap, unlike magic filters, which run in a thread."""

import unicodedata
from abc import abstractmethod

from aiogram.filters import Filter
from aiogram.types import Message

from bot.turn import Turn
from care.forms.form import IN_WORDS
from locales.catalog import LANGUAGES, texts
from services.forms.draft import load
from services.forms.message import FORM, for_whom
from services.joining.halfway import halfway
from services.joining.steps import Joining
from services.lists.codes import CODE_DIGITS
from services.lists.typed import CONVERSATION, waiting_at
from services.settings import Typing as TypingSetting
from services.settings import awaited
from storage.work import Work


class Shared(Filter):
    """A message that shares a contact."""

    async def __call__(self, message: Message) -> bool:
        return message.contact is not None


class File(Filter):
    """A message that brings a sheet of somebody who may bring one (see `bot.files`)."""

    async def __call__(self, _message: Message, turn: Turn) -> bool:
        return turn.file is not None


class Code(Filter):
    """Six digits typed by somebody who is not in: the code that a teacher shows them."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, str]:
        typed = unicodedata.normalize("NFKC", message.text or "")
        digits = "".join(typed.replace("-", " ").split())
        fits = turn.actor is None and digits.isdecimal() and len(digits) == CODE_DIGITS
        return {"digits": digits} if fits else False


class Halfway(Filter):
    """Anything but a command of somebody who is on their way in."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Joining]:
        if turn.actor is not None or (message.text or "").startswith("/"):
            return False
        stands = await halfway(turn.work, turn.address)
        return False if stands is None else {"stands": stands}


class Words(Filter):
    """A typed line that a conversation waits for. Commands and menu keys still work in between."""

    def __init__(self) -> None:
        keys = ("menu.today", "menu.help")
        self.labels = {texts(language)(key) for language in LANGUAGES for key in keys}

    def fits(self, message: Message) -> bool:
        """Neither a command nor a key of ours."""
        text = message.text or "/"
        return not text.startswith("/") and text not in self.labels


class WaitedFor(Words):
    """Words that something waits for at this address."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, object]:
        if turn.actor is None or not self.fits(message):
            return False
        waiting = await self.waiting(turn.work, turn.address)
        return {"waiting": waiting} if waiting is not None else False

    @abstractmethod
    async def waiting(self, work: Work, address: int) -> object | None:
        """What is waited for; None where nothing of this kind is."""


class Awaited(WaitedFor):
    """Words that a conversation about the lists waits for."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """A name or a number."""
        return await waiting_at(work, address)


class Typing(Words):
    """Words that a conversation about moves, years or new children waits for."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        if not self.fits(message):
            return False
        draft = await turn.work.drafts.get(turn.address, CONVERSATION)
        return draft is not None and "what" in draft.data


class Setting(Words):
    """Words for a setting of one's own: a place, or quiet hours."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, TypingSetting]:
        if turn.actor is None or not self.fits(message):
            return False
        what = await awaited(turn.work, turn.address)
        return False if what is None else {"what": what}


class Pressed(Filter):
    """A press on the keyboard that stays: the label of a key in any of our languages."""

    def __init__(self, key: str) -> None:
        self.labels = frozenset(texts(language)(key) for language in LANGUAGES)

    async def __call__(self, message: Message) -> bool:
        return message.text in self.labels


class Named(Filter):
    """The name of a key typed by hand, 今天 for 📋 今天; for routers after the waiting ones."""

    def __init__(self, key: str) -> None:
        self.names = frozenset(_name(texts(language)(key)) for language in LANGUAGES)

    async def __call__(self, message: Message) -> bool:
        return _name(message.text or "") in self.names


def _name(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


class FormCommand(Filter):
    """A command that begins a form: `/talk`, with or without a line behind it."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, object]:
        text = message.text or ""
        if not text.startswith("/"):
            return False
        command, _, line = text[1:].partition(" ")
        card = turn.forms.for_command(command.partition("@")[0].lower())
        return False if card is None else {"card": card, "line": line.strip()}


class AnswersForm(Words):
    """Words, a voice message or a photo for the question of a form that is asked now. What was
    begun last has the word.
    """

    async def __call__(self, message: Message, turn: Turn) -> bool:
        spoken = message.voice is not None or bool(message.photo)
        if turn.actor is None or not (spoken or self.fits(message)):
            return False
        known = await load(turn.work, turn.address)
        if known is None or known.draft.filling.at is None:
            return False
        if spoken and known.draft.form.question(known.draft.filling.at).type not in IN_WORDS:
            return not await self._is_message(turn)
        typed = await turn.work.drafts.get(turn.address, CONVERSATION)
        return spoken or typed is None or typed.updated_at <= known.since

    @staticmethod
    async def _is_message(turn: Turn) -> bool:
        """What the family says while a button is waited for is a message of its own."""
        card = turn.forms.get(FORM)
        if turn.actor is None or card is None:
            return False
        return bool(await for_whom(turn.work, turn.actor, card, turn.now))

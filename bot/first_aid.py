"""A cry for help as it comes in: known by its text alone, and answered with the emergency numbers
before anything is stored, so that they come also while the store is down.

A delivery that is repeated after a restart brings the numbers once more: nobody is hurt by that,
and to remember it would need the store.
"""

import asyncio
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.filters import Filter
from aiogram.types import Message, Update

from bot.callbacks.sos import Sos
from bot.reply import say
from bot.texts.joining import emergency
from bot.updates import chat_of
from locales.catalog import LANGUAGES, choose, texts

log = structlog.get_logger()
COMMAND = "/sos"
SIGN = "🆘"
"""What the key says on phones that have an older keyboard."""
PRIVATE = "private"
RAISE = Sos(act="raise").pack()
REMEMBERED = 1000
PATIENCE_SECONDS = 15
NUMBERS, NOT_RAISED = "numbers", "not raised"
"""What first aid says: the emergency numbers, and that the call could not be stored."""


class Cry(StrEnum):
    """How somebody calls for help: by the key or the command, which are always meant, or by words,
    which may belong to something else that they were writing.
    """

    key = "key"
    word = "word"


def cry_in(message: Message | None) -> Cry | None:
    """Whether a message calls for help, whatever language its sender has chosen."""
    if message is None or message.chat.type != PRIVATE:
        return None
    text = _plain(message.text or message.caption or "")
    if text in _keys() or text.split(" ", 1)[0].split("@", 1)[0] == COMMAND:
        return Cry.key
    return Cry.word if any(_begins(text, word) for word in _words()) else None


def _begins(text: str, word: str) -> bool:
    """A word of letters ends where the letters end; Chinese words end by themselves."""
    following = text[len(word) : len(word) + 1]
    in_letters = word[-1:].isascii() and word[-1:].isalnum()
    return text.startswith(word) and not (
        in_letters and following.isascii() and following.isalnum()
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def _keys() -> frozenset[str]:
    return frozenset({SIGN, *(_plain(texts(language)("menu.sos")) for language in LANGUAGES)})


@cache
def _words() -> frozenset[str]:
    lists = (_plain(texts(language)("sos.words")) for language in LANGUAGES)
    return frozenset(word for words in lists for word in words.split())


def cries(update: Update) -> bool:
    """Whether it calls for help: by a message, or by the button of who was asked if they do."""
    press = update.callback_query
    return cry_in(update.message) is not None or (press is not None and press.data == RAISE)


def lane_of(update: Update) -> int:
    """Whose order an update keeps: its chat's. A call for help keeps an order of its own: it waits
    for nothing that the same chat has said before but an earlier call, and nothing waits for it.
    """
    return -chat_of(update) if cries(update) else chat_of(update)


def is_of_a_cry(lane: int | None) -> bool:
    """Whether a call for help keeps this order."""
    return lane is not None and lane < 0


class Cried(Filter):
    """A message that calls for help."""

    async def __call__(self, message: Message) -> bool | dict[str, Cry]:
        cry = cry_in(message)
        return False if cry is None else {"cry": cry}


class FirstAid:
    """Gives the numbers once for each update, as far as this process remembers."""

    def __init__(self, bot: Bot, numbers: Sequence[str]) -> None:
        self._bot = bot
        self._numbers = numbers
        self._given: OrderedDict[tuple[int, str], asyncio.Task[None]] = OrderedDict()

    def begin(self, update: Update) -> None:
        """Begin to send the emergency numbers, where the update calls for help."""
        if cry_in(update.message) is not None:
            self._once(update, NUMBERS)

    async def given(self, update_id: int) -> None:
        """Wait until what was begun for an update is out, or lost. Raises nothing."""
        for what in (NUMBERS, NOT_RAISED):
            if task := self._given.get((update_id, what)):
                await asyncio.shield(task)

    async def nobody_knows(self, update: Update) -> None:
        """The alarm could not be stored: whoever called for help must not wait for anybody. A press
        that says so may have left the server before it can be stored.
        """
        self.begin(update)
        await self.given(update.update_id)
        if cries(update):
            self._once(update, NOT_RAISED)
            await self.given(update.update_id)

    def _once(self, update: Update, what: str) -> None:
        key = (update.update_id, what)
        if key not in self._given:
            self._given[key] = asyncio.create_task(self._send(update, what))
            while len(self._given) > REMEMBERED:
                self._given.popitem(last=False)

    async def _send(self, update: Update, what: str) -> None:
        event = update.message or update.callback_query
        if event is None or event.from_user is None:
            return
        t = texts(choose(event.from_user.language_code))
        numbers = emergency(self._numbers, t)
        text = numbers if what == NUMBERS else t("sos.not_raised")
        try:
            for call in say(event.from_user.id, text).calls:
                await self._bot(call, request_timeout=PATIENCE_SECONDS)
        except AiogramError as error:
            self._given.pop((update.update_id, what), None)
            log.warning("first aid lost", update_id=update.update_id, error=type(error).__name__)
        except Exception as error:
            log.exception("first aid", update_id=update.update_id, error=type(error).__name__)

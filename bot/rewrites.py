"""Which messages later updates have rewritten: a page must not turn back under somebody's thumb."""

from typing import Any

from aiogram.methods import EditMessageReplyMarkup, EditMessageText, TelegramMethod

from storage.store import Store

REWRITES_KEPT = 10_000
"""Of so many messages it is remembered who rewrote them last."""

Rewritten = tuple[int | str | None, int | None]
"""Chat and number of a message."""


class Rewrites:
    """What this process knows of them and, where others take updates too, what the store knows."""

    def __init__(self, store: Store, *, shared: bool) -> None:
        self._store = store
        self._shared = shared
        self._latest: dict[Rewritten, int] = {}
        """The latest update that rewrote each message, the longest untouched first."""

    def note(self, update_id: int, call: TelegramMethod[Any]) -> None:
        """Remember what a call rewrote."""
        if (message := _rewritten(call)) is not None:
            self._latest[message] = max(update_id, self._latest.pop(message, 0))
            if len(self._latest) > REWRITES_KEPT:
                del self._latest[next(iter(self._latest))]

    async def overtaken(self, update_id: int, call: TelegramMethod[Any]) -> bool:
        """Whether a later update has rewritten the message of this call, or may have: what another
        process rewrote is not known here, only that something came of that chat.
        """
        message = _rewritten(call)
        if message is None:
            return False
        if self._shared and isinstance(message[0], int):
            async with self._store.read() as work:
                return await work.incoming.later(update_id, message[0])
        return self._latest.get(message, 0) > update_id


def _rewritten(call: TelegramMethod[Any]) -> Rewritten | None:
    """The message that a call rewrites."""
    if isinstance(call, EditMessageText | EditMessageReplyMarkup):
        return call.chat_id, call.message_id
    return None

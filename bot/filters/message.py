"""What the family says out of the blue, as far as it can be kept."""

from aiogram.types import Message

from bot.filters.basic import Named, Words
from bot.media import given
from bot.menus import commands_of, mistyped
from bot.turn import Turn
from services.actor import names_anywhere
from services.forms.message import FORM, for_whom


class Unasked(Words):
    """A voice message, a photo or words of somebody with a child of their own, for which no other
    conversation waits. One word that is nearly a command is none, nor is the name of a key.
    """

    def __init__(self) -> None:
        super().__init__()
        self.keys = (Named("menu.today"), Named("menu.help"))

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, object]:
        actor, card = turn.actor, turn.forms.get(FORM)
        if actor is None or card is None or given(message) is None:
            return False
        if message.text is not None and not await self._is_said(message, turn, actor.person_id):
            return False
        children = await for_whom(turn.work, actor, card, turn.now)
        return {"card": card, "children": children} if children else False

    async def _is_said(self, message: Message, turn: Turn, person_id: int) -> bool:
        if not self.fits(message) or not (message.text or "").strip():
            return False
        if any([await key(message) for key in self.keys]):
            return False
        names = await names_anywhere(turn.work, person_id, turn.now)
        return not mistyped(message.text or "", commands_of(names, turn.forms, turn.t))

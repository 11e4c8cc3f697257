"""Somebody with a phone: what they do on it, and what they read there."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.story.town import Town

SHARE = "📱 发送我的手机号"
WEEKLY = ("☎", "📊")


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message; rows are counted from 1, as the items of a digest are."""

    label: str
    data: str
    row: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands on the phone now."""

    id: int
    text: str
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Message":
        rows = enumerate((view["reply_markup"] or {}).get("inline_keyboard", []), 1)
        buttons = (Button(b["text"], b["callback_data"], n) for n, row in rows for b in row)
        return cls(view["message_id"], view["text"] or "", tuple(buttons))

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    def __contains__(self, words: str) -> bool:
        return words in self.text


@dataclass(slots=True)
class Person:
    """Somebody in town. Every act waits until the bot has answered it and has come to rest."""

    town: "Town"
    id: int
    name: str
    link: str | None
    said: str | None = None
    """What the last press showed: a toast or an alert."""
    touches: int = 0
    """How often they have touched the screen or written."""
    _seen: int = 0

    @property
    def messages(self) -> list[Message]:
        """What the bot has written, the oldest first."""
        view = self.town.phones[self.id]["messages"]
        return [Message.of(each) for each in view if each["from"] == "bot"]

    @property
    def last_message(self) -> Message:
        return self.messages[-1]

    @property
    def keyboard(self) -> list[str]:
        """The keys of the reply keyboard shown now."""
        shown = self.town.phones[self.id]["keyboard"]
        return [key["text"] for row in shown["keyboard"] for key in row] if shown else []

    def news(self, *words: str) -> list[Message]:
        """What came since they last looked; with words, only what has one of them in it, without
        any all but the weekly list and the word about a week, which have stories of their own.
        """
        found = [message for message in self.messages if message.id > self._seen]
        self._seen = max((message.id for message in found), default=self._seen)
        if not words:
            return [each for each in found if not each.text.startswith(WEEKLY)]
        return [each for each in found if any(word in each for word in words)]

    def heard(self, words: str) -> list[Message]:
        """All messages, old ones too, in which these words stand now."""
        return [message for message in self.messages if words in message]

    async def opens_the_link(self, link: str | None = None) -> None:
        await self._acts("open", link=link or self.link)

    async def says(self, text: str) -> None:
        await self._acts("text", text=text)

    async def presses(
        self, label: str, message: Message | None = None, *, row: int | None = None
    ) -> str | None:
        """Press the newest button whose label begins so, or the one of this message."""
        found, button = self._find(label, message, row)
        return await self._presses(found, data=button.data)

    def _find(self, label: str, message: Message | None, row: int | None) -> tuple[Message, Button]:
        where = [message] if message else [*reversed(self.messages)]
        found = [
            (each, button)
            for each in where
            for button in each.buttons
            if button.label.startswith(label) and row in (None, button.row)
        ]
        assert found, f"no button {label!r} below {[(m.text, m.labels) for m in where]}"
        return found[0]

    async def taps_twice(self, label: str) -> list[str]:
        """Two quick taps on the same button, before the first is answered; what each showed."""
        taps = (self.begins_to_press(label), self.begins_to_press(label))
        shown = await asyncio.gather(*taps)
        await self.town.comes_to_rest()
        return [each["answer"]["text"] for each in shown]

    async def begins_to_press(self, label: str) -> Any:
        """Press without waiting for the bot to come to rest; returns the answer shown."""
        message, button = self._find(label, None, None)
        self._acted()
        url = f"/sandbox/phones/{self.id}/press"
        return await self.town.post(url, message_id=message.id, data=button.data)

    async def presses_again(self, message: Message, label: str) -> str | None:
        """Press a button of a message as it was before, on a phone that shows it still."""
        data = next(b.data for b in message.buttons if b.label.startswith(label))
        return await self._presses(message, data=data, forged=True)

    async def forges(self, data: str) -> str | None:
        """Send callback data that no button of theirs carries, as a changed app could."""
        return await self._presses(self.last_message, data=data, forged=True)

    async def _presses(self, message: Message, **what: Any) -> str | None:
        shown = await self._acts("press", message_id=message.id, **what)
        answer = shown["answer"]
        self.said = answer["text"] if answer else None
        return self.said

    async def sends_the_file(self, name: str, content: bytes) -> None:
        self._acted()
        await self.town.upload(f"/sandbox/phones/{self.id}/document", name, content)
        await self.town.comes_to_rest()

    async def speaks(self, seconds: int = 9) -> None:
        """Send a voice message."""
        self._acted()
        voice = f"/sandbox/phones/{self.id}/voice"
        await self.town.upload(voice, "voice.oga", b"OggS" + bytes(64), duration=str(seconds))
        await self.town.comes_to_rest()

    async def last_file(self) -> tuple[str, bytes]:
        """Name and content of the newest file that the bot has sent."""
        views = self.town.phones[self.id]["messages"]
        file = next(m["file"] for m in reversed(views) if m["from"] == "bot" and m["file"])
        return file["name"], await self.town.download(file["url"])

    async def shares_the_phone(self) -> None:
        await self._acts("contact")

    async def shares_a_card(self, number: str, user_id: int | None = None) -> None:
        """Share somebody else's number."""
        whose = {} if user_id is None else {"user_id": user_id}
        await self._acts("contact", phone_number=number, **whose)

    async def blocks(self) -> None:
        await self._acts("block")

    async def joins(self) -> None:
        """The whole way in, without a detour."""
        await self.opens_the_link()
        await self.presses("中文")
        await self.presses("✔ 同意")
        await self.shares_the_phone()
        self.news()

    def _acted(self) -> None:
        self.touches += 1
        self.town.acts.add((self.id, self.town.now))

    async def _acts(self, act: str, **body: Any) -> Any:
        self._acted()
        answer = await self.town.post(f"/sandbox/phones/{self.id}/{act}", **body)
        await self.town.comes_to_rest()
        return answer

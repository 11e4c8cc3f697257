"""People who write several things one after the other, and what they are answered.

What each thing is answered with is heard once before anything goes wrong. So an answer names its
question, and it shows whether one is missing, came again, or came before an earlier one.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bench.pumping import Sandbox
from storage.store import Store
from storage.tables import Incoming, Journal

WORDS = ("/privacy", "/cancel", "/today")
FIRST = 3_000_000
"""Chats of those who ask begin here; the first one is who hears what the answers are."""
PATIENCE = 60.0
LOOK_EVERY = 0.1


@dataclass(slots=True)
class Questions:
    """Who has asked, and what is known of the answers."""

    sandbox: Sandbox
    store: Store
    asked: int = 0
    texts: dict[str, int] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    """Updates whose answer was on its way when something died."""

    @property
    def written(self) -> int:
        """How many updates there have to be."""
        return self.asked * len(WORDS)

    async def invite(self, people: int) -> None:
        """Open the chats of the first one and of so many more, before any bot runs."""
        await self.sandbox.people(1 + people, FIRST)

    async def learn(self) -> None:
        """The first one asks while nothing goes wrong; RuntimeError when that is not answered."""
        self.asked = 1
        for number, word in enumerate(WORDS):
            await self._write(FIRST, word)
            self.texts[await self._answer(number)] = number
        if len(self.texts) != len(WORDS):
            raise RuntimeError("two questions have the same answer")

    async def _answer(self, number: int) -> str:
        for _ in range(int(PATIENCE / LOOK_EVERY)):
            heard = [text for chat, text in _said(await self.sandbox.calls()) if chat == FIRST]
            if len(heard) > number:
                return heard[number]
            await asyncio.sleep(LOOK_EVERY)
        raise RuntimeError("nobody answers")

    async def ask(self, people: int, dice: random.Random) -> None:
        """So many more people write everything, each in order, all among each other."""
        chats = [FIRST + self.asked + n for n in range(people)]
        self.asked += people
        lines = [chat for chat in chats for _ in WORDS]
        dice.shuffle(lines)
        said: dict[int, int] = defaultdict(int)
        for chat in lines:
            await self._write(chat, WORDS[said[chat]])
            said[chat] += 1

    async def _write(self, chat: int, word: str) -> None:
        await self.sandbox.post(f"/sandbox/phones/{chat}/text", {"text": word})

    async def note_unsure(self) -> None:
        """Something has died: what was stored and not answered may be answered late, or twice."""
        query = select(Incoming.id).where(Incoming.replied_at.is_(None))
        async with self.store.engine.connect() as connection:
            self.unsure |= set((await connection.execute(query)).scalars())

    async def settled(self) -> bool:
        """Whether everything is stored and answered."""
        waits = Incoming.replied_at.is_(None) & Incoming.reply.is_not(None)
        async with self.store.engine.connect() as connection:
            stored = await connection.execute(select(func.count()).select_from(Incoming))
            open_ = await connection.execute(select(func.count()).where(waits))
            return stored.scalar_one() >= self.written and open_.scalar_one() == 0

    async def broken(self) -> list[str]:
        """The invariants that do not hold."""
        heard: dict[int, list[int]] = defaultdict(list)
        for chat, text in _said(await self.sandbox.calls()):
            if chat >= FIRST and text in self.texts:
                heard[chat].append(self.texts[text])
        unsure = await self._places()
        everybody = range(FIRST, FIRST + self.asked)
        checks = {
            "an update had no effect, or two": await self._effects() != [1] * self.written,
            "an answer is missing": any(len(set(heard[chat])) < len(WORDS) for chat in everybody),
            "an answer came again that was not on its way at a kill": any(
                _again(heard[chat], unsure[chat]) for chat in everybody
            ),
            "answers of a chat were out of order": any(
                not _in_order(heard[chat], unsure[chat]) for chat in everybody
            ),
        }
        return [sentence for sentence, failed in checks.items() if failed]

    async def _places(self) -> dict[int, set[int]]:
        """Of which questions of each chat the answer may have come late, or twice."""
        query = select(Incoming.id, Incoming.chat).order_by(Incoming.id)
        places: dict[int, set[int]] = defaultdict(set)
        seen: dict[int, int] = defaultdict(int)
        async with self.store.engine.connect() as connection:
            for update_id, known in await connection.execute(query):
                chat = int(known or 0)
                if update_id in self.unsure:
                    places[chat].add(seen[chat])
                seen[chat] += 1
        return places

    async def _effects(self) -> list[int]:
        query = select(func.count()).where(Journal.event == "update.message")
        async with self.store.engine.connect() as connection:
            rows = await connection.execute(query.group_by(Journal.update_id))
            return [row[0] for row in rows]


def _said(calls: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(int(c["params"]["chat_id"]), str(c["params"]["text"])) for c in calls if c["ok"]]


def _again(heard: list[int], unsure: set[int]) -> bool:
    return any(heard.count(number) > 1 for number in set(heard) - unsure)


def _in_order(heard: list[int], unsure: set[int]) -> bool:
    sure = [number for number in heard if number not in unsure]
    return sure == sorted(sure)

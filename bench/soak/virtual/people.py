"""Everybody but the bot: a school whose people answer, put off, keep silent, call for help."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from random import Random
from typing import Any

from bench.soak.virtual.store import WatchedStore
from bench.soak.virtual.telegram import Try
from bench.soak.virtual.timeline import Span
from bench.soak.virtual.town import Town
from care.delivery import Kind
from care.hours import Later, local_date
from care.sos import Code, Ending
from care.words import NewsCode, RequestState
from services.actor import Actor
from services.duties import answering
from services.duties.answering import Reason
from services.news import News, spread
from services.outbox.pausing import pause, resume
from services.sos.answering import end, take
from services.sos.raising import raise_alarm
from simulation.school import Plan, found
from simulation.temper import answers_after
from simulation.who import ZONE, School
from tests.services.plans import LINXIA, a_plan_of, a_rule_text

_SHORT = '{ to = "holder", after = 0 }, { to = "class_teacher", after = 1 }, '
_SHORT += '{ to = "principal", after = 2 }'
_LONG = '{ to = "holder", after = 0 }, { to = "holder", after = 1 }, '
_LONG += '{ to = "class_teacher", after = 2 }, { to = "principal", after = 4 }'
_TALKS = '{ to = "holder", after = 0 }, { to = "principal", after = 1 }'
_EVERY_FEW_DAYS = a_rule_text("call", cadence='every = "4 days"', ladder=_SHORT)
_WEEKLY = a_rule_text("letter", cadence='every = "1 week"', ladder=_LONG)
_OF_TEACHERS = a_rule_text("talk", '"class_teacher"', 'weekday = "wednesday"', ladder=_TALKS)
PLANS = (
    (a_plan_of(_EVERY_FEW_DAYS, _OF_TEACHERS), 3),
    (a_plan_of(_EVERY_FEW_DAYS, _WEEKLY, _OF_TEACHERS), 6),
    (a_plan_of(_WEEKLY), 6),
    (LINXIA, 13),
)
"""Each with the days for which a school has followed it when the scenario begins: on the next day
the first duties are due.
"""


class People:
    """Who lives around the school. They press when a bot is there to take the press."""

    def __init__(self, town: Town, store: WatchedStore) -> None:
        self._town = town
        self._store = store
        self._dice = Random(f"people/{town.timeline.seed}")
        self._doing: set[asyncio.Task[None]] = set()
        self.school: School
        self.troubles: list[str] = []

    async def settle(self) -> None:
        """The school is founded, and its duties planned."""
        source, days = self._dice.choice(PLANS)
        now = self._town.now() - timedelta(days=days)
        since = local_date(now, ZONE)
        plan = Plan(source, (), ())
        async with self._store.write() as work:
            children = self._town.timeline.children
            self.school = await found(work, "青禾小学", children, plan, since, now, self._dice)
        self._store.past_the_first_month()

    def begin(self) -> None:
        """They begin to live."""
        for second in self._town.timeline.cries:
            self._does(self._cries(second))
        for second in self._town.timeline.confidences:
            self._does(self._hears_of_it(second))
        for span in self._town.timeline.pauses:
            self._does(self._pauses(span))

    def rest(self) -> None:
        """It is over."""
        for task in self._doing:
            task.cancel()

    def hear(self, mine: Try) -> None:
        """A message is on somebody's phone."""
        notice = mine.prepared.notice
        after = answers_after(self.school.tempers[notice.person_id], self._dice)
        if notice.kind == Kind.sos and notice.code == Code.alarm:
            if self._dice.random() < _TAKES:
                self._does(self._takes(mine, self._dice.uniform(20, 900)))
        elif after is not None and not self._town.calm:
            self._does(self._answers(mine, after.total_seconds()))

    def _does(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._said(what))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _said(self, what: Coroutine[Any, Any, None]) -> None:
        try:
            await what
        except Exception as error:  # noqa: BLE001 - told at the end, whatever it is
            self.troubles.append(repr(error))

    async def _there(self) -> None:
        """Until a bot is there."""
        await self._town.light.wait()

    async def _answers(self, mine: Try, after: float) -> None:
        await asyncio.sleep(after)
        await self._there()
        person, now = mine.prepared.notice.person_id, self._town.now()
        temper = self.school.tempers[person]
        async with self._store.write() as work:
            for item in mine.prepared.items:
                drawn, actor = self._dice.random(), Actor(person, person, None)
                if drawn < temper.could_not:
                    reason = self._dice.choice(tuple(Reason))
                    await answering.could_not(work, actor, item.duty_id, reason, now)
                elif drawn < temper.could_not + temper.later:
                    choice = self._dice.choice(tuple(Later))
                    await answering.ask_later(work, actor, item.duty_id, choice, now)
                else:
                    await answering.done(work, actor, item.duty_id, now)
        self._town.stir()

    async def _cries(self, second: float) -> None:
        await self._town.until(second)
        await self._there()
        who = self._dice.choice(sorted(self.school.joined))
        async with self._store.write() as work:
            raised = await raise_alarm(work, Actor(who, who, None), self._town.now())
        self._town.stir()
        await asyncio.sleep(_HELPED_AFTER)
        await self._there()
        async with self._store.write() as work:
            request = await work.requests.hold(raised or 0)
            if request is not None and request.runs:
                await work.requests.end(request.id, RequestState.closed, None, self._town.now())
        self._town.stir()

    async def _hears_of_it(self, second: float) -> None:
        """Somebody is told that what they had confided was opened: nobody is to hear that twice."""
        await self._town.until(second)
        await self._there()
        who = self._dice.choice(sorted(self.school.joined))
        async with self._store.write() as work:
            await spread(work, [News(who, NewsCode.heard, about_id=who)], self._town.now())
        self._town.stir()

    async def _takes(self, mine: Try, after: float) -> None:
        person, request = mine.prepared.notice.person_id, mine.prepared.notice.request_id or 0
        actor = Actor(person, person, None)
        await asyncio.sleep(after)
        await self._there()
        async with self._store.write() as work:
            await take(work, actor, request, self._town.now())
        self._town.stir()
        await asyncio.sleep(self._dice.uniform(60, 9000))
        await self._there()
        async with self._store.write() as work:
            await end(work, actor, request, Ending.helped, self._town.now())
        self._town.stir()

    async def _pauses(self, span: Span) -> None:
        await self._town.until(span.since)
        async with self._store.write() as work:
            await pause(work, None, self._town.now())
        await self._town.until(span.until)
        async with self._store.write() as work:
            await resume(work, None, self._town.now())
        self._town.stir()


_TAKES = 0.5
_HELPED_AFTER = 3600
"""Seconds until somebody has come by, whoever has accepted."""

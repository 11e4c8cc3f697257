"""Seeing to a need or worry: take it, note a step, hand it over, put it off once, mark it.

Every press is checked against the store; of two who take it at once the first one has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import structs

from care.hours import local_date
from care.order import by_sound
from care.requests import days_for, due_at, may_take, next_told
from care.words import NewsCode, Reach, UnitKind
from services.actor import Actor
from services.requests.access import Matter, asked_of, matter
from services.requests.entries import about
from services.requests.raising import FIRST, LONGEST, around
from services.requests.telling import say, tell_next
from storage.requests import CONCERNED, TOLD
from storage.work import Work


class Did(StrEnum):
    """What a press led to; each has a sentence of its own in `locales/`."""

    done = "done"
    already = "already"
    not_yours = "not_yours"
    only_once = "only_once"
    needs_more = "needs_more"
    nobody = "nobody"


async def take(work: Work, actor: Actor, request_id: int, now: datetime) -> Did:
    """Somebody of the staff sees to it from now on; the asker hears who."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.as_staff or not may_take(seen.asked, actor.person_id):
        return await refused(work, actor, request_id, "take", now)
    if not seen.row.runs or seen.row.owner_id is not None:
        return Did.already
    await work.requests.take(request_id, actor.person_id)
    await work.journal.write([about(seen.row, "taken", actor.person_id)], now)
    row = structs.replace(seen.row, owner_id=actor.person_id)
    if row.asker_id != actor.person_id:
        await say(work, row, [row.asker_id], NewsCode.request_taken, now)
    return Did.done


async def note(work: Work, actor: Actor, request_id: int, text: str, now: datetime) -> Did:
    """The owner writes down a step; the words are sealed."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.may_note:
        return await refused(work, actor, request_id, "note", now)
    step = {"by": actor.person_id, "at": now.isoformat(), "text": text[:LONGEST]}
    words = seen.row.words | {"steps": [*seen.row.words.get("steps", ()), step]}
    await work.requests.say(request_id, words)
    await work.journal.write([about(seen.row, "step", actor.person_id)], now)
    return Did.done


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the school to whom a request can be handed."""

    person_id: int
    name: str


async def colleagues(
    work: Work, actor: Actor, request_id: int, now: datetime
) -> list[Colleague] | None:
    """To whom the owner can hand it over: staff of the child's school who get messages and whom it
    does not concern, none of the child's own family. None where it is not theirs.
    """
    seen = await matter(work, request_id, actor.person_id, now)
    if seen is None or not seen.owned:
        return None
    ids = await _fit(work, seen, now)
    people = await work.people.by_id(ids)
    return sorted(
        (Colleague(p.id, p.name) for p in people.values()), key=lambda each: by_sound(each.name)
    )


async def _fit(work: Work, seen: Matter, now: datetime) -> set[int]:
    chain = (await work.units.chains([seen.row.unit_id or 0])).get(seen.row.unit_id or 0, ())
    schools = [unit.id for unit in chain if unit.kind is UnitKind.school]
    units = [*schools, *(unit.id for unit in await work.units.below_all(schools))]
    posts = [p for p in await work.posts.in_units(units, now.date()) if p.is_held(seen.today)]
    ids = {p.person_id for p in posts if may_take(seen.asked, p.person_id)} - {seen.person_id}
    ids -= seen.circle.staff_of_the_family()
    accounts = await work.accounts.of_people(ids)
    return {i for i in ids if i in accounts and accounts[i].reach is Reach.joined}


async def hand_over(work: Work, actor: Actor, request_id: int, to: int, now: datetime) -> Did:
    """Another one of the school sees to it from now on."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or to not in await _fit(work, seen, now):
        return await refused(work, actor, request_id, "hand_over", now)
    await work.requests.take(request_id, to)
    await work.request_parts.add({request_id: [to]}, TOLD, now)
    await work.journal.write([about(seen.row, "handed_over", actor.person_id, to=to)], now)
    row = structs.replace(seen.row, owner_id=to)
    await say(work, row, [to], NewsCode.request_given, now)
    if row.asker_id != actor.person_id:
        await say(work, row, [row.asker_id], NewsCode.request_taken, now)
    return Did.done


async def postpone(work: Work, actor: Actor, request_id: int, now: datetime) -> Did:
    """The owner needs as long again: once, and never where harm is suspected."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or seen.row.harm or seen.asked.searched:
        return await refused(work, actor, request_id, "postpone", now)
    if seen.row.words.get("postponed"):
        return Did.only_once
    until = max(now, seen.row.due_at or now) + timedelta(days=days_for(seen.asked))
    await work.requests.say(request_id, seen.row.words | {"postponed": True})
    await work.requests.postpone(request_id, until, until)
    await work.journal.write([about(seen.row, "postponed", actor.person_id)], now)
    return Did.done


async def mark_harm(work: Work, actor: Actor, request_id: int, now: datetime) -> Did:
    """Anybody who may see it says that a child may be coming to harm; nothing takes that back."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None:
        return await refused(work, actor, request_id, "harm", now)
    if seen.row.harm or seen.asked.searched or not seen.row.runs:
        return Did.already
    await work.requests.mark_harm(request_id)
    due = min(seen.row.due_at or now, due_at(replace(seen.asked, harm=True), now))
    await work.requests.postpone(request_id, due, min(seen.row.next_at or due, due))
    await work.journal.write([about(seen.row, "harm", actor.person_id)], now)
    if not may_take(replace(seen.asked, harm=True), seen.row.owner_id or 0):
        await _pass_on(work, request_id, now)
    return Did.done


async def name_concerned(
    work: Work, actor: Actor, request_id: int, people: Sequence[int], now: datetime
) -> Did:
    """The asker says whom it concerns: they never see it again, and have it no longer."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.as_asker or not seen.row.runs:
        return await refused(work, actor, request_id, "concerns", now)
    chosen = set(people) & set(around(seen.circle, actor.person_id, now))
    if not chosen:
        return Did.not_yours
    await work.request_parts.add({request_id: chosen}, CONCERNED, now)
    entries = [about(seen.row, "concerns", actor.person_id, whom=i) for i in sorted(chosen)]
    await work.journal.write(entries, now)
    told = set(seen.parts.get(TOLD, ()))
    if seen.row.owner_id in chosen or (seen.row.owner_id is None and told <= chosen):
        await _pass_on(work, request_id, now)
    return Did.done


async def _pass_on(work: Work, request_id: int, now: datetime) -> None:
    """Nobody who may see to it has it: back to the first of its way up."""
    await work.requests.take(request_id, None)
    row = (await work.requests.by_id([request_id]))[request_id]
    parts = (await work.request_parts.of([request_id]))[request_id]
    circles = await work.circles.around([row.child_id or 0], now.date(), also_gone=True)
    circle = circles[row.child_id or 0]
    told = next_told(asked_of(row, parts), circle, 0, local_date(now, circle.zone))
    await work.requests.climb(request_id, max(told.step, FIRST), row.next_at)
    await tell_next(work, row, told, NewsCode.request_new, now)


async def refused(work: Work, actor: Actor, request_id: int, act: str, now: datetime) -> Did:
    """Not this person's to do: nothing changes, but the journal knows."""
    row = (await work.requests.by_id([request_id])).get(request_id)
    if row is not None:
        await work.journal.write([about(row, "refused", actor.person_id, act=act)], now)
    return Did.not_yours

"""It is still so, or it is over: the answer to a question about a stay without an end, by whoever
said it, or by the class teacher in their name.

Still so: the stay ends on the eve and begins again today, said by whoever answers; nothing that is
paused moves by it. Over: as if the parent had said that they have left, or the child is back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec.structs import replace

from care.circumstances import SpanKind
from care.hours import local_date
from services.actor import Actor
from services.calendar import home, with_parents
from services.calendar.spans import cut
from services.calendar.still import STAYS, asked_of, may_answer, runs
from services.duties.shifting import shift_children
from storage.journal import Entry
from storage.spans import SpanRow
from storage.work import Work


class Heard(StrEnum):
    """What became of an answer; `known`: somebody had answered before."""

    still = "still"
    over = "over"
    known = "known"
    not_yours = "not_yours"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it, and the spans by which it is so now, where somebody had answered before
    and nothing has changed.
    """

    heard: Heard
    now_by: tuple[int, ...] = ()


async def answer(work: Work, actor: Actor, span_id: int, now: datetime, *, still: bool) -> Answer:
    """The answer about a span; a parent's is about all their children whom the actor may speak of.
    One that somebody has answered meanwhile stays as it is.
    """
    span = (await work.spans.by_id([span_id])).get(span_id)
    if span is None or span.facts.kind not in STAYS or span.facts.child_id is None:
        return Answer(Heard.not_yours)
    circle = (await work.circles.around([span.facts.child_id], now.date())).get(span.facts.child_id)
    if circle is None or not may_answer(circle, span, actor.person_id, now):
        return Answer(Heard.not_yours)
    today = local_date(now, circle.zone)
    spans = await _running(work, actor, span, today, now)
    if span_id not in {each.id for each in spans}:
        return Answer(Heard.known, tuple(each.id for each in spans))
    if still:
        await _again(work, actor, spans, today, now)
        return Answer(Heard.still)
    await _over(work, actor, span, spans, today, now)
    return Answer(Heard.over)


async def _running(
    work: Work, actor: Actor, span: SpanRow, today: date, now: datetime
) -> list[SpanRow]:
    """What runs today of what a span speaks of, and the actor may speak of; kept from others."""
    children, facts = {span.facts.child_id or 0}, span.facts
    if facts.kind is SpanKind.parent_home:
        ties = await work.children.ties_of_person(facts.person_id or 0, now.date())
        children |= {tie.facts.child_id for tie in ties}
    circles = await work.circles.around(children, now.date())
    found = [
        each
        for child_id, spans in (await work.spans.of_children(circles)).items()
        for each in spans
        if each.facts.kind is facts.kind
        and (facts.kind is SpanKind.child_away or each.facts.person_id == facts.person_id)
        and may_answer(circles[child_id], each, actor.person_id, now)
    ]
    held = await work.spans.hold(each.id for each in found if runs(each, today))
    return [each for each in held.values() if runs(each, today)]


async def _again(
    work: Work, actor: Actor, spans: list[SpanRow], today: date, now: datetime
) -> None:
    earlier = [span for span in spans if span.facts.starts_on < today]

    async def change() -> None:
        await cut(work, earlier, today)
        for span in earlier:
            facts = replace(span.facts, starts_on=today, said_by_id=actor.person_id)
            await work.spans.add(facts, now)

    if earlier:
        await shift_children(work, _children(earlier), change, now)
        at_home = earlier[0].facts.kind is SpanKind.parent_home
        event = "parent.still_home" if at_home else "child.still_with_parents"
        await _journal(work, event, actor, earlier, today, now)


async def _over(
    work: Work, actor: Actor, span: SpanRow, spans: list[SpanRow], today: date, now: datetime
) -> None:
    if span.facts.kind is SpanKind.child_away:
        await with_parents.back(work, actor, span.facts.child_id or 0, today, now)
        return
    if actor.person_id == asked_of(span):
        await home.left_again(work, actor, now)
        return

    async def change() -> None:
        await cut(work, spans, today)

    await shift_children(work, _children(spans), change, now)
    await _journal(work, "parent.left", actor, spans, today, now)


def _children(spans: list[SpanRow]) -> list[int]:
    return [span.facts.child_id or 0 for span in spans]


async def _journal(
    work: Work, event: str, actor: Actor, spans: list[SpanRow], today: date, now: datetime
) -> None:
    """In whose name, where it was not their own stay."""
    entries = []
    for span in spans:
        about = {} if asked_of(span) == actor.person_id else {"about": asked_of(span)}
        details = {"since": today.isoformat(), "until": None} | about
        child_id = span.facts.child_id
        entries.append(Entry(event, person_id=actor.person_id, child_id=child_id, details=details))
    await work.journal.write(entries, now)

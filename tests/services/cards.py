"""Record cards as people of a small school write and read them, without a chat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from care.forms.given import Value
from care.words import Post, RequestKind, Role, Status
from services.forms import conversation, correcting, saving
from services.forms.conversation import Step
from services.forms.draft import keep
from services.forms.library import Card, library
from services.forms.reading import RecordView, read
from services.forms.saving import Saved, Unsaved
from storage.children import TieFacts
from storage.records import RecordRow
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, address_of

NOW = at(MONDAY, "15:00")
CARE = a_plan_of(
    CALL,
    TALK,
    a_rule_text("teacher-check-in", cadence='per = "month"\ntimes = 1'),
)
TALKED: dict[str, Value] = {"topics": ["study"], "mood": 4, "worry": "no"}
WORRIED: dict[str, Value] = TALKED | {"worry": "yes", "said": {"words": "他想妈妈"}}
VISITED: dict[str, Value] = {
    "day": MONDAY.isoformat(),
    "met": ["guardian"],
    "home": "good",
    "worry": "no",
}
HOW: dict[str, Value] = {"eating": 4, "sleep": 5, "mood": 3}
SPOKEN: dict[str, Value] = {"words": "他最近睡得不好"}
VOICE: dict[str, Value] = {"media": {"kind": "voice", "file_id": "v", "unique_id": "u"}}


def card(form_id: str) -> Card:
    found = library().get(form_id)
    assert found is not None
    return found


async def begins(
    world: World,
    person: int,
    form_id: str,
    given: dict[str, Value],
    now: datetime = NOW,
    children: Sequence[int] = (),
) -> Step:
    """Begin a card with some answers."""
    about = children or [world.child]
    async with world.store.write() as work:
        return await conversation.begin(
            work, world.actor(person), card(form_id), about, now, known=given
        )


async def saves(world: World, person: int, now: datetime = NOW) -> Saved | Unsaved:
    async with world.store.write() as work:
        return await saving.save(work, world.actor(person), now)


async def writes(
    world: World,
    person: int,
    form_id: str,
    given: dict[str, Value],
    now: datetime = NOW,
    children: Sequence[int] = (),
) -> Saved:
    """A whole card; it is saved."""
    await begins(world, person, form_id, given, now, children)
    saved = await saves(world, person, now)
    assert isinstance(saved, Saved), saved
    return saved


async def corrects(
    world: World, person: int, record_id: int, now: datetime = NOW, **changed: Value
) -> Saved | Unsaved | None:
    """Correct some answers of a record and save it; None where it cannot be corrected."""
    async with world.store.write() as work:
        actor = world.actor(person)
        step = await correcting.correct(work, actor, record_id, now)
        if step is None or step.draft is None:
            return None
        answers = {**step.draft.filling.answers, **changed}
        filling = type(step.draft.filling)(answers)
        await keep(work, actor.address, step.draft.at(filling), now)
    return await saves(world, person, now)


async def reads(
    world: World, person: int, record_id: int, now: datetime = NOW
) -> RecordView | None:
    async with world.store.write() as work:
        return await read(work, world.actor(person), record_id, now)


async def record(world: World, record_id: int) -> RecordRow:
    async with world.store.read() as work:
        return (await work.records.by_id([record_id]))[record_id]


async def running(world: World) -> list[RequestKind]:
    async with world.store.read() as work:
        return [each.kind for each in await work.requests.running_about([world.child])]


async def somebody(
    world: World,
    name: str,
    *,
    post: Post | None = None,
    unit: int = 0,
    role: Role | None = None,
    joined: bool = True,
) -> int:
    """Another person, who has joined or not, with a post or with a place in the child's circle."""
    async with world.store.write() as work:
        person = await a_person(work, name, None)
        if post is not None:
            await work.posts.give([(person, unit or world.school.id, post)], MONDAY)
        if role is not None:
            await work.children.tie([TieFacts(world.child, person, role, Status.away)], MONDAY)
        if joined:
            await work.accounts.join(person, address_of(person), START)
    return person


async def of_family_too(world: World, person: int, role: Role = Role.mother) -> None:
    """Somebody of the staff is of the child's own family."""
    async with world.store.write() as work:
        facts: Any = TieFacts(world.child, person, role, Status.at_home)
        await work.children.tie([facts], MONDAY)

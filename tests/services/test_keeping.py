"""What has had its purpose goes on its day, a little at a time; what is a record of care stays."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

import services.keeping.house
from care.delivery import Priority
from care.words import RequestKind, TaskKind
from cli.settings import Settings
from services.keeping.house import USUAL, let_go, report
from storage.invitations import NewInvitation
from storage.journal import Entry
from storage.keeping import Kept
from storage.notices import Item, NewNotice
from storage.records import NewAnswer, NewRecord
from storage.requests import NewRequest
from storage.store import Store
from storage.tasks import NewTask
from tests.care.builders import MONDAY
from tests.world import START, World, a_school

DAY = timedelta(days=1)
VOICE = {"kind": "voice", "file_id": "x"}


async def with_one_of_each(store: Store) -> World:
    world = await a_school(store)
    async with store.write() as work:
        await work.incoming.add(1, [], START)
        await work.invitations.note_guess(7, START)
        await work.drafts.put(7, "typed", {"what": "name"}, START)
        await work.drafts.put(7, "sheet", {"name": "名册"}, START)
        link = NewInvitation("token", world.mother, "mother", world.child, None)
        await work.invitations.add([link], START, START)
        code = NewInvitation("123456", world.mother, "mother", world.child, None, face_to_face=True)
        await work.invitations.add([code], START, START)
        record = NewRecord("talk", world.class_.id, world.child, world.teacher, None, None, MONDAY)
        said = [NewAnswer("said", words="想妈妈了"), NewAnswer("voice", media=VOICE)]
        await work.records.add(record, said, START)
        await work.journal.write([Entry("person.changed", world.father, old="旧名字")], START)
        task = NewTask("t", TaskKind.status, world.class_.id, world.child)
        (asked,) = await work.tasks.ask([task], START)
        await work.tasks.settle(asked.id, "yes", world.teacher, START)
        notice = NewNotice("g", world.father, "news", Priority.REMINDER, START, START, ())
        await work.outbox.put([notice], START)
        await work.outbox.expire(START)
    return world


async def counts(store: Store) -> dict[str, int]:
    lines, stays = await report(store, USUAL)
    return {line.kind.value: line.held.count for line in lines} | dict(stays)


async def test_each_kind_goes_on_its_own_day_and_care_stays(store: Store) -> None:
    await with_one_of_each(store)
    before = await counts(store)
    assert all(before[kind] == 1 for kind in Kept), before

    went: dict[str, int] = {}
    for days in (1, 2, 7, 14, 400, 1100):
        assert await let_go(store, USUAL, START + days * DAY) == {}, days
        gone = await let_go(store, USUAL, START + days * DAY + timedelta(seconds=1))
        went |= {kind.value: days for kind in gone}

    assert went == {kind.value: span.days for kind, span in USUAL.items() if span is not None}
    after = await counts(store)
    assert {after[kind] for kind in Kept} == {0}
    assert {name: after[name] for name in ("records", "words")} == {"records": 1, "words": 1}
    assert after["journal"] == before["journal"]


async def test_what_is_kept_without_end_never_goes(store: Store) -> None:
    await with_one_of_each(store)

    gone = await let_go(store, dict.fromkeys(Kept, None), START + 9999 * DAY)

    assert gone == {}


async def test_many_go_a_little_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.keeping.house, "BATCH", 4)
    async with store.write() as work:
        for number in range(11):
            await work.incoming.add(number, [], START)
        await work.incoming.add(99, [], START + 5 * DAY)
        assert await work.keeping.let_go(Kept.updates, START + DAY, 4) == 4

    gone = await let_go(store, USUAL, START + 5 * DAY)

    assert gone == {Kept.updates: 7}
    assert (await counts(store))["updates"] == 1


async def test_whoever_is_to_stop_leaves_the_rest_for_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.keeping.house, "BATCH", 4)
    async with store.write() as work:
        for number in range(11):
            await work.incoming.add(number, [], START)
    asked = iter([True, True, False])

    gone = await let_go(store, USUAL, START + 5 * DAY, lambda: next(asked, False))

    assert gone == {Kept.updates: 8}


async def test_what_somebody_still_waits_for_stays_however_old_it_is(store: Store) -> None:
    """A reminder of a duty that is open, and a voice message that nobody has heard yet."""
    world = await a_school(store)
    duty = await world.duty()
    async with store.write() as work:
        item = (Item(duty.id, "reminder"),)
        notice = NewNotice("g", world.father, "care", Priority.REMINDER, START, START, item)
        await work.outbox.put([notice], START)
        await work.outbox.expire(START)
        record = NewRecord("said", world.class_.id, world.child, world.father, None, None, MONDAY)
        record_id = await work.records.add(record, [NewAnswer("voice", media=VOICE)], START)
        unheard = NewRequest(
            RequestKind.unheard, world.class_.id, world.child, world.father, record_id
        )
        await work.requests.add(unheard, START)

    assert await let_go(store, USUAL, START + 9999 * DAY) == {}


@pytest.mark.only_on("postgresql")  # SQLite lets one write at a time
async def test_what_somebody_takes_up_again_while_it_is_let_go_of_stays(store: Store) -> None:
    async with store.write() as work:
        await work.drafts.put(7, "typed", {"what": "name"}, START)
    late = START + 15 * DAY

    async with store.write() as work:
        await work.drafts.put(7, "typed", {"what": "number"}, late)
        housekeeping = asyncio.create_task(let_go(store, USUAL, late))
        await _waits_for_a_lock(store)
    await housekeeping

    async with store.read() as work:
        draft = await work.drafts.get(7, "typed")
    assert draft is not None
    assert draft.data == {"what": "number"}


async def _waits_for_a_lock(store: Store) -> None:
    """Until the housekeeping has chosen what is to go, and waits for whoever writes."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        async with store.read() as work:
            if (await work._room.get(waiting)).scalar_one():
                return


async def test_what_is_due_is_found_by_an_index(store: Store) -> None:
    """A look costs what is due, not what is stored."""
    looks = {
        "incoming": "SELECT id FROM incoming WHERE received_at < '2020-01-01' ORDER BY received_at",
        "notice": "SELECT id FROM notice WHERE state IN ('sent', 'failed', 'unknown', 'expired', "
        "'cancelled') AND expires_at < '2020-01-01' ORDER BY expires_at",
        "answer": "SELECT id FROM answer WHERE media IS NOT NULL AND media_at < '2020-01-01' "
        "ORDER BY media_at",
        "journal": "SELECT id FROM journal WHERE old IS NOT NULL AND at < '2020-01-01' ORDER BY at",
    }

    def plan(connection: Connection, look: str) -> str:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
            return str(connection.execute(text(f"EXPLAIN {look} LIMIT 500")).all())
        return str(connection.execute(text(f"EXPLAIN QUERY PLAN {look} LIMIT 500")).all())

    async with store.engine.connect() as connection:
        plans = {name: await connection.run_sync(plan, look) for name, look in looks.items()}

    indexes = {"incoming": "received_at", "notice": "ended", "answer": "media", "journal": "old"}
    assert {name: f"ix_{name}_{part}" in plans[name] for name, part in indexes.items()} == (
        dict.fromkeys(indexes, True)
    )


def test_the_settings_say_how_long_and_nought_is_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().kept == USUAL
    monkeypatch.setenv("HONGYAN_KEEP_MEDIA_DAYS", "0")
    monkeypatch.setenv("HONGYAN_KEEP_NOTICES_DAYS", "100")

    kept = Settings().kept

    assert (kept[Kept.media], kept[Kept.notices]) == (None, 100 * DAY)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        *(("NOTICES", "7"), ("UPDATES", "1"), ("MEDIA", "-1")),
        *(("GUESSES", "36501"), ("UPDATES", "999999"), ("MEDIA", "999999")),
    ],
)
def test_a_time_too_short_or_longer_than_any_calendar_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, days: str
) -> None:
    """Further back than the first year nothing could be let go of, nor of what comes after it."""
    monkeypatch.setenv(f"HONGYAN_KEEP_{name}_DAYS", days)

    with pytest.raises(ValueError, match=f"keep_{name.lower()}_days"):
        Settings()

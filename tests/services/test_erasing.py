"""Whoever asks to be erased is: no name, number or word of theirs is left, and the facts stay."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from care.delivery import Outcome
from care.words import NewsCode, RequestKind, RequestState
from services.keeping.erasing import Refused, erase, named, why_not
from services.news import News, appoint
from services.outbox import delivering
from services.outbox.delivering import Attempt
from storage.backup.bring import bring
from storage.backup.take import take
from storage.erasing import NOBODY, Kind
from storage.journal import Entry
from storage.records import NewAnswer, NewRecord
from storage.requests import NewRequest
from storage.seal import Keyring
from storage.store import Store
from storage.tombstones import Sidecar, SidecarError, Tombstone
from tests.care.builders import MONDAY, at
from tests.world import START, World, a_school

LATER = START + timedelta(days=40)
GONE_ON = date(2025, 3, 31)


async def a_family_that_left(store: Store) -> World:
    """The child has left the school; what was written is still there."""
    world = await a_school(store)
    async with store.write() as work:
        record = NewRecord("talk", world.class_.id, world.child, world.teacher, None, None, MONDAY)
        said = [
            NewAnswer("said", words="想妈妈了"),
            NewAnswer("mood", choice="good"),
            NewAnswer("voice", media={"kind": "voice", "file_id": "x"}),
        ]
        await work.records.add(record, said, START)
        entry = Entry("person.changed", person_id=world.father, old="旧名字")
        await work.journal.write([entry], START)
        await work.children.end([world.child], GONE_ON)
    return world


async def erased(store: Store, kind: Kind, row_id: int) -> None:
    async with store.write() as work:
        assert await why_not(work, kind, row_id, LATER) is None
        await erase(work, kind, row_id, LATER, None)


async def test_a_chat_that_answers_after_its_person_was_erased_is_not_written_down_again(
    store: Store,
) -> None:
    world = await a_family_that_left(store)
    async with store.write() as work:
        await appoint(work, [(News(world.father, NewsCode.child_left), LATER)], LATER)
    async with store.write() as work:
        (notice,) = await delivering.claim(work, LATER, 10)
    prepared = await world.prepare(notice, LATER)
    assert prepared is not None

    await erased(store, Kind.person, world.father)
    await world.settle(prepared, Attempt(Outcome.accepted), LATER)

    (sent,) = await world.notices("sent")
    assert (sent.chat_id, sent.message_id) == (None, None)


async def test_of_an_erased_person_nothing_is_left_but_that_there_was_one(store: Store) -> None:
    world = await a_family_that_left(store)

    await erased(store, Kind.person, world.father)

    async with store.read() as work:
        person = (await work.people.by_id([world.father]))[world.father]
        assert (person.name, person.phones) == (NOBODY, ())
        assert await work.people.named(["禾远舟"]) == []
        assert await work.own.consent(world.father) is None
        (changed,) = await work.journal.of_event("person.changed")
        assert (changed.entry.person_id, changed.entry.old) == (world.father, None)
        assert len(await work.journal.of_event("person.erased")) == 1
        mother = (await work.people.by_id([world.mother]))[world.mother]
        assert mother.name == "祁念安"


async def test_nobody_is_asked_to_decide_about_a_message_to_somebody_erased(store: Store) -> None:
    world = await a_family_that_left(store)
    async with store.write() as work:
        news = News(world.father, NewsCode.child_left, details={"n": 1})
        await appoint(work, [(news, START)], START)
    await world.send(START, Attempt(Outcome.no_answer))
    assert await world.notices("held")

    await erased(store, Kind.person, world.father)

    assert await world.notices("held") == []


async def test_of_an_erased_child_no_word_is_left_and_every_count_stays(store: Store) -> None:
    world = await a_family_that_left(store)
    duties, records = await world.duties(), await world.records()

    await erased(store, Kind.child, world.child)

    async with store.read() as work:
        assert (await work.children.names([world.child])) == {world.child: NOBODY}
        assert await named(work, Kind.child, "禾小满") == []
        said = {answer.question: answer for answer in await work.records.answers(records[0].id)}
    assert (said["said"].words, said["voice"].media, said["mood"].choice) == (None, None, "good")
    assert (await world.duties(), await world.records()) == (duties, records)


async def test_who_has_a_part_in_care_is_taken_out_of_the_lists_first(store: Store) -> None:
    world = await a_school(store)

    async with store.read() as work:
        refused = [
            await why_not(work, kind, who, START)
            for kind, who in (
                (Kind.child, world.child),
                (Kind.person, world.father),
                (Kind.person, world.teacher),
            )
        ]

    assert refused == [Refused.on_the_lists, Refused.has_a_place, Refused.has_a_place]


@pytest.mark.parametrize(("last", "why"), [(5, None), (6, Refused.has_a_place)])
async def test_who_was_taken_out_of_the_lists_may_be_erased_at_once(
    store: Store, last: int, why: Refused | None
) -> None:
    """What ends at once has ended yesterday; in China it is the 6th, in Greenwich the 5th."""
    world = await a_school(store)
    async with store.write() as work:
        ties = await work.children.ties_of_person(world.father, MONDAY)
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.children.end_ties([tie.id for tie in ties], date(2025, 5, last))
        await work.posts.end([post.id for post in posts], date(2025, 5, last))

    early = at(date(2025, 5, 6), "01:00")
    async with store.read() as work:
        for person in (world.father, world.teacher):
            assert await why_not(work, Kind.person, person, early) is why


async def test_a_child_in_need_and_one_that_is_erased_are_refused(store: Store) -> None:
    world = await a_family_that_left(store)
    async with store.write() as work:
        worry = NewRequest(RequestKind.worry, world.class_.id, world.child, world.teacher)
        request = await work.requests.add(worry, START)
        assert await why_not(work, Kind.child, world.child, LATER) is Refused.in_need
        await work.requests.end(
            request, RequestState.closed, world.teacher, LATER, outcome="helped"
        )
    await erased(store, Kind.child, world.child)

    async with store.read() as work:
        assert await why_not(work, Kind.child, world.child, LATER) is Refused.erased


@pytest.mark.parametrize("known_by", ["the store", "the file", "the backup"])
async def test_what_was_erased_stays_so_whichever_of_the_three_knows_of_it(
    store: Store, store_url: str, keyring: Keyring, tmp_path: Path, known_by: str
) -> None:
    world = await a_family_that_left(store)
    sidecar, file = Sidecar(tmp_path / "key", keyring.fingerprint), tmp_path / "a.backup"

    def quietly(_done: int, _total: int) -> None:
        """Nobody looks on."""

    take(store_url, keyring, file, START, quietly)
    await erased(store, Kind.person, world.father)
    await erased(store, Kind.child, world.child)
    whom = ((Kind.person, world.father), (Kind.child, world.child))
    stones = [Tombstone(kind, row_id, LATER) for kind, row_id in whom]
    if known_by == "the backup":
        file = tmp_path / "later.backup"
        take(store_url, keyring, file, LATER, quietly)
    if known_by == "the file":
        sidecar.add(stones)
        async with store.write() as work:
            await work._room.connection.exec_driver_sql("DELETE FROM tombstone")

    brought = bring(store_url, keyring, file, sidecar, quietly, replace=True)

    assert brought.erased == 2
    assert sidecar.read() == set(stones)
    again = await Store.open(store_url, keyring)
    async with again.read() as work:
        names = await work.children.names([world.child])
        person = (await work.people.by_id([world.father]))[world.father]
        answers = await work.records.answers((await world.records())[0].id)
        assert await work.erasing.is_erased(Kind.child, world.child)
    await again.close()
    assert (names[world.child], person.name, person.phones) == (NOBODY, NOBODY, ())
    assert {answer.words for answer in answers} == {None}


def test_the_file_outlives_a_power_cut_and_keeps_to_its_own_store(tmp_path: Path) -> None:
    stones = [Tombstone(Kind.person, number, START) for number in (1, 2, 3)]
    mine, other = Sidecar(tmp_path / "key", "a"), Sidecar(tmp_path / "key", "b")
    mine.add(stones[:1])
    other.add(stones[1:2])
    with mine.file.open("a") as file:
        file.write('{"store": "a", "ki')

    assert mine.read() == {stones[0]}
    mine.add(stones)

    assert mine.read() == set(stones)
    assert other.read() == {stones[1]}
    assert mine.file.stat().st_mode & 0o077 == 0


def test_a_last_line_that_an_editor_left_without_an_end_counts(tmp_path: Path) -> None:
    stones = [Tombstone(Kind.person, number, START) for number in (1, 2, 3)]
    sidecar = Sidecar(tmp_path / "key", "a")
    sidecar.add(stones[:2])
    sidecar.file.write_text(sidecar.file.read_text().rstrip("\n"))

    assert sidecar.read() == set(stones[:2])
    sidecar.add(stones)

    assert sidecar.read() == set(stones)
    assert len(sidecar.file.read_text().splitlines()) == 3


def test_a_file_that_cannot_be_read_is_never_taken_for_an_empty_one(tmp_path: Path) -> None:
    sidecar = Sidecar(tmp_path / "key", "a")
    sidecar.file.write_text("nonsense\n")

    with pytest.raises(SidecarError):
        sidecar.read()

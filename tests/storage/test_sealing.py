"""What stands in the database file cannot be read without the key, nor moved, nor replaced."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import select, update

from care.words import Role, Status
from storage.children import ChildFacts, TieFacts
from storage.journal import Entry
from storage.records import NewAnswer, NewRecord
from storage.seal import KeyFileError, Keyring, Sealer, SealError
from storage.store import Store, WrongKeyError
from storage.tables import Answer, Person, Phone
from tests.care.builders import MONDAY
from tests.stores import Databases
from tests.world import START, a_school

SEALER = Sealer(Keyring.fresh())

SECRETS = [
    "禾远舟",
    "禾小满",
    "16700000001",
    "2016-05-21",
    "东山村三组",
    "外婆",
    "想妈妈了",
    "旧号码",
    "草稿里的话",
    "给爸爸的回复",
]


async def with_secrets(store: Store) -> None:
    """Everything personal that a store may hold."""
    world = await a_school(store)
    async with store.write() as work:
        facts = ChildFacts(
            world.class_.id, "禾小满", "2016-05-21", details={"address": "东山村三组"}
        )
        await work.children.change(world.child, facts)
        tie = TieFacts(world.child, world.grandmother, Role.guardian, Status.at_home)
        await work.children.tie([structs.replace(tie, details={"relation": "外婆"})], MONDAY)
        record = NewRecord("talk", world.class_.id, world.child, world.teacher, None, None, MONDAY)
        await work.records.add(record, [NewAnswer("said", words="想妈妈了")], START)
        await work.journal.write([Entry("phone.changed", old="旧号码")], START)
        await work.drafts.put(7, "talk", {"words": "草稿里的话"}, START)
        await work.incoming.add(5, [{"text": "给爸爸的回复"}], START)


async def test_no_name_number_or_word_is_readable_in_the_files(
    sqlite_databases: Databases, keyring: Keyring
) -> None:
    url = sqlite_databases.copy()
    store = await Store.open(url, keyring)
    await with_secrets(store)
    path = Path(url.removeprefix("sqlite+aiosqlite:///"))
    files = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    await store.close()
    sqlite_databases.drop(url)

    assert "三年级1班".encode() in files
    for secret in SECRETS:
        for spelling in (secret, ascii(secret)[1:-1]):
            assert spelling.encode() not in files, secret


async def test_a_number_moved_to_another_person_does_not_open(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        query = select(Phone.number).where(Phone.person_id == world.father)
        number = (await work._room.get(query)).scalar_one()
        change = update(Phone).where(Phone.person_id == world.mother)
        await work._room.run(change.values(number=number))

    async with store.read() as work:
        with pytest.raises(SealError):
            await work.people.by_id([world.mother])


async def test_a_name_moved_to_another_row_does_not_open(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        query = select(Person.name).where(Person.id == world.father)
        name = (await work._room.get(query)).scalar_one()
        await work._room.run(update(Person).where(Person.id == world.mother).values(name=name))

    async with store.read() as work:
        with pytest.raises(SealError):
            await work.people.by_id([world.mother])


async def test_a_foreign_key_is_refused_and_the_store_unchanged(
    store_url: str, keyring: Keyring
) -> None:
    store = await Store.open(store_url, keyring)
    world = await a_school(store)
    await store.close()

    with pytest.raises(WrongKeyError):
        await Store.open(store_url, Keyring.fresh())

    again = await Store.open(store_url, keyring)
    async with again.read() as work:
        people = await work.people.by_id([world.father])
    await again.close()
    assert people[world.father].name == "禾远舟"


async def test_a_foreign_key_leaves_an_empty_database_empty_of_data(
    store_url: str, keyring: Keyring
) -> None:
    await (await Store.open(store_url, keyring)).close()

    with pytest.raises(WrongKeyError) as refused:
        await Store.open(store_url, Keyring.fresh())

    assert refused.value.code == "key.foreign"
    assert refused.value.params["expected"] == keyring.fingerprint


async def test_a_rotated_key_still_opens_what_the_old_one_sealed(
    store_url: str, keyring: Keyring
) -> None:
    store = await Store.open(store_url, keyring)
    world = await a_school(store)
    await store.close()
    rotated = replace(keyring, active=2, keys={**keyring.keys, 2: Keyring.fresh().keys[1]})

    again = await Store.open(store_url, rotated)
    async with again.write() as work:
        people = await work.people.by_id([world.father])
        await work.people.set_phones({world.father: ("+8616700000077",)})
    async with again.read() as work:
        changed = await work.people.by_id([world.father])
    await again.close()

    assert people[world.father].name == "禾远舟"
    assert changed[world.father].phones == ("+8616700000077",)


async def test_choices_stay_open_to_be_counted_and_words_are_sealed(store: Store) -> None:
    world = await a_school(store)
    answers = [NewAnswer("mood", choice="good"), NewAnswer("said", words="想妈妈了")]
    async with store.write() as work:
        record = NewRecord("talk", world.class_.id, world.child, world.teacher, None, None, MONDAY)
        record_id = await work.records.add(record, answers, START)
    async with store.read() as work:
        read = await work.records.answers(record_id)
        raw = (await work._room.get(select(Answer.choice).order_by(Answer.choice))).scalars().all()

    assert sorted(read, key=lambda a: a.question) == answers
    assert "good" in raw


@given(st.text(), st.integers(1, 2**62), st.integers(1, 2**62))
def test_a_cell_opens_only_in_its_own_place(text: str, row: int, other: int) -> None:
    sealed = SEALER.seal("person", row, "name", text)

    assert SEALER.open("person", row, "name", sealed) == text
    for place in (
        ("child", row, "name"),
        ("person", row, "phone"),
        ("person", other + row, "name"),
    ):
        with pytest.raises(SealError):
            SEALER.open(*place, sealed)


@given(st.text(min_size=1), st.integers(0, 1000))
def test_a_changed_byte_is_noticed(text: str, where: int) -> None:
    sealed = bytearray(SEALER.seal("person", 1, "name", text))
    sealed[where % len(sealed)] ^= 1

    with pytest.raises(SealError):
        SEALER.open("person", 1, "name", bytes(sealed))


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01short"])
def test_a_cell_that_is_cut_short_is_a_seal_error_too(broken: bytes) -> None:
    with pytest.raises(SealError):
        SEALER.open("person", 1, "name", broken)


def test_the_same_text_is_sealed_differently_every_time() -> None:
    assert SEALER.seal("person", 1, "name", "禾") != SEALER.seal("person", 1, "name", "禾")


def test_equal_values_are_found_by_equal_hashes_and_only_under_one_key() -> None:
    assert SEALER.find("phone", "+8616700000001") == SEALER.find("phone", "+8616700000001")
    assert SEALER.find("phone", "1") != SEALER.find("name", "1")
    assert Sealer(Keyring.fresh()).find("phone", "1") != SEALER.find("phone", "1")


def test_a_key_file_comes_back_as_it_was_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    ring, path = Keyring.fresh(), tmp_path / "var" / "key.json"
    ring.write(path)

    assert Keyring.read(path) == ring
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    Keyring.fresh().write(path)
    before = path.read_bytes()

    with pytest.raises(FileExistsError):
        Keyring.fresh().write(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "no key",
        '{"active": 1, "keys": {"1": "AAAA"}, "finding": "AAAA"}',
        '{"active": 2, "keys": {}, "finding": ""}',
    ],
)
def test_a_broken_key_file_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(KeyFileError) as broken:
        Keyring.read(path)

    assert (broken.value.code, broken.value.params) == ("key.broken", {"file": str(path)})


def test_a_missing_key_file_is_an_error_and_not_a_new_key(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        Keyring.read(tmp_path / "key.json")

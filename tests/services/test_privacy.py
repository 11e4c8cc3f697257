"""What is stored about somebody: counted for them, and given to them as a copy of their own."""

import json
from typing import Any

import pytest

from care.words import Post, Role, Status
from services.privacy import Summary, export, summary
from storage.children import TieFacts
from storage.records import NewAnswer, NewRecord
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.plans import CALLS_AND_TALKS
from tests.world import DUE, DUE_EVENING, FATHERS_PHONE, World, a_school


async def copy_of(world: World, person: int) -> dict[str, Any]:
    async with world.store.write() as work:
        found = await export(work, world.actor(person), DUE_EVENING)
    plain: dict[str, Any] = json.loads(json.dumps(found, ensure_ascii=False))
    return plain


async def writes(world: World, author: int, kind: str, words: str) -> None:
    """A record with words about the child, by somebody."""
    async with world.store.write() as work:
        record = NewRecord(kind, world.class_.id, world.child, author, None, None, DUE)
        media = {"kind": "voice", "file_id": "secret-place"}
        answers = [NewAnswer("note", words=words), NewAnswer("voice", media=media)]
        await work.records.add(record, answers, DUE_EVENING)


async def a_reminded_father(store: Store) -> World:
    world = await a_school(store, CALLS_AND_TALKS)
    await world.tick(DUE_EVENING)
    await world.deliver(DUE_EVENING)
    await world.done(world.father, await world.duty(), DUE_EVENING)
    return world


async def test_a_father_is_told_how_much_is_stored(store: Store) -> None:
    world = await a_reminded_father(store)

    async with store.read() as work:
        found = await summary(work, world.actor(world.father), DUE_EVENING)

    assert (found.children, found.posts, found.records, found.messages) == (1, 0, 1, 1)
    assert found.entries > 0
    assert isinstance(found, Summary)


async def test_his_copy_holds_who_he_is_what_he_wrote_and_what_he_was_sent(store: Store) -> None:
    world = await a_reminded_father(store)
    await writes(world, world.father, "letter", "亲爱的小满")

    copy = await copy_of(world, world.father)

    assert copy["person"]["name"] == "禾远舟"
    assert copy["person"]["phones"] == [FATHERS_PHONE]
    assert copy["person"]["hour"] == "19:00"
    assert copy["person"]["consent_at"] is not None
    (child,) = copy["children"]
    assert (child["child"], child["role"]) == ("禾小满", "father")
    letter = next(each for each in copy["records"] if each["kind"] == "letter")
    assert letter["answers"] == [
        {"question": "note", "words": "亲爱的小满"},
        {"question": "voice", "media": "voice"},
    ]
    assert [each["state"] for each in copy["messages"]] == ["sent"]
    assert copy["counts"]["records"] == len(copy["records"]) == 2
    assert "duty.reminder" in {each["event"] for each in copy["journal"]}


async def test_nothing_that_others_wrote_is_in_a_copy(store: Store) -> None:
    world = await a_reminded_father(store)
    await writes(world, world.teacher, "talk", "他说想妈妈")
    await writes(world, world.grandmother, "how-is-it", "吃得好")

    copy = json.dumps(await copy_of(world, world.father), ensure_ascii=False)

    for words in ("想妈妈", "吃得好", "谷知春", "褚秋禾", "祁念安", "secret-place"):
        assert words not in copy


async def test_what_a_teacher_wrote_belongs_to_the_childs_file(store: Store) -> None:
    world = await a_reminded_father(store)
    await writes(world, world.teacher, "talk", "他说想妈妈")

    copy = await copy_of(world, world.teacher)

    (talk,) = copy["records"]
    assert talk.keys() == {"kind", "about_on", "made_at", "withdrawn"}
    assert "禾小满" not in json.dumps(copy, ensure_ascii=False)
    assert [(each["unit"], each["post"]) for each in copy["posts"]] == [
        ("三年级1班", Post.class_teacher)
    ]


async def test_a_teacher_who_is_a_father_gets_no_talk_notes_either(store: Store) -> None:
    world = await a_reminded_father(store)
    async with store.write() as work:
        tie = TieFacts(world.child, world.teacher, Role.father, Status.away)
        await work.children.tie([tie], MONDAY)
    await writes(world, world.teacher, "talk", "他说想妈妈")

    copy = await copy_of(world, world.teacher)

    assert [each["child"] for each in copy["children"]] == ["禾小满"]
    assert "想妈妈" not in json.dumps(copy, ensure_ascii=False)


@pytest.mark.parametrize("status", [Status.barred, Status.no_contact])
async def test_who_is_out_of_the_circle_gets_nothing_about_the_child(
    store: Store, status: Status
) -> None:
    world = await a_reminded_father(store)
    await writes(world, world.father, "letter", "亲爱的小满")
    async with store.write() as work:
        ties = await work.children.ties([world.child], DUE)
        mine = next(tie for tie in ties if tie.facts.person_id == world.father)
        facts = TieFacts(world.child, world.father, Role.father, status)
        await work.children.change_tie(mine.id, facts)

    copy = await copy_of(world, world.father)

    assert copy["children"] == []
    assert "小满" not in json.dumps(copy, ensure_ascii=False)


async def test_that_a_copy_was_made_is_journaled(store: Store) -> None:
    world = await a_reminded_father(store)

    await copy_of(world, world.father)

    (row,) = await world.journal("privacy.exported")
    assert row.entry.person_id == world.father

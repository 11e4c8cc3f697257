"""What the family says out of the blue, before it is said for whom it is."""

import pytest

from care.forms.given import LONGEST, Given
from care.words import RequestKind
from services.forms import message as messages
from services.forms.message import CONVERSATION, FORM, Message
from services.forms.saving import Saved, Unsaved
from storage.store import Store
from tests.services.cards import CARE, NOW, VOICE, card, running
from tests.world import World, a_school, address_of

CARD = card(FORM)
PHOTO = {"kind": "photo", "file_id": "p", "unique_id": "u", "seconds": None}


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store, CARE)


async def _says(world: World, person: int, *given: Given) -> tuple[Message, bool]:
    new = messages.brought(CARD.form, given, 7, None)
    async with world.store.write() as work:
        return await messages.add(work, world.actor(person), CARD, new, NOW)


async def _tells(world: World, person: int) -> Saved | Unsaved:
    async with world.store.write() as work:
        return await messages.save(work, world.actor(person), CARD, world.child, NOW)


def test_a_photo_keeps_the_words_below_it_and_long_words_are_kept_in_parts() -> None:
    given = [Given(media=PHOTO), Given(words="好" * (LONGEST + 1))]

    message = messages.brought(CARD.form, given, 7, "album")

    assert message.said[0] == {"media": PHOTO}
    assert [len(each["words"]) for each in message.said[1:]] == [LONGEST, 1]


async def test_what_there_is_no_room_for_is_said_to_be_none_of_it(world: World) -> None:
    voice = Given(media=VOICE["media"])
    for _ in range(len(CARD.form.questions)):
        assert (await _says(world, world.grandmother, voice))[1]

    kept, room = await _says(world, world.grandmother, voice)

    assert (len(kept.said), room) == (len(CARD.form.questions), False)
    saved = await _tells(world, world.grandmother)
    assert isinstance(saved, Saved)
    assert saved.unheard
    assert await running(world) == [RequestKind.unheard]


async def test_a_teacher_leaves_no_word_of_the_family(world: World) -> None:
    await _says(world, world.teacher, Given(words="我来替奶奶说"))

    assert await _tells(world, world.teacher) is Unsaved.not_yours
    async with world.store.read() as work:
        address = address_of(world.teacher)
        assert not await work.drafts.any_at(address, but=[CONVERSATION])
        assert await work.drafts.any_at(address)

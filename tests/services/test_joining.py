"""How somebody comes in: link, language, consent, own phone number; and what is refused."""

from datetime import date, timedelta

import pytest

from care.words import DutyState, Post, Reach
from services.joining.guessing import GUESSES
from services.joining.leaving import come_back, stop, withdraw
from services.joining.steps import Joining, Step, choose_language, consent, open_link
from services.joining.steps import share_contact as share
from storage.invitations import NewInvitation
from storage.store import Store
from tests.care.builders import at
from tests.services.cards import begins
from tests.services.plans import TALK, a_plan_of
from tests.world import (
    DUE,
    DUE_EVENING,
    FATHERS_PHONE,
    START,
    World,
    a_person,
    a_school,
    address_of,
)

TOKEN = "a-token-on-paper"
CHAT = 4242
MOTHERS_PHONE = "+8616700000002"


async def invited(store: Store) -> World:
    """The mother holds a link that is valid for thirty days."""
    world = await a_school(store)
    await give_link(world, world.mother)
    return world


async def give_link(world: World, person: int, token: str = TOKEN) -> None:
    async with world.store.write() as work:
        new = NewInvitation(token, person, "mother", world.child, world.class_.id)
        await work.invitations.add([new], START, START + timedelta(days=30))


async def opened(world: World, token: str = TOKEN, chat: int = CHAT) -> Joining:
    async with world.store.write() as work:
        return await open_link(work, chat, token, START)


async def agreed(world: World, chat: int = CHAT, token: str = TOKEN) -> None:
    await opened(world, token, chat)
    async with world.store.write() as work:
        await choose_language(work, chat, "en", START)
        await consent(work, chat, agreed=True, now=START)


async def contact(
    world: World,
    phone: str = MOTHERS_PHONE,
    contact_of: int | None = CHAT,
    chat: int = CHAT,
    now: "date | None" = None,
) -> Joining:
    moment = START if now is None else at(now, "08:00")
    async with world.store.write() as work:
        return await share(work, chat, contact_of, phone, moment)


async def reach_of(world: World, person: int) -> Reach | None:
    async with world.store.read() as work:
        account = await work.accounts.of(person)
    return None if account is None else account.reach


async def test_link_language_consent_and_phone_lead_to_the_welcome(store: Store) -> None:
    world = await invited(store)
    async with store.write() as work:
        steps = [
            await open_link(work, CHAT, TOKEN, START),
            await choose_language(work, CHAT, "en", START),
            await consent(work, CHAT, agreed=True, now=START),
            await share(work, CHAT, CHAT, "8616700000002", START),
        ]

    assert [joining.step for joining in steps] == ["language", "consent", "phone", "welcome"]
    welcome = steps[-1]
    assert (welcome.person, welcome.children, welcome.role) == ("祁念安", ("禾小满",), "mother")
    assert await reach_of(world, world.mother) is Reach.joined
    events = [f"join.{event}" for event in ("opened", "consented", "joined")]
    assert [len(await world.journal(event)) for event in events] == [1, 1, 1]


async def test_before_the_phone_matches_nothing_is_told_about_anybody(store: Store) -> None:
    world = await invited(store)
    async with store.write() as work:
        steps = [
            await open_link(work, CHAT, TOKEN, START),
            await choose_language(work, CHAT, "en", START),
            await consent(work, CHAT, agreed=True, now=START),
            await share(work, CHAT, CHAT, "+8616700009999", START),
        ]

    assert {(step.person, step.children, step.role) for step in steps} == {(None, (), None)}
    assert await reach_of(world, world.mother) is None


async def test_a_wrong_link_opens_nothing(store: Store) -> None:
    world = await invited(store)

    assert (await opened(world, "another-token")).step is Step.unknown_link
    assert (await contact(world)).step is Step.nothing_open


async def test_a_link_works_once(store: Store) -> None:
    world = await invited(store)
    await agreed(world)
    await contact(world)

    assert (await opened(world, chat=77)).step is Step.used_link


async def test_of_two_who_opened_the_same_link_one_comes_in(store: Store) -> None:
    world = await invited(store)
    await agreed(world, 77)
    await agreed(world)

    assert (await contact(world)).step is Step.welcome
    assert (await contact(world, contact_of=77, chat=77)).step is Step.used_link


async def test_an_expired_link_says_so(store: Store) -> None:
    world = await invited(store)
    async with store.write() as work:
        joining = await open_link(work, CHAT, TOKEN, START + timedelta(days=30))

    assert joining.step is Step.expired_link
    assert (await contact(world)).step is Step.nothing_open


async def test_a_link_that_expires_half_way_says_that_it_expired(store: Store) -> None:
    world = await invited(store)
    await agreed(world)

    assert (await contact(world, now=date(2025, 4, 20))).step is Step.expired_link


async def test_a_newer_link_revokes_the_one_before(store: Store) -> None:
    world = await invited(store)
    await give_link(world, world.mother, "a-second-token")

    assert (await opened(world)).step is Step.used_link
    assert (await opened(world, "a-second-token")).step is Step.language


async def test_somebody_elses_link_does_not_take_the_finders_phone(store: Store) -> None:
    world = await invited(store)
    await agreed(world)

    assert (await contact(world, "+8616700000003")).step is Step.wrong_phone
    assert await reach_of(world, world.mother) is None


@pytest.mark.parametrize("contact_of", [None, 99])
async def test_a_forwarded_contact_is_no_proof(store: Store, contact_of: int | None) -> None:
    world = await invited(store)
    await agreed(world)

    assert (await contact(world, contact_of=contact_of)).step is Step.not_own_contact
    assert await reach_of(world, world.mother) is None


async def test_who_does_not_consent_is_not_kept(store: Store) -> None:
    world = await invited(store)
    await opened(world)
    async with store.write() as work:
        joining = await consent(work, CHAT, agreed=False, now=START)

    assert joining.step is Step.refused
    assert (await contact(world)).step is Step.nothing_open
    assert await reach_of(world, world.mother) is None
    assert (await opened(world)).step is Step.language


async def test_no_phone_is_taken_before_consent(store: Store) -> None:
    world = await invited(store)
    await opened(world)

    assert (await contact(world)).step is Step.nothing_open


async def test_five_wrong_phones_in_an_hour_close_the_door_and_the_right_one_waits(
    store: Store,
) -> None:
    world = await invited(store)
    await agreed(world)
    tries = [await contact(world, f"+861670000{number}") for number in range(1000, 1005)]

    assert {joining.step for joining in tries} == {Step.wrong_phone}
    assert (await contact(world)).step is Step.too_many
    async with store.write() as work:
        later = START + timedelta(minutes=61)
        assert (await share(work, CHAT, CHAT, MOTHERS_PHONE, later)).step is Step.welcome


async def test_guessing_links_is_limited_too_and_only_for_the_guesser(store: Store) -> None:
    world = await invited(store)
    for number in range(GUESSES):
        await opened(world, f"guess-{number}")

    assert (await opened(world)).step is Step.too_many
    assert (await opened(world, chat=77)).step is Step.language


async def test_a_token_is_nowhere_in_the_store(store: Store) -> None:
    world = await invited(store)
    async with store.read() as work:
        invitation = await work.invitations.by_token(TOKEN)

    assert invitation is not None
    assert TOKEN not in str(invitation)
    assert invitation.person_id == world.mother


async def test_a_phone_on_which_somebody_has_joined_takes_nobody_else(store: Store) -> None:
    world = await invited(store)

    joining = await opened(world, chat=address_of(world.father))

    assert joining.step is Step.taken_phone


async def test_a_phone_that_passed_to_somebody_else_lets_the_new_one_in(store: Store) -> None:
    world = await invited(store)
    async with store.write() as work:
        await stop(work, world.actor(world.father), START)
    chat = address_of(world.father)
    await agreed(world, chat)

    joining = await contact(world, contact_of=chat, chat=chat)

    assert joining.step is Step.welcome
    assert await reach_of(world, world.mother) is Reach.joined
    assert await reach_of(world, world.father) is not Reach.joined


async def test_on_the_old_phone_nothing_half_filled_is_left(store: Store) -> None:
    world = await a_school(store)
    await begins(world, world.father, "letter", {})
    await give_link(world, world.father)
    await agreed(world)

    assert (await contact(world, FATHERS_PHONE)).step is Step.welcome

    async with store.read() as work:
        assert not await work.drafts.any_at(address_of(world.father))


async def test_who_came_back_meanwhile_is_not_replaced(store: Store) -> None:
    world = await invited(store)
    chat = address_of(world.father)
    async with store.write() as work:
        await stop(work, world.actor(world.father), START)
    await agreed(world, chat)
    async with store.write() as work:
        await come_back(work, chat, START)

    assert (await contact(world, contact_of=chat, chat=chat)).step is Step.already
    assert await reach_of(world, world.father) is Reach.joined


async def test_who_withdrew_comes_back_with_a_new_link(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await withdraw(work, world.actor(world.father), START)
    await give_link(world, world.father)
    chat = address_of(world.father)
    await agreed(world, chat)

    joining = await contact(world, "+8616700000001", chat, chat)

    assert joining.step is Step.welcome
    async with store.read() as work:
        assert await work.accounts.consents(world.father)


async def test_a_father_who_joins_late_starts_at_the_foot_of_the_ladder(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.father, Reach.not_joined)
    await world.live(at(date(2025, 3, 20), "12:00"))
    await give_link(world, world.mother)
    await agreed(world)
    await contact(world, now=date(2025, 3, 21))

    heard = await world.live(at(date(2025, 3, 25), "23:00"))

    assert heard == [
        (date(2025, 3, 21), world.mother, "reminder"),
        (date(2025, 3, 23), world.mother, "again"),
        (date(2025, 3, 25), world.teacher, "escalation"),
    ]


async def test_a_mother_who_joins_beside_the_father_does_not_start_his_ladder_again(
    store: Store,
) -> None:
    world = await invited(store)
    await world.live(DUE_EVENING)
    before = await world.duty()
    await agreed(world)
    await contact(world, now=DUE)

    assert (await world.again(before)).step == before.step == 1


async def test_an_invitation_of_somebody_without_children_is_welcome_too(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        officer = await a_person(work, "岑见山", "+8617000000007")
        await work.posts.give([(officer, world.school.id, Post.officer)], START.date())
        new = NewInvitation(TOKEN, officer, "officer", None, world.school.id)
        await work.invitations.add([new], START, START + timedelta(days=1))
    await agreed(world)

    joining = await contact(world, "+8617000000007")

    assert (joining.step, joining.children) == (Step.welcome, ())
    assert (await world.duty()).state is DutyState.open


async def test_who_belongs_to_no_circle_any_more_does_not_come_in_by_an_old_link(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        gone = await a_person(work, "岑见山", "+8617000000007")
        new = NewInvitation(TOKEN, gone, "father", None, world.school.id)
        await work.invitations.add([new], START, START + timedelta(days=1))
    await agreed(world)

    joining = await contact(world, "+8617000000007")

    assert (joining.step, joining.person) == (Step.used_link, None)


async def test_a_class_teacher_who_joins_late_is_asked_before_the_principal_hears(
    store: Store,
) -> None:
    world = await a_school(store, a_plan_of(TALK))
    async with store.write() as work:
        await work.accounts.set_reach(world.teacher, Reach.not_joined)
    await world.live(at(date(2025, 3, 24), "12:00"))
    await give_link(world, world.teacher)
    await agreed(world)
    await contact(world, "+8616700000004", now=date(2025, 3, 24))

    heard = await world.live(at(date(2025, 3, 29), "23:00"))

    assert heard == [
        (date(2025, 3, 24), world.teacher, "reminder"),
        (date(2025, 3, 29), world.teacher, "again"),
    ]

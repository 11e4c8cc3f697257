"""What runs for a child beside the lessons (SYSTEMS.md rows 49, 66, 67): begun on a card, looked at
on the day that the card names, until a card names none.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from care.almanac import Review
from care.forms.given import Value
from care.rungs import ESCALATION
from care.words import DutyState, Post, Role
from services.child_card import family_card
from services.forms.correcting import Back, take_back
from services.forms.library import library
from services.forms.saving import Saved
from services.forms.support import RunningLine, SupportsView, running, supports_view
from services.overview import child_view
from storage.records import NewAnswer, NewRecord
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.cards import NOW, corrects, of_family_too, somebody, writes
from tests.services.plans import LINXIA, a_plan_of
from tests.world import World, a_school

REVIEW_DAY = date(2025, 3, 17)
SUPPORTS = a_plan_of(
    *(
        f"[[rule]]{text}"
        for text in LINXIA.split("[[rule]]")
        if any(f"\nrow = {row}\n" in text for row in (49, 66, 67))
    )
)
"""The three rules as they ship."""

A_PLAN: dict[str, Value] = {
    "about": "conduct",
    "problem": {"words": "常和同学打架"},
    "goal": {"words": "一周不打架"},
    "steps": {"words": "每天放学聊五分钟"},
    "owner": "class-teacher",
    "review": REVIEW_DAY.isoformat(),
}
A_STUDY_PLAN: dict[str, Value] = {
    "subjects": ["maths"],
    "goal": {"words": "会背乘法口诀"},
    "content": {"words": "口诀和应用题"},
    "time": {"words": "周二、周四放学后"},
    "review": REVIEW_DAY.isoformat(),
}
A_HELPER: dict[str, Value] = {
    "helper": {"words": "小杰"},
    "content": {"words": "一起读课文"},
    "owner": "class-teacher",
    "review": REVIEW_DAY.isoformat(),
}


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store, SUPPORTS)


def evening(day: date) -> datetime:
    return at(day, "20:00")


def going_on(until: date, **more: Value) -> dict[str, Value]:
    return {"result": "goes-on", "review": until.isoformat(), **more}


async def page(world: World, person: int, now: datetime = NOW) -> SupportsView | None:
    async with world.store.write() as work:
        return await supports_view(work, world.actor(person), library(), world.child, now)


async def listed(world: World, person: int) -> tuple[RunningLine, ...]:
    async with world.store.write() as work:
        return await running(work, world.actor(person), library(), [world.child], NOW)


async def heard_of(world: World, rule_id: str, until: date) -> list[tuple[date, int, str]]:
    """Who heard what of the reviews of a rule, on which day."""
    found = []
    while (moment := await world.next_moment()) is not None and moment <= evening(until):
        await world.tick(moment)
        for message in await world.deliver(moment):
            items = [item for item in message.items if item.rule.id == rule_id]
            found += [(moment.date(), message.notice.person_id, item.purpose) for item in items]
    return found


async def test_row_49_an_education_plan_is_reviewed_on_its_day_goes_on_and_ends(
    world: World,
) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    assert (await world.duty("education-plan")).due_on == REVIEW_DAY

    again = date(2025, 3, 31)
    went_on = await writes(
        world, world.teacher, "education-review", going_on(again), evening(REVIEW_DAY)
    )

    assert went_on.closed == 1
    done, following = await world.duties("education-plan")
    assert (done.state, following.state) == (DutyState.done, DutyState.open)
    assert (following.due_on, following.previous_id) == (again, done.id)
    view = await page(world, world.principal)
    assert view is not None
    assert [(s.kind, s.since, s.next_on) for s in view.supports] == [
        ("education-plan", NOW.date(), again)
    ]

    reached: dict[str, Value] = {"result": "reached", "line": {"words": "两周没打架"}}
    await writes(world, world.teacher, "education-review", reached, evening(again))

    assert await world.duties("education-plan", DutyState.open) == []
    view = await page(world, world.principal)
    assert view is not None
    assert [s.next_on for s in view.supports] == [None]


async def test_row_49_a_silent_review_climbs_to_the_school_leader_and_comes_again(
    world: World,
) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)

    heard = await heard_of(world, "education-plan", date(2025, 3, 30))

    assert [(day, person) for day, person, _ in heard] == [
        (REVIEW_DAY, world.teacher),
        (date(2025, 3, 20), world.teacher),
        (date(2025, 3, 24), world.principal),
    ]
    assert heard[-1][2] == ESCALATION
    await heard_of(world, "education-plan", date(2025, 4, 17))
    missed, again = await world.duties("education-plan")
    assert missed.state is DutyState.missed
    assert (again.number, again.due_on) == (2, REVIEW_DAY + timedelta(days=30))


async def test_row_49_whoever_holds_the_plan_is_reminded(world: World) -> None:
    counsellor = await somebody(world, "心理老师", post=Post.counsellor)
    await writes(world, world.teacher, "education-plan", A_PLAN | {"owner": "counsellor"})

    heard = await heard_of(world, "education-plan", REVIEW_DAY)

    assert [person for _, person, _ in heard] == [counsellor]
    reviewed = await writes(
        *(world, counsellor, "education-review"),
        going_on(date(2025, 4, 1)),
        evening(REVIEW_DAY),
    )
    assert reviewed.closed == 1


async def test_row_49_in_a_class_without_a_deputy_its_teacher_is_reminded(world: World) -> None:
    await somebody(world, "副校长", post=Post.deputy)
    await writes(world, world.teacher, "education-plan", A_PLAN | {"owner": "deputy"})

    heard = await heard_of(world, "education-plan", REVIEW_DAY)

    assert [person for _, person, _ in heard] == [world.teacher]


async def test_row_49_the_deputy_of_the_class_is_reminded_where_there_is_one(world: World) -> None:
    deputy = await somebody(world, "副班主任", post=Post.deputy, unit=world.class_.id)
    await writes(world, world.teacher, "education-plan", A_PLAN | {"owner": "deputy"})

    heard = await heard_of(world, "education-plan", REVIEW_DAY)

    assert [person for _, person, _ in heard] == [deputy]


@pytest.mark.parametrize(
    ("owner", "place"),
    [("deputy", {"post": Post.deputy}), ("mentor", {"role": Role.mentor})],
)
async def test_row_49_of_a_review_whose_owner_has_not_joined_the_teacher_is_reminded(
    world: World, owner: str, place: dict[str, Any]
) -> None:
    await somebody(world, "苏文", unit=world.class_.id, joined=False, **place)
    await writes(world, world.teacher, "education-plan", A_PLAN | {"owner": owner})

    heard = await heard_of(world, "education-plan", REVIEW_DAY)

    assert [person for _, person, _ in heard] == [world.teacher]


async def test_row_49_the_review_follows_the_post_when_the_class_changes_hands(
    world: World,
) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    async with world.store.write() as work:
        (post,) = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id], date(2025, 3, 10))
    new = await somebody(world, "新班主任", post=Post.class_teacher)

    heard = await heard_of(world, "education-plan", REVIEW_DAY)

    assert [person for _, person, _ in heard] == [new]


@pytest.mark.parametrize("who", ["father", "grandmother"])
async def test_row_49_nobody_of_the_family_sees_anything_of_a_plan(world: World, who: str) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    person = getattr(world, who)

    assert await page(world, person) is None
    assert await listed(world, person) == ()
    async with world.store.write() as work:
        card = await family_card(work, world.actor(person), world.child, evening(REVIEW_DAY))
    assert card is not None
    assert "education-plan" not in {item.rule.id for item in card.items}
    heard = await heard_of(world, "education-plan", date(2025, 4, 10))
    assert person not in {reader for _, reader, _ in heard}


async def test_row_49_a_teacher_who_is_family_reads_no_plan_of_the_own_child(world: World) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    aunt = await somebody(world, "姑姑", post=Post.deputy)
    assert await page(world, aunt) is not None
    await of_family_too(world, aunt)

    assert await page(world, aunt) is None
    assert await listed(world, aunt) == ()


async def test_row_66_the_effect_of_a_phase_is_asked_when_it_ends(world: World) -> None:
    await writes(world, world.teacher, "study-plan", A_STUDY_PLAN)

    heard = await heard_of(world, "study-plan", REVIEW_DAY)

    assert [(day, person) for day, person, _ in heard] == [(REVIEW_DAY, world.teacher)]
    next_phase = date(2025, 4, 14)
    effect: dict[str, Value] = {
        "result": "better",
        "next": "goes-on",
        "review": next_phase.isoformat(),
    }
    await writes(world, world.teacher, "study-review", effect, evening(REVIEW_DAY))
    assert (await world.duty("study-plan")).due_on == next_phase
    ended: dict[str, Value] = {"result": "better", "next": "reached"}
    await writes(world, world.teacher, "study-review", ended, evening(next_phase))
    assert await world.duties("study-plan", DutyState.open) == []


async def test_row_66_a_paired_teacher_makes_a_plan_and_the_class_teacher_reads_it(
    world: World,
) -> None:
    mentor = await somebody(world, "数学老师", role=Role.mentor)

    await writes(world, mentor, "study-plan", A_STUDY_PLAN)

    assert [line.form.id for line in await listed(world, world.teacher)] == ["study-plan"]
    assert await page(world, mentor) is None


async def test_row_67_monthly_looks_at_a_learning_helper_are_a_progress_curve(
    world: World,
) -> None:
    await writes(world, world.teacher, "study-helper", A_HELPER)
    day = REVIEW_DAY
    for result in ("better", "better", "same", "worse"):
        duty = await world.duty("study-helper")
        assert duty.due_on == day
        day += timedelta(days=28)
        look: dict[str, Value] = {"result": result, "review": day.isoformat()}
        await writes(world, world.teacher, "study-check", look, evening(duty.due_on))

    async with world.store.write() as work:
        card = await child_view(work, world.actor(world.teacher), world.child, evening(day))
    assert card is not None
    (support,) = card.written.supports
    assert support.curve == "▄▅▆▆▅"


async def test_row_67_the_classmates_name_is_sealed(world: World) -> None:
    saved = await writes(world, world.teacher, "study-helper", A_HELPER)

    async with world.store.read() as work:
        answers = await work.records.answers(saved.records[0])
    helper = next(answer for answer in answers if answer.question == "helper")
    assert (helper.words, helper.choice) == ("小杰", None)


async def test_an_early_look_puts_the_review_on_its_new_day(world: World) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)

    sooner = date(2025, 3, 10)
    early = await writes(world, world.teacher, "education-review", going_on(sooner))

    assert early.closed == 0
    assert (await world.duty("education-plan")).due_on == sooner


async def test_a_new_plan_takes_the_place_of_the_one_that_runs(world: World) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    later = date(2025, 5, 1)

    await writes(
        *(world, world.teacher, "education-plan"),
        A_PLAN | {"review": later.isoformat()},
        evening(REVIEW_DAY),
    )

    assert (await world.duty("education-plan")).due_on == later


async def test_a_plan_taken_back_is_reviewed_by_nobody(world: World) -> None:
    saved = await writes(world, world.teacher, "education-plan", A_PLAN)

    async with world.store.write() as work:
        back = await take_back(work, world.actor(world.teacher), saved.records[0], NOW)

    assert back is Back.taken_back
    assert await world.duties("education-plan") == []


async def test_a_review_taken_back_is_open_again_on_its_day(world: World) -> None:
    await writes(world, world.teacher, "education-plan", A_PLAN)
    now = evening(REVIEW_DAY)
    saved = await writes(world, world.teacher, "education-review", {"result": "ended"}, now)
    assert await world.duties("education-plan", DutyState.open) == []

    async with world.store.write() as work:
        await take_back(work, world.actor(world.teacher), saved.records[0], now)

    assert (await world.duty("education-plan")).due_on == REVIEW_DAY


async def test_a_corrected_day_moves_the_review(world: World) -> None:
    saved = await writes(world, world.teacher, "education-plan", A_PLAN)
    other = date(2025, 3, 24)

    corrected = await corrects(
        world, world.teacher, saved.records[0], NOW, review=other.isoformat()
    )

    assert isinstance(corrected, Saved)
    assert (await world.duty("education-plan")).due_on == other


async def test_done_without_a_card_is_asked_for_again_a_month_later(world: World) -> None:
    """A bare tap names no day: the plan goes on, and is not forgotten."""
    await writes(world, world.teacher, "education-plan", A_PLAN)
    duty = await world.duty("education-plan")

    await world.done(world.teacher, duty, evening(REVIEW_DAY))

    assert (await world.duty("education-plan")).due_on == REVIEW_DAY + timedelta(days=30)


@pytest.mark.in_memory_too
async def test_every_store_says_what_the_records_have_named(world: World) -> None:
    kinds = ("education-plan", "education-review")
    on = date(2025, 3, 20)
    answers = [NewAnswer("review", day=on), NewAnswer("owner", choice="class-teacher")]
    async with world.store.write() as work:
        first, second, bare, other = [
            await work.records.add(
                NewRecord(kind, world.class_.id, world.child, world.teacher, None, None, MONDAY, h),
                said,
                NOW + timedelta(minutes=minute),
            )
            for minute, (kind, h, said) in enumerate(
                [
                    ("education-plan", "hash", answers),
                    ("education-review", "hash", []),
                    ("education-review", None, []),
                    ("talk", "hash", answers),
                ]
            )
        ]
        found = await work.written.reviews([world.child, 1], kinds)

        assert found == {
            world.child: (
                Review("education-plan", first, MONDAY, on, "class_teacher"),
                Review("education-review", second, MONDAY, None, None),
            )
        }
        await work.records.undo(second, NOW)
        found = await work.written.reviews([world.child], kinds)
        assert [review.record_id for review in found[world.child]] == [first]
        assert {bare, other}.isdisjoint({first, second})

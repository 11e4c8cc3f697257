"""The rules of an SOS: who is told next, and that nobody waits for who cannot answer."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.delivery import NoticeState, Outcome, Worth, after_attempt
from care.people import Circle
from care.roles import Act, may
from care.sos import RUNGS, STEP, Climb, Rung, climb, pause_after, rungs_of
from care.ties import Holding
from care.words import Post, Reach, Role, UnitKind
from tests.care.builders import MONDAY, a_circle, a_holding, a_person, at

NOW = at(MONDAY, "23:30")
TEACHER, DEPUTY, PRINCIPAL, SECOND, OFFICER = 11, 12, 13, 14, 15
STAFF = {
    TEACHER: (Post.class_teacher, UnitKind.class_),
    DEPUTY: (Post.deputy, UnitKind.class_),
    PRINCIPAL: (Post.principal, UnitKind.school),
    SECOND: (Post.deputy, UnitKind.school),
    OFFICER: (Post.officer, UnitKind.county),
}


def a_staff(*away: int, of: tuple[int, ...] = tuple(STAFF)) -> Circle:
    """All of the chain; who is `away` has not joined."""
    held = [
        a_holding(a_person(n, Reach.not_joined if n in away else Reach.joined), *STAFF[n])
        for n in of
    ]
    return a_circle(staff=held)


def steps(*circles: Circle, never: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """Whom each step of one round tells."""
    told: list[tuple[int, ...]] = []
    step = 0
    while (found := climb(circles, never, [p for each in told for p in each], step, NOW)).tell:
        told.append(found.tell)
        step = found.step
    return told


def test_an_officer_whose_post_is_at_the_school_is_on_the_chain_too() -> None:
    officer = a_holding(a_person(OFFICER), Post.officer, UnitKind.school)

    assert steps(a_circle(staff=[officer])) == [(OFFICER,)]


def test_it_climbs_from_the_class_teacher_to_the_officers() -> None:
    assert steps(a_staff()) == [(TEACHER,), (DEPUTY,), (PRINCIPAL, SECOND), (OFFICER,)]


def test_the_hour_does_not_matter_and_a_post_that_has_ended_does() -> None:
    gone = Holding(a_person(TEACHER), *STAFF[TEACHER], MONDAY, MONDAY - timedelta(days=1))
    circle = a_circle(staff=[gone, a_holding(a_person(DEPUTY), *STAFF[DEPUTY])])

    assert climb([circle], [], [], 0, NOW) == Climb((DEPUTY,), (Rung.class_teacher,), 2)


def test_who_has_not_joined_is_passed_at_once_and_named() -> None:
    assert climb([a_staff(TEACHER, DEPUTY)], [], [], 0, NOW) == Climb(
        (PRINCIPAL, SECOND), (Rung.class_teacher, Rung.deputy), 3
    )


def test_the_asker_and_who_is_left_out_are_never_told() -> None:
    assert steps(a_staff(), never=(TEACHER, SECOND)) == [(DEPUTY,), (PRINCIPAL,), (OFFICER,)]


def test_a_chain_at_its_end_has_nobody_to_tell() -> None:
    assert climb([a_staff()], [], [], len(RUNGS), NOW) == Climb((), (), len(RUNGS))
    assert climb([a_staff(*STAFF)], [], [], 0, NOW).passed == RUNGS
    assert climb([], [], [], 0, NOW).tell == ()


def test_with_two_children_neither_waits_for_the_teacher_of_the_other() -> None:
    other = a_circle(staff=[a_holding(a_person(21), *STAFF[DEPUTY])])

    assert climb([a_staff(), other], [], [], 0, NOW) == Climb(
        (TEACHER, 21), (Rung.class_teacher,), 1
    )
    assert steps(a_staff(), other)[0] == (TEACHER, 21)
    assert steps(a_staff(), other)[1] == (DEPUTY,)


def test_one_person_on_two_rungs_is_told_once() -> None:
    both = a_person(TEACHER)
    circle = a_circle(
        staff=[a_holding(both, *STAFF[n]) for n in (TEACHER, PRINCIPAL)]
        + [a_holding(a_person(OFFICER), *STAFF[OFFICER])]
    )

    assert steps(circle) == [(TEACHER,), (OFFICER,)]
    assert list(rungs_of([circle], TEACHER, NOW)) == [Rung.class_teacher, Rung.principal]


@given(
    away=st.sets(st.sampled_from(tuple(STAFF))),
    never=st.sets(st.sampled_from(tuple(STAFF))),
    of=st.sets(st.sampled_from(tuple(STAFF))),
)
def test_every_step_tells_somebody_who_can_answer_and_a_round_forgets_nobody(
    away: set[int], never: set[int], of: set[int]
) -> None:
    told = steps(a_staff(*away, of=tuple(sorted(of))), never=tuple(never))

    everybody = [person for step in told for person in step]
    assert sorted(everybody) == sorted(of - away - never)
    assert all(told)
    assert len(told) <= len(RUNGS)


def test_only_the_chain_may_accept() -> None:
    chain = {Post.class_teacher, Post.deputy, Post.principal, Post.officer}

    assert {post for post in Post if may([post], Act.answer_sos)} == chain
    assert not any(may([role], Act.answer_sos) for role in Role)


def test_the_first_rounds_follow_each_other_fast() -> None:
    assert pause_after(0) == pause_after(3) == STEP
    assert pause_after(4) > STEP


def test_an_emergency_is_sent_until_it_is_stale_and_each_repeat_is_marked() -> None:
    for attempts in (1, 6, 50):
        for outcome in (Outcome.no_answer, Outcome.server_error, Outcome.not_sent):
            after = after_attempt(
                outcome, attempts, repeated=True, now=NOW, wait=timedelta(0), worth=Worth.urgent
            )
            assert after.state is NoticeState.queued
            assert after.send_at is not None
            assert after.send_at - NOW <= timedelta(seconds=20)
    silent = after_attempt(Outcome.no_answer, 1, False, NOW, timedelta(0), worth=Worth.urgent)
    assert silent.repeated
    refused = after_attempt(Outcome.blocked, 1, False, NOW, timedelta(0), worth=Worth.urgent)
    assert refused.state is NoticeState.failed

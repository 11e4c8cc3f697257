"""What silence leads to, rung by rung."""

from datetime import date, time, timedelta

import pytest

from care.hours import local_date
from care.ladder import Decision, call_for_help, decide, restart
from care.people import Circle
from care.rungs import Say, next_moment
from care.words import DutyState, Post, Reach, Role, UnitKind
from tests.care.builders import (
    BERLIN,
    FATHER,
    GRANDMOTHER,
    KATHMANDU,
    MONDAY,
    PRINCIPAL,
    SCHOOL,
    SHANGHAI,
    TEACHER,
    a_circle,
    a_duty,
    a_holding,
    a_ladder,
    a_person,
    a_rule,
    a_tie,
    at,
)
from tests.care.runs import CALL, TALK, climbed, moved

MOTHER = a_person(11)
OUT_OF_REACH = a_person(1, Reach.not_joined)


def march(day: int) -> date:
    return date(2025, 3, day)


def told(decision: Decision) -> list[tuple[int, str]]:
    return [(say.person_id, say.purpose) for say in decision.says]


def test_before_the_fathers_own_hour_nothing_happens() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(MONDAY, "18:59"))
    assert decision == Decision(DutyState.open, 0, MONDAY, at(MONDAY, "19:00"))


def test_at_his_hour_he_is_reminded_once_and_again_two_days_later() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(MONDAY, "19:00"))
    assert decision.says == (Say(FATHER.id, at(MONDAY, "19:00"), 0, "reminder"),)
    assert (decision.step, decision.next_at) == (1, at(march(5), "19:00"))


def test_silence_climbs_from_two_reminders_to_the_teacher_to_the_principal() -> None:
    says, passed, state = climbed(a_duty(), CALL, a_circle())
    assert [(say.person_id, say.purpose, say.send_at) for say in says] == [
        (FATHER.id, "reminder", at(march(3), "19:00")),
        (FATHER.id, "again", at(march(5), "19:00")),
        (TEACHER.id, "escalation", at(march(7), "19:00")),
        (PRINCIPAL.id, "escalation", at(march(10), "19:00")),
    ]
    assert (passed, state) == ([], DutyState.missed)


def test_after_the_last_rung_it_stays_open_until_its_last_day_is_over() -> None:
    duty = a_duty(step=4)
    midnight = at(march(17), "00:00")
    assert next_moment(duty, CALL, a_circle()) == midnight
    before = decide(duty, CALL, a_circle(), midnight - timedelta(seconds=1))
    assert before.state is DutyState.open
    assert decide(duty, CALL, a_circle(), midnight) == Decision(DutyState.missed, 4, MONDAY, None)


def test_the_schools_midnight_decides_not_the_fathers() -> None:
    in_berlin = a_circle([a_tie(a_person(zone=BERLIN))], zone=KATHMANDU)
    assert next_moment(a_duty(step=4), CALL, in_berlin) == at(march(17), "00:00", KATHMANDU)


def test_both_parents_hear_it_each_at_their_own_hour() -> None:
    mother = a_person(11, zone=BERLIN, hour=time(20))
    circle = a_circle([a_tie(FATHER), a_tie(mother, Role.mother)])
    duty = a_duty()
    assert next_moment(duty, CALL, circle) == at(MONDAY, "19:00")
    decision = decide(duty, CALL, circle, at(MONDAY, "19:00"))
    assert [(say.person_id, say.send_at) for say in decision.says] == [
        (FATHER.id, at(MONDAY, "19:00")),
        (mother.id, at(MONDAY, "20:00", BERLIN)),
    ]


def test_a_duty_of_one_parent_is_not_told_to_the_other() -> None:
    circle = a_circle([a_tie(FATHER), a_tie(MOTHER, Role.mother)])
    duty = a_duty(holder_id=MOTHER.id)
    decision = decide(duty, CALL, circle, at(MONDAY, "19:00"))
    assert told(decision) == [(MOTHER.id, "reminder")]


def test_a_parent_who_came_home_is_not_reminded_of_a_duty_in_his_name() -> None:
    at_home = a_circle([a_tie(FATHER, until=march(2))])
    says, _, state = climbed(a_duty(holder_id=FATHER.id), CALL, at_home)
    assert (says, state) == ([], DutyState.unknown)


def test_a_father_who_comes_home_while_it_is_open_has_missed_nothing() -> None:
    home_on_thursday = a_circle([a_tie(FATHER, until=march(5))])
    says, _, state = climbed(a_duty(), CALL, home_on_thursday)
    assert [say.purpose for say in says] == ["reminder", "again"]
    assert state is DutyState.unknown


def test_a_father_out_of_reach_is_no_reproach() -> None:
    circle = a_circle([a_tie(OUT_OF_REACH)])
    says, passed, state = climbed(a_duty(), CALL, circle)
    assert says == []
    assert passed == ["holder", "holder", "class_teacher", "principal"]
    assert state is DutyState.unknown


def test_a_rung_nobody_can_be_reached_at_is_passed_at_noon_of_its_day() -> None:
    circle = a_circle([a_tie(OUT_OF_REACH)], zone=KATHMANDU)
    noon = at(MONDAY, "12:00", KATHMANDU)
    assert next_moment(a_duty(), CALL, circle) == noon
    decision = decide(a_duty(), CALL, circle, noon)
    assert (decision.passed, decision.step) == (("holder",), 1)


def test_a_teacher_out_of_reach_is_passed_and_the_principal_still_hears() -> None:
    away = a_holding(a_person(3, Reach.stopped))
    circle = a_circle(staff=[away, a_holding(PRINCIPAL, Post.principal)])
    says, passed, state = climbed(a_duty(), CALL, circle)
    assert passed == ["class_teacher"]
    assert says[-1].person_id == PRINCIPAL.id
    assert state is DutyState.missed


def test_the_deputy_hears_for_a_class_without_a_teacher() -> None:
    deputy = a_person(13)
    circle = a_circle(staff=[a_holding(deputy, Post.deputy)])
    decision = decide(a_duty(step=2), CALL, circle, at(march(7), "19:00"))
    assert told(decision) == [(deputy.id, "escalation")]


def test_for_a_class_with_no_staff_the_principal_hears_then_and_in_her_own_turn() -> None:
    circle = a_circle(staff=[a_holding(PRINCIPAL, Post.principal)])
    says, passed, _ = climbed(a_duty(), CALL, circle)
    assert passed == []
    assert [(say.person_id, say.rung) for say in says[2:]] == [(PRINCIPAL.id, 2), (PRINCIPAL.id, 3)]


def test_where_there_is_no_principal_the_deputy_of_the_school_hears_then_an_officer() -> None:
    deputy, officer = a_person(13), a_person(14)
    staff = [
        a_holding(officer, Post.officer, UnitKind.county),
        a_holding(deputy, Post.deputy, UnitKind.school),
    ]
    for people, hears in ((staff, deputy), (staff[:1], officer)):
        decision = decide(a_duty(step=3), CALL, a_circle(staff=people), at(march(10), "19:00"))
        assert told(decision) == [(hears.id, "escalation")]


def test_one_who_holds_two_of_the_posts_hears_it_once() -> None:
    staff = [a_holding(PRINCIPAL, Post.principal), a_holding(PRINCIPAL, Post.deputy)]
    decision = decide(a_duty(step=2), CALL, a_circle(staff=staff), at(march(7), "19:00"))
    assert told(decision) == [(PRINCIPAL.id, "escalation")]


def test_two_teachers_on_one_post_are_both_told() -> None:
    staff = [a_holding(TEACHER), a_holding(a_person(12))]
    decision = decide(a_duty(step=2), CALL, a_circle(staff=staff), at(march(7), "19:00"))
    assert told(decision) == [(TEACHER.id, "escalation"), (12, "escalation")]


def test_a_teachers_own_duty_is_reminded_to_her_and_then_told_to_the_principal() -> None:
    says, passed, _ = climbed(a_duty(), TALK, a_circle())
    assert [(say.person_id, say.purpose) for say in says] == [
        (TEACHER.id, "reminder"),
        (TEACHER.id, "again"),
        (PRINCIPAL.id, "escalation"),
    ]
    assert passed == []


def test_nobody_is_told_on_to_themselves() -> None:
    mother_and_teacher = a_circle([a_tie(TEACHER, Role.mother)])
    says, passed, state = climbed(a_duty(), CALL, mother_and_teacher)
    assert passed == ["class_teacher"]
    assert [say.person_id for say in says] == [TEACHER.id, TEACHER.id, PRINCIPAL.id]
    assert state is DutyState.missed


def test_a_principal_who_teaches_the_class_is_not_told_on_to_herself() -> None:
    only_one = a_circle(
        staff=[a_holding(PRINCIPAL), a_holding(PRINCIPAL, Post.principal, UnitKind.school)]
    )
    says, passed, _ = climbed(a_duty(), TALK, only_one)
    assert passed == ["principal"]
    assert {say.purpose for say in says} == {"reminder", "again"}


def test_an_empty_ladder_reminds_nobody_and_still_closes() -> None:
    rule = a_rule(ladder=())
    assert climbed(a_duty(), rule, a_circle()) == ([], [], DutyState.unknown)


def test_one_call_takes_one_rung_however_late() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(march(12), "20:00"))
    assert (decision.step, told(decision)) == (1, [(FATHER.id, "reminder")])


def test_a_rung_taken_days_late_moves_the_rest_of_the_ladder() -> None:
    late = at(march(6), "20:00")
    decision = decide(a_duty(), CALL, a_circle(), late)
    assert decision.ladder_from == march(6)
    assert decision.says[0].send_at == late
    assert decision.next_at == at(march(8), "19:00")


def test_a_rung_taken_late_is_told_to_the_teacher_of_today() -> None:
    new = a_person(12)
    staff = [a_holding(TEACHER, until=march(8)), a_holding(new, since=march(9))]
    decision = decide(a_duty(step=2), CALL, a_circle(staff=staff), at(march(10), "08:00"))
    assert told(decision) == [(new.id, "escalation")]


def test_a_rung_taken_hours_late_moves_nothing() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(march(4), "18:00"))
    assert decision.ladder_from == MONDAY
    assert decision.next_at == at(march(5), "19:00")


@pytest.mark.parametrize("hours", range(0, 72, 5))
@pytest.mark.parametrize("teachers_hour", [time(7), time(12), time(19)])
def test_however_late_the_teacher_never_hears_on_the_day_of_the_reminder(
    hours: int, teachers_hour: time
) -> None:
    rule = a_rule(ladder=a_ladder("holder 0", "class_teacher 1"))
    circle = a_circle(staff=[a_holding(a_person(3, hour=teachers_hour))])
    back = at(MONDAY, "19:00") + timedelta(hours=hours)
    ticks = [back + n * timedelta(minutes=15) for n in range(4 * 24 * 16)]
    says, _, _ = climbed(a_duty(), rule, circle, ticks)
    assert [say.purpose for say in says] == ["reminder", "escalation"]
    reminded, told_on = (local_date(say.send_at, SHANGHAI) for say in says)
    assert reminded < told_on


def test_a_late_reminder_waits_for_the_end_of_quiet_hours() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(march(4), "02:00"))
    assert decision.says[0].send_at == at(march(4), "07:00")


def test_a_reminder_that_would_come_after_the_last_day_is_left_out() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(march(16), "23:00"))
    assert (decision.says, decision.passed) == ((), ("holder",))
    assert decision.next_at == at(march(17), "00:00")


def test_after_an_outage_over_the_whole_duty_it_closes_without_a_word() -> None:
    decision = decide(a_duty(), CALL, a_circle(), at(march(20), "12:00"))
    assert (decision.state, decision.says, decision.next_at) == (DutyState.unknown, (), None)


def test_a_ladder_longer_than_the_duty_ends_with_it() -> None:
    short = a_duty(closes_on=march(5))
    says, _, state = climbed(short, CALL, a_circle())
    assert [say.purpose for say in says] == ["reminder", "again"]
    assert state is DutyState.missed


def test_a_father_who_joins_late_starts_at_the_foot_of_the_ladder() -> None:
    climbing = a_duty(step=2)
    decision = restart(climbing, CALL, a_circle(), march(6))
    assert (decision.step, decision.ladder_from) == (0, march(6))
    assert decision.next_at == at(march(6), "19:00")
    says, _, _ = climbed(moved(climbing, decision), CALL, a_circle())
    assert [say.purpose for say in says] == ["reminder", "again", "escalation", "escalation"]


def test_joining_before_the_day_it_is_due_brings_no_early_reminder() -> None:
    assert restart(a_duty(), CALL, a_circle(), march(1)).ladder_from == MONDAY


def test_one_reachable_parent_of_two_is_enough_to_climb() -> None:
    circle = a_circle([a_tie(OUT_OF_REACH), a_tie(MOTHER, Role.mother)])
    says, passed, state = climbed(a_duty(), CALL, circle)
    assert {say.person_id for say in says} == {MOTHER.id, TEACHER.id, PRINCIPAL.id}
    assert (passed, state) == ([], DutyState.missed)


def test_the_grandmother_hears_nothing_of_a_duty_that_is_not_hers() -> None:
    says, _, _ = climbed(a_duty(), CALL, a_circle())
    assert GRANDMOTHER.id not in {say.person_id for say in says}


@pytest.mark.parametrize("step", range(5))
def test_looking_too_early_again_and_again_is_harmless(step: int) -> None:
    duty = a_duty(step=step)
    moment = next_moment(duty, CALL, a_circle())
    early = decide(duty, CALL, a_circle(), moment - timedelta(minutes=1))
    assert early == Decision(DutyState.open, step, MONDAY, moment)


def test_school_duties_climb_to_the_officer() -> None:
    """Row 88: a guardians' meeting every semester, supervised from above."""
    officer = a_person(14)
    staff = [*SCHOOL, a_holding(officer, Post.officer, UnitKind.county)]
    rule = a_rule(
        subject="school",
        holder=("principal",),
        ladder=a_ladder("holder 0", "holder 7", "officer 12"),
    )
    says, _, _ = climbed(a_duty(), rule, Circle(None, SHANGHAI, (), tuple(staff)))
    assert [say.person_id for say in says] == [PRINCIPAL.id, PRINCIPAL.id, officer.id]


def test_the_first_of_a_chain_reminds_its_holder_and_nobody_else() -> None:
    says, passed, state = climbed(a_duty(gentle=True), CALL, a_circle())
    assert [(say.person_id, say.purpose, say.send_at) for say in says] == [
        (FATHER.id, "reminder", at(march(3), "19:00")),
        (FATHER.id, "again", at(march(5), "19:00")),
    ]
    assert (passed, state) == ([], DutyState.missed)


def test_a_gentle_duty_takes_a_holders_rung_above_the_staffs() -> None:
    rule = a_rule(ladder=a_ladder("holder 0", "class_teacher 2", "holder 4", "principal 7"))
    says, passed, _ = climbed(a_duty(gentle=True), rule, a_circle())
    assert [(say.person_id, say.rung) for say in says] == [(FATHER.id, 0), (FATHER.id, 2)]
    assert passed == []


def test_after_its_reminders_a_gentle_duty_only_waits_for_its_last_day() -> None:
    duty = a_duty(step=2, gentle=True)
    assert next_moment(duty, CALL, a_circle()) == at(march(17), "00:00")
    assert decide(duty, CALL, a_circle(), at(march(12), "19:00")).says == ()


def test_a_gentle_duty_whose_holder_is_out_of_reach_passes_only_its_own_rungs() -> None:
    says, passed, state = climbed(a_duty(gentle=True), CALL, a_circle([a_tie(OUT_OF_REACH)]))
    assert (says, passed, state) == ([], ["holder", "holder"], DutyState.unknown)


def test_a_call_for_help_reaches_the_class_teacher_today_even_from_a_gentle_duty() -> None:
    step, says = call_for_help(a_duty(step=1, gentle=True), CALL, a_circle(), at(MONDAY, "20:00"))
    assert [(say.person_id, say.purpose, say.send_at) for say in says] == [
        (TEACHER.id, "escalation", at(MONDAY, "20:00"))
    ]
    assert step == 3


def test_a_call_for_help_goes_on_to_whoever_can_be_reached() -> None:
    silent = a_holding(a_person(3, Reach.stopped))
    circle = a_circle(staff=[silent, a_holding(PRINCIPAL, Post.principal)])
    step, says = call_for_help(a_duty(step=1), CALL, circle, at(MONDAY, "12:00"))
    assert [(say.person_id, say.send_at) for say in says] == [(PRINCIPAL.id, at(MONDAY, "19:00"))]
    assert step == 4


def test_a_call_for_help_where_nobody_can_be_reached_is_told_to_nobody() -> None:
    assert call_for_help(a_duty(step=1), CALL, a_circle(staff=[]), at(MONDAY, "12:00")) == (4, ())

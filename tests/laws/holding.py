"""What has to hold of a life (`tests.laws.lives`), whoever lives it and however often it stops."""

from collections import Counter

from care.ceilings import ceiling
from care.delivery import REMINDER_FRESH
from care.hours import is_quiet, local_date
from care.words import DutyState, Post, Role
from services.duties.outlook import look_around
from tests.care.builders import SHANGHAI
from tests.laws.lives import Life, overlaps


async def nobody_hears_more_than_a_day_holds(life: Life) -> None:
    heard = Counter(
        (prepared.notice.person_id, life.day_of(prepared.notice.person_id, now))
        for now, prepared in life.sent
    )
    staff = {life.world.teacher: Post.class_teacher, life.world.principal: Post.principal}
    for (person, day), n in heard.items():
        assert n <= ceiling([staff.get(person, Role.father)]), (person, day)


async def nothing_is_stale_or_comes_at_night(life: Life) -> None:
    for now, prepared in life.sent:
        assert now - prepared.notice.send_at < REMINDER_FRESH
        assert not is_quiet(now, life.habits[prepared.notice.person_id])


async def nothing_comes_before_its_window_or_after_it_was_done(life: Life) -> None:
    duties = await life.duties_there()
    for now, prepared in life.sent:
        for item in prepared.items:
            duty = duties[item.duty_id]
            assert duty.opens_on <= life.day_of(prepared.notice.person_id, now)
            assert duty.ended_at is None or now <= duty.ended_at


async def no_rung_is_told_twice(life: Life) -> None:
    """But where somebody came back meanwhile: their ladder begins again at its foot."""
    duties = await life.duties_there()
    told = Counter(
        (prepared.notice.person_id, item.duty_id, item.purpose)
        for _, prepared in life.sent
        for item in prepared.items
        if not overlaps(duties[item.duty_id], life.absences)
    )
    assert set(told.values()) <= {1}


async def what_was_missed_has_climbed_its_ladder(life: Life) -> None:
    """All of it; or, where the machine was away meanwhile or somebody out of reach, as far as there
    was time.
    """
    duties = await life.duties_there()
    missed = [duty for duty in duties.values() if duty.state is DutyState.missed]
    async with life.world.store.read() as work:
        outlook = await look_around(work, missed, life.now)
    for duty in missed:
        rule = outlook.rule(duty)
        assert rule is not None
        assert duty.step > 0
        if not overlaps(duty, [*life.outages, *life.absences]):
            assert duty.step == len(rule.ladder), duty


async def every_chain_goes_on(life: Life) -> None:
    duties = await life.duties_there()
    ends = Counter((d.child_id, d.rule_id) for d in duties.values() if d.state is DutyState.open)
    chains = {(d.child_id, d.rule_id) for d in duties.values()}
    assert ends == Counter(dict.fromkeys(chains, 1))
    for duty in duties.values():
        if duty.state is DutyState.open:
            assert duty.closes_on >= local_date(life.now, SHANGHAI)


async def all_of_it(life: Life) -> None:
    """Every law above."""
    await nobody_hears_more_than_a_day_holds(life)
    await nothing_is_stale_or_comes_at_night(life)
    await nothing_comes_before_its_window_or_after_it_was_done(life)
    await no_rung_is_told_twice(life)
    await what_was_missed_has_climbed_its_ladder(life)
    await every_chain_goes_on(life)

"""Somebody who can be reached only now starts at the foot of their ladders."""

from datetime import datetime

from care.ladder import restart
from care.words import Reach
from services.outlook import look_around
from services.owing import open_duties_around
from storage.work import Work


async def restart_ladders(work: Work, person_id: int, now: datetime) -> None:
    """Begin the open duties of a person again, unless another holder could be reached before."""
    duties = await open_duties_around(work, person_id, now)
    outlook = await look_around(work, duties, now)
    moves = []
    for duty in duties:
        rule, circle, today = outlook.rule(duty), outlook.circle(duty), outlook.today(duty, now)
        if rule is None or not outlook.owes(duty, person_id, now):
            continue
        others = (p for p in circle.holders(rule.holder, today) if p.id != person_id)
        if any(person.reach is Reach.joined for person in others):
            continue
        decision = restart(duty, rule, circle, today)
        moves.append(
            {
                "duty_id": duty.id,
                "state": decision.state,
                "step": decision.step,
                "ladder_from": decision.ladder_from,
                "next_at": decision.next_at,
                "ended_at": None,
            }
        )
    await work.duties.move(moves)

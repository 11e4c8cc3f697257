"""Somebody who can be reached only now starts at the foot of their ladders."""

from datetime import datetime

from care.ladder import restart
from care.words import Reach
from services.duties.outlook import look_around
from services.duties.owing import open_duties_around
from storage.duties import Move
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
            Move(duty.id, decision.state, decision.step, decision.ladder_from, decision.next_at)
        )
    await work.duties.move(moves)

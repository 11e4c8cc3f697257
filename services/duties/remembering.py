"""Whoever the parents say they were in touch with is asked whether it was so: those who look after
the child now and then about calls (row 22) and every time about the month's talk (row 24), the
class teacher about hers (row 23).

Who and how often is the rule's `other_side` and `ask_other_side`. A no blames nobody: it stands on
the child's card for the class teacher, and goes nowhere else.
"""

from datetime import datetime

from care.ties import Person
from care.words import NewsCode, Role
from services.duties.case import Case
from services.news import News, spread
from storage.work import Work


async def ask_now_and_then(
    work: Work, case: Case, record_id: int, doer_id: int, now: datetime
) -> None:
    """Ask the other side about the record that has just closed a duty, where it is their turn."""
    duty, every = case.duty, case.rule.ask_other_side
    if not every or duty.child_id is None:
        return
    if await work.duties.done_so_often(duty.child_id, duty.rule_id) % every:
        return
    others = case.circle.reachable(_other_side(case))
    people = [person.id for person in others if person.id != doer_id]
    await work.confirmations.ask(record_id, people, now)
    news = [
        News(person, NewsCode.confirm, duty.unit_id, duty.child_id, record_id=record_id)
        for person in people
    ]
    await spread(work, news, now)


def _other_side(case: Case) -> tuple[Person, ...]:
    if case.rule.other_side == Role.guardian:
        return case.circle.holders([Role.guardian], case.today)
    return case.circle.told(case.rule.other_side, case.today)

"""Now and then whoever looks after a child is asked whether it did hear from the parents.

How often is the rule's `ask_other_side`. A no blames nobody: it stands on the child's card for the
class teacher, and goes nowhere else.
"""

from datetime import datetime

from care.words import NewsCode, Role
from services.duties.case import Case
from services.news import News, spread
from storage.work import Work


async def ask_now_and_then(
    work: Work, case: Case, record_id: int, doer_id: int, now: datetime
) -> None:
    """Ask the guardians about the record that has just closed a duty, where it is their turn."""
    duty, every = case.duty, case.rule.ask_other_side
    if not every or duty.child_id is None:
        return
    if await work.duties.done_so_often(duty.child_id, duty.rule_id) % every:
        return
    guardians = case.circle.reachable(case.circle.holders([Role.guardian], case.today))
    people = [person.id for person in guardians if person.id != doer_id]
    await work.confirmations.ask(record_id, people, now)
    news = [
        News(person, NewsCode.confirm, duty.unit_id, duty.child_id, record_id=record_id)
        for person in people
    ]
    await spread(work, news, now)

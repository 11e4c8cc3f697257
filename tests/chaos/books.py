"""What must always hold in the store: one query that names every sum that does not add up.

Word of an emergency is queued whoever is there, and dropped when it is taken up.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from care.delivery import NoticeState
from care.forms import filling
from care.words import Role
from services.forms.library import opened
from services.forms.stored import answers_of
from storage.records import RecordRow
from storage.store import Store
from storage.tables.base import UtcDateTime
from tests.chaos.wire import MARK

FAMILY = frozenset[str]((Role.father, Role.mother, Role.parent, Role.guardian))
_STATES = ", ".join(f"'{state}'" for state in NoticeState)

_WRONG = {
    "an answer without its record": """
        answer a LEFT JOIN record r ON r.id = a.record_id WHERE r.id IS NULL""",
    "a closure without its record, or of one taken back": """
        closure c LEFT JOIN record r ON r.id = c.record_id
        WHERE r.id IS NULL OR (c.undone_at IS NULL AND r.withdrawn_at IS NOT NULL)""",
    "a record without author": "record WHERE author_id IS NULL",
    "a record about neither child nor school": """
        record r LEFT JOIN duty d ON d.id = r.duty_id
        WHERE r.child_id IS NULL AND (d.id IS NULL OR d.child_id IS NOT NULL)""",
    "a record that the journal does not know": """
        record r WHERE r.made_at >= :since
        AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.record_id = r.id AND j.at >= :since)""",
    "a duty done without one closure, or closed without being done": """
        (SELECT d.id FROM duty d LEFT JOIN closure c ON c.duty_id = d.id AND c.undone_at IS NULL
         GROUP BY d.id, d.state
         HAVING count(c.id) <> CASE WHEN d.state = 'done' THEN 1 ELSE 0 END) x""",
    "two open duties in one chain": """
        (SELECT 1 FROM duty WHERE state = 'open' GROUP BY rule_id, coalesce(child_id, unit_id),
         holder_id HAVING count(*) > 1) x""",
    "two successors of one duty": """
        (SELECT 1 FROM duty WHERE previous_id IS NOT NULL GROUP BY previous_id
         HAVING count(*) > 1) x""",
    "a duty that is open and over, or over and open": """
        duty WHERE (state = 'open') = (ended_at IS NOT NULL)
        OR (state = 'open') = (next_at IS NULL)""",
    "a running request that nobody sees to": """
        request WHERE state IN ('open', 'taken') AND owner_id IS NULL AND next_at IS NULL
        AND kind <> 'unheard'""",
    "a request taken by nobody": "request WHERE state = 'taken' AND owner_id IS NULL",
    "a request that runs and has ended": """
        request WHERE (state IN ('open', 'taken')) = (ended_at IS NOT NULL)""",
    "a booked time of a call that is off": """
        session s JOIN request r ON r.id = s.request_id
        WHERE s.state = 'booked' AND r.state NOT IN ('open', 'taken')""",
    "a notice in no known state": f"notice WHERE state NOT IN ({_STATES})",
    "a notice sent without a message": """
        notice WHERE state = 'sent' AND (message_id IS NULL OR sent_at IS NULL)""",
    "a notice that never left the hand": "notice WHERE state IN ('claimed', 'sending')",
    "something waits for somebody who is not there": """
        notice n LEFT JOIN account a ON a.person_id = n.person_id
        WHERE n.state = 'queued' AND (a.reach IS NULL OR a.reach <> 'joined')
        AND n.kind <> 'sos'""",
    "a draft of somebody who is not there": """
        draft d LEFT JOIN account a ON a.address = d.address AND a.reach = 'joined'
        WHERE a.id IS NULL AND d.conversation <> 'join'""",
    "an update that failed": "journal WHERE event = 'update.failed'",
}
_SUMS = _WRONG | {"journal": "journal"}
_QUERY = text(
    " UNION ALL ".join(
        f"SELECT '{what}' AS what, count(*) AS n FROM {wrong}"  # noqa: S608 - our own words
        for what, wrong in _SUMS.items()
    )
)


async def audit(store: Store, since: datetime) -> tuple[dict[str, int], int]:
    """What is wrong, by name; and how long the journal is."""
    bound = _QUERY.bindparams(since=UtcDateTime().process_bind_param(since, store.engine.dialect))
    async with store.read() as work:
        found = {row.what: row.n for row in await work._room.get(bound)}
    length = found.pop("journal")
    return {what: n for what, n in found.items() if n}, length


async def cards(store: Store, known: set[int]) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Of the record cards written since: which lack a required answer; and the marks of what
    the family must never read, each with child and author.
    """
    secrets: dict[str, tuple[int, int]] = {}
    halves = []
    async with store.read() as work:
        query = text("SELECT id FROM record WHERE form_hash IS NOT NULL")
        new = {row.id for row in await work._room.get(query)} - known
        known |= new
        rows: list[RecordRow] = list((await work.records.by_id(new)).values()) if new else []
        sources = await work.forms.sources({row.form_hash or "" for row in rows})
        for row in rows:
            form = opened(sources[row.form_hash or ""]).form
            given: Any = answers_of(form, await work.records.answers(row.id))
            if filling.finish(form, filling.Filling(given)) is None:
                halves.append(f"{form.id}: {given}")
            if FAMILY & set(form.read):
                continue
            for question in form.questions:
                if not question.shared:
                    for mark in MARK.findall(str(given.get(question.id))):
                        secrets[mark] = (row.child_id or 0, row.author_id)
    return halves, secrets

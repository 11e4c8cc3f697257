"""What the other side is asked about a record, as they may see it now."""

from dataclasses import dataclass
from datetime import date

from care.forms.form import Form
from services.forms.library import opened
from storage.records import RecordRow
from storage.work import Work

CHECK_INS = ("teacher-check-in", "guardian-check-in")
"""What the parents say with a tap, and is no call to the child (SYSTEMS.md rows 23, 24)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A record that somebody of the other side is asked about; `day` is local. They see when it
    was, never what was written. Without a `form` it is the `kind` that the parents said with a tap.
    """

    record_id: int
    form: Form | None
    child: str
    day: date
    answer: str | None
    kind: str

    @property
    def may_come(self) -> bool:
        """A no means not yet."""
        return self.form is not None and self.form.not_yet

    @property
    def has_days(self) -> bool:
        """It may have been on another day."""
        return self.form is not None and not self.form.not_yet


async def asked_about(work: Work, record_id: int | None, person_id: int) -> Asked | None:
    """The question that this person was asked about a record, or about the one that has taken its
    place; None where it was taken back or they were not asked.
    """
    record = None if record_id is None else await work.written.standing(record_id)
    if record is None or await _is_told(work, record):
        return None
    rows = await work.confirmations.of([record.id])
    mine = next((row for row in rows if row.person_id == person_id), None)
    return None if mine is None else await _asked(work, record, mine.answer)


async def _is_told(work: Work, record: RecordRow) -> bool:
    """What the family is told is read, not asked about (`services.forms.letter`)."""
    if record.form_hash is None:
        return False
    source = (await work.forms.sources([record.form_hash]))[record.form_hash]
    return bool(opened(source).form.told)


async def _asked(work: Work, record: RecordRow, answer: str | None) -> Asked | None:
    if record.child_id is None:
        return None
    names = await work.children.names([record.child_id])
    form = None
    if record.form_hash is not None:
        form = opened((await work.forms.sources([record.form_hash]))[record.form_hash]).form
    child = names[record.child_id]
    return Asked(record.id, form, child, record.about_on, answer, record.kind)

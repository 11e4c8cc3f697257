"""Journal entries about duties and records."""

from typing import Any

from storage.duties import DutyRow
from storage.journal import Entry
from storage.records import RecordRow


def about(
    duty: DutyRow,
    event: str,
    person_id: int | None = None,
    record_id: int | None = None,
    **details: Any,
) -> Entry:
    """An entry that names a duty, its child and its unit."""
    return Entry(
        event,
        person_id=person_id,
        child_id=duty.child_id,
        unit_id=duty.unit_id,
        duty_id=duty.id,
        record_id=record_id,
        details=details,
    )


def of_record(record: RecordRow, event: str, person_id: int, **details: Any) -> Entry:
    """An entry that names a record, its child and its unit."""
    return Entry(
        event,
        person_id=person_id,
        child_id=record.child_id,
        unit_id=record.unit_id,
        record_id=record.id,
        details=details,
    )

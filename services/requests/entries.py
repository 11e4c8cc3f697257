"""Journal entries about requests."""

from typing import Any

from storage.journal import Entry
from storage.requests import RequestRow


def about(row: RequestRow, event: str, person_id: int | None = None, **details: Any) -> Entry:
    """An entry that names a request, its child and its unit; details are ids and codes."""
    return Entry(
        f"request.{event}",
        person_id=person_id,
        child_id=row.child_id,
        unit_id=row.unit_id,
        record_id=row.record_id,
        details={"request": row.id} | details,
    )

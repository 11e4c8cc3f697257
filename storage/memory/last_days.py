"""The last local day of every kind of record about a child, kept while records come in."""

from datetime import date

from storage.records import RecordRow


class LastDays:
    """Listens to the records. A child whose records were taken back is counted anew."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, date]] = {}
        self._records: dict[int, dict[int, RecordRow]] = {}

    def changed(self, old: RecordRow | None, new: RecordRow | None) -> None:
        """Keep step with a record."""
        record = new or old
        if record is None or record.child_id is None:
            return
        of_child = self._records.setdefault(record.child_id, {})
        if new is None or new.withdrawn_at is not None:
            of_child.pop(record.id, None)
            self._known.pop(record.child_id, None)
            return
        of_child[new.id] = new
        days = self._known.get(record.child_id)
        if days is None:
            return
        if old is not None:
            self._known.pop(record.child_id)
        else:
            days[new.kind] = max(days.get(new.kind, new.about_on), new.about_on)

    def of(self, child_id: int) -> dict[str, date]:
        """By kind of record."""
        days = self._known.get(child_id)
        if days is None:
            days = {}
            for record in self._records.get(child_id, {}).values():
                days[record.kind] = max(days.get(record.kind, record.about_on), record.about_on)
            self._known[child_id] = days
        return days

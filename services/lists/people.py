"""The numbers of the people on the lists."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from storage.journal import Entry
from storage.work import Work

Source = Literal["chat", "sheet"]


async def set_phones(
    work: Work, actor_id: int | None, person_id: int, phones: Sequence[str], now: datetime
) -> bool:
    """Replace somebody's numbers (E.164, the first is used first); False where nothing differs.

    `actor_id` is who did it, None on the command line. The old numbers are journaled sealed.
    """
    return await set_all_phones(work, {person_id: phones}, now, by=actor_id) > 0


async def set_all_phones(
    work: Work,
    numbers: Mapping[int, Sequence[str]],
    now: datetime,
    *,
    by: int | None = None,
    source: Source = "chat",
) -> int:
    """Replace the numbers of many people, as `set_phones` does; returns how many changed."""
    known = await work.people.by_id(numbers)
    new = {
        person_id: tuple(phones)
        for person_id, phones in numbers.items()
        if known[person_id].phones != tuple(phones)
    }
    await work.people.set_phones(new)
    details = {"field": "phones", "source": source, "by": by}
    entries = [
        Entry("person.changed", person_id=i, details=details, old=json.dumps(known[i].phones))
        for i in new
    ]
    await work.journal.write(entries, now)
    return len(new)

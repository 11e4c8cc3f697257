"""The outbox as a list: ids, states and roles; names only on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from care.delivery import NoticeState
from storage.outbox_office import NoticeLine, Search
from storage.work import Work


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One line. `due` is UTC; `name` is None unless names were asked for."""

    id: int
    state: str
    kind: str
    due: datetime
    attempts: int
    outcome: str | None
    person_id: int
    roles: tuple[str, ...]
    name: str | None


async def shown(
    work: Work, search: Search, limit: int, now: datetime, *, names: bool
) -> list[NoticeShown]:
    """The latest notices that are found."""
    lines = await work.outbox_office.lines(search, limit)
    ids = {line.person_id for line in lines}
    roles = await work.daily.names_of(ids, now.date())
    named = {i: row.name for i, row in (await work.people.by_id(ids if names else ())).items()}
    return _shown(lines, {i: tuple(sorted(found)) for i, found in roles.items()}, named)


def _shown(
    lines: Sequence[NoticeLine], roles: dict[int, tuple[str, ...]], names: dict[int, str]
) -> list[NoticeShown]:
    return [
        NoticeShown(
            id=line.id,
            state=line.state,
            kind=line.code or line.kind,
            due=line.send_at,
            attempts=line.attempts,
            outcome=line.outcome,
            person_id=line.person_id,
            roles=roles.get(line.person_id, ()),
            name=names.get(line.person_id),
        )
        for line in lines
    ]


async def counted(work: Work, search: Search) -> dict[str, int]:
    """How many there are of each state, in the order of a notice's life."""
    counts = await work.outbox_office.counts(search)
    return {state.value: counts[state] for state in NoticeState if state in counts}

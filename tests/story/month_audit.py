"""What was really sent in a month, message by message, against what may be sent.

The sandbox knows what the bot said to whom and when; the store knows why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from care.ceilings import ceiling
from care.hours import local_date
from care.words import NewsCode
from storage.journal import JournalRow
from storage.tables import Notice
from tests.story.month import Month

ZONE = "Asia/Shanghai"
REACHED = frozenset({"join.joined", "account.back"})
OUT_OF_REACH = frozenset({"account.stopped", "account.withdrawn"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice that went out."""

    id: int
    person_id: int
    child_id: int | None
    code: str | None
    chat: int
    at: datetime


async def sent(month: Month) -> list[Sent]:
    """All notices that went out, the oldest first."""
    columns = (Notice.id, Notice.person_id, Notice.child_id, Notice.code, Notice.chat_id)
    query = select(*columns, Notice.sent_at).where(Notice.sent_at.is_not(None))
    async with month.town.store() as store, store.read() as work:
        rows = await work._room.get(query.order_by(Notice.sent_at))
        return [Sent(*row) for row in rows]


async def unasked(month: Month) -> dict[int, list[str]]:
    """What each chat was told that was no reply, the oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    acts = {_place(chat, at) for chat, at in month.town.acts}
    for call in await month.town.calls("sendMessage"):
        if call["ok"] and _place_of(call) not in acts:
            found[int(call["params"]["chat_id"])].append(call["params"]["text"])
    return found


async def nobody_got_more_than_a_days_worth(month: Month) -> None:
    """Every person on every one of their days: at most the ceiling of their roles."""
    heard = Counter((each.person_id, local_date(each.at, ZONE)) for each in await sent(month))
    people = {person_id for person_id, _ in heard}
    async with month.town.store() as store, store.read() as work:
        names = await work.daily.names_of(people, month.town.now.date())
    over = {
        key: count
        for key, count in heard.items()
        if count > ceiling(names.get(key[0], frozenset()))
    }
    assert over == {}


async def every_message_was_sent_once_and_for_a_reason(month: Month) -> None:
    """Each call is a notice, once, or the reply to something that was done just then."""
    calls = [call for call in await month.town.calls("sendMessage") if call["ok"]]
    said = Counter(_place(int(call["params"]["chat_id"]), _moment(call["at"])) for call in calls)
    due = Counter(_place(each.chat, each.at) for each in await sent(month))
    acts = {_place(chat, at) for chat, at in month.town.acts}
    assert due - said == Counter()
    assert {place for place in said - due if place not in acts} == set()
    entries = Counter(
        (row.entry.notice_id, row.entry.duty_id) for row in await journal(month, "notice.sent")
    )
    assert {notice for notice, _ in entries} == {each.id for each in await sent(month)}
    assert max(entries.values()) == 1
    alone = [call for call in calls if _place_of(call) not in acts]
    texts = Counter((*_place_of(call)[:1], call["at"], call["params"]["text"]) for call in alone)
    assert max(texts.values()) == 1


async def everybody_written_to_may_be_written_to(month: Month) -> None:
    """Joined at that moment, and neither dead nor barred nor ended for the child it is about."""
    reach = await _by_person(month, REACHED | OUT_OF_REACH)
    blocked = await _blocked(month)
    places = await _by_person(month, {"tie.status", "tie.ended", "tie.added"})
    for each in await sent(month):
        latest = [row for row in reach[each.person_id] if row.at <= each.at]
        assert latest, "somebody was written to who had not joined"
        assert latest[-1].entry.event in REACHED
        assert each.at < blocked.get(each.person_id, datetime.max.replace(tzinfo=UTC))
        if each.child_id is not None and each.code != NewsCode.ended:
            about = [row for row in places[each.person_id] if row.entry.child_id == each.child_id]
            assert not any(_is_an_end(row) for row in about if row.at < each.at)


def _is_an_end(row: JournalRow) -> bool:
    status = row.entry.details.get("status") or row.entry.details.get("to")
    return row.entry.event == "tie.ended" or status in ("dead", "barred", "no_contact")


async def nobody_read_a_name_that_is_out_of_sight(month: Month) -> None:
    log = (await month.town.get("/sandbox/calls"))["calls"]
    assert month.out_of_sight
    for name, since in month.out_of_sight.items():
        texts = [str(call["params"]) for call in log if call["n"] > since]
        assert not any(name in text for text in texts)


async def journal(month: Month, *events: str) -> list[JournalRow]:
    """The journal's entries of these kinds, the oldest first."""
    async with month.town.store() as store, store.read() as work:
        found = [row for event in events for row in await work.journal.of_event(event)]
    return sorted(found, key=lambda row: row.at)


async def _by_person(month: Month, events: Iterable[str]) -> dict[int, list[JournalRow]]:
    found: dict[int, list[JournalRow]] = defaultdict(list)
    for row in await journal(month, *events):
        if row.entry.person_id is not None:
            found[row.entry.person_id].append(row)
    return found


async def _blocked(month: Month) -> dict[int, datetime]:
    """Who blocked the bot, and when it was learned."""
    rows = await journal(month, "notice.failed")
    return {row.entry.person_id: row.at for row in rows if row.entry.person_id is not None}


def _place(chat: int, at: datetime) -> tuple[int, int]:
    return chat, int(at.timestamp())


def _place_of(call: dict[str, Any]) -> tuple[int, int]:
    return _place(int(call["params"]["chat_id"]), _moment(call["at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

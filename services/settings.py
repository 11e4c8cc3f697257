"""What somebody has set for themself: language, zone, own hour, quiet hours, alternating weeks.

Everybody sets their own and nobody else's. A change is journaled, the former value sealed, and all
that waits for the person is moved to the moment that is right now (`services.rescheduling`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from msgspec.structs import replace

from care.habits import Habits
from care.hours import at_own_hour, local_date
from care.settings import (
    every_week_alike,
    may_be_quiet,
    other_hour,
    other_weeks_hour,
    this_weeks_hour,
)
from locales.zones import is_zone
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.rescheduling import reschedule
from storage.journal import Entry
from storage.work import Work


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Somebody's own settings as they stand; clock times are those of their zone."""

    habits: Habits
    today: date
    hour: time
    """Of this week."""
    other_hour: time | None
    """Of the other weeks, where they alternate."""
    heard_at: datetime
    """When (UTC) today's message comes: an hour in the quiet hours becomes their end."""


async def settings_of(work: Work, actor: Actor, now: datetime) -> SettingsView:
    """What somebody has set."""
    habits = await work.people.habits(actor.person_id)
    today = local_date(now, habits.zone)
    heard_at = at_own_hour(today, habits)
    hour, other = habits.hour_on(today), other_hour(habits, today)
    return SettingsView(habits, today, hour, other, heard_at)


async def set_hour(work: Work, actor: Actor, hour: time, now: datetime) -> None:
    """Choose the own hour: of this week where the weeks alternate, else of every week."""
    old, today = await _now(work, actor, now)
    await _change(work, actor, "hour", old, this_weeks_hour(old, hour, today), now)


async def set_other_hour(work: Work, actor: Actor, hour: time, now: datetime) -> None:
    """Choose the hour of the other weeks; from now on they alternate."""
    old, today = await _now(work, actor, now)
    await _change(work, actor, "other_hour", old, other_weeks_hour(old, hour, today), now)


async def stop_alternating(work: Work, actor: Actor, now: datetime) -> None:
    """Every week is alike again, with the hour of this one."""
    old, today = await _now(work, actor, now)
    await _change(work, actor, "other_hour", old, every_week_alike(old, today), now)


async def set_quiet(work: Work, actor: Actor, begins: time, ends: time, now: datetime) -> bool:
    """Choose the quiet hours, equal ends mean none; False where nothing of the day is left."""
    if not may_be_quiet(begins, ends):
        return False
    old, _ = await _now(work, actor, now)
    await _change(work, actor, "quiet", old, replace(old, quiet_from=begins, quiet_to=ends), now)
    return True


async def set_zone(work: Work, actor: Actor, zone: str, now: datetime) -> bool:
    """Choose the zone in which all hours are meant; False where there is none of that name."""
    if not is_zone(zone):
        return False
    old, _ = await _now(work, actor, now)
    await _change(work, actor, "zone", old, replace(old, zone=zone), now)
    return True


async def set_language(work: Work, actor: Actor, language: str, now: datetime) -> None:
    """Choose the language."""
    await work.people.set_language(actor.person_id, language)
    await _journal(work, actor, "language", actor.language, now)


async def _now(work: Work, actor: Actor, now: datetime) -> tuple[Habits, date]:
    habits = await work.people.habits(actor.person_id)
    return habits, local_date(now, habits.zone)


async def _change(
    work: Work, actor: Actor, what: str, old: Habits, new: Habits, now: datetime
) -> None:
    if new == old:
        return
    await work.people.set_habits(actor.person_id, new)
    await _journal(work, actor, what, _before(what, old), now)
    await reschedule(work, actor.person_id, old, new, now)


def _before(what: str, old: Habits) -> str:
    """A former value, as it goes into the journal."""
    if what == "zone":
        return old.zone
    if what == "quiet":
        return f"{old.quiet_from:%H:%M}-{old.quiet_to:%H:%M}"
    other = "" if old.other_hour is None else f"/{old.other_hour:%H:%M}"
    return f"{old.hour:%H:%M}{other}"


async def _journal(work: Work, actor: Actor, what: str, old: str | None, now: datetime) -> None:
    entry = Entry("settings.changed", person_id=actor.person_id, details={"what": what}, old=old)
    await work.journal.write([entry], now)


class Typing(StrEnum):
    """What somebody may type about their settings."""

    zone = "zone"
    quiet = "quiet"


async def wait_for(work: Work, actor: Actor, what: Typing, now: datetime) -> None:
    """From now on typed words are meant for a setting."""
    await work.drafts.put(actor.address, CONVERSATION, {"setting": what}, now)


async def awaited(work: Work, address: int) -> Typing | None:
    """The setting that typed words at an address are meant for."""
    draft = await work.drafts.get(address, CONVERSATION)
    what = None if draft is None else draft.data.get("setting")
    return None if what is None else Typing(what)


async def wait_no_more(work: Work, actor: Actor) -> None:
    """A button was pressed instead, or all is said."""
    if await awaited(work, actor.address) is not None:
        await work.drafts.drop(actor.address, CONVERSATION)

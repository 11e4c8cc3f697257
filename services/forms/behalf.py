"""For whom staff wrote something down, said afterwards where several people may be meant."""

from datetime import datetime

from services.actor import Actor
from services.entries import of_record
from services.forms.around import around
from services.forms.correcting import still_mine
from services.forms.library import opened
from storage.work import Work


async def speak_for(
    work: Work, actor: Actor, record_id: int, person_id: int, now: datetime
) -> str | None:
    """It was this person of the family who said so; returns the name. None where the record is not
    the author's to change any more, or that person is none of those who may be meant.
    """
    record = await still_mine(work, actor, record_id, now)
    if record is None or record.child_id is None or record.form_hash is None:
        return None
    about = await around(work, actor, record.child_id, now)
    form = opened((await work.forms.sources([record.form_hash]))[record.form_hash]).form
    if about is None or person_id not in {person.id for person in about.told_by(form)}:
        return None
    await work.written.speak_for(record_id, person_id)
    entry = of_record(record, "record.told_by", actor.person_id, told_by=person_id)
    await work.journal.write([entry], now)
    return (await work.people.by_id([person_id]))[person_id].name

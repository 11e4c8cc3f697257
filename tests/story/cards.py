"""Short moves of stories about record cards."""

from sqlalchemy import select

from care.words import RequestKind
from storage.records import NewAnswer, RecordRow
from storage.tables import Record
from tests.story.people import Message, Person
from tests.story.town import Town

CHILD = "马小满"
TEACHER = "周秀文"


async def all_records(town: Town, child_id: int) -> list[RecordRow]:
    """What stands about a child, newest first."""
    stands = (Record.child_id == child_id) & Record.withdrawn_at.is_(None)
    async with town.store() as store, store.read() as work:
        ids = list((await work._room.get(select(Record.id).where(stands))).scalars())
        rows = await work.records.by_id(ids)
    return sorted(rows.values(), key=lambda row: (row.about_on, row.made_at), reverse=True)


async def records(town: Town, kind: str) -> list[RecordRow]:
    (child,) = {duty.child_id for duty in await town.duties(CHILD, "call")}
    assert child is not None
    return [record for record in await all_records(town, child) if record.kind == kind]


async def answers(town: Town, record: RecordRow) -> dict[str, NewAnswer]:
    async with town.store() as store, store.read() as work:
        return {answer.question: answer for answer in await work.records.answers(record.id)}


async def the_teacher_is_reminded(town: Town, rule: str, *others: str) -> Person:
    """The teacher stands at the day on which a duty about the child is due."""
    teacher, *_ = await town.everybody_joins(TEACHER, *others)
    duty = (await town.duties(CHILD, rule))[-1]
    await town.until(f"{duty.due_on} 20:00")
    return teacher


def the_reminder_of(person: Person, words: str) -> Message:
    return next(message for message in reversed(person.messages) if words in message)


async def visited(teacher: Person) -> None:
    await teacher.says(f"/visit {CHILD}")
    for label in ("9月20日", "监护人", "选好了", "较好", "没有", "✅ 保存"):
        await teacher.presses(label)


async def unheard(town: Town, record: RecordRow) -> list[RequestKind]:
    async with town.store() as store, store.read() as work:
        waiting = await work.requests.running_about([record.child_id or 0])
    return [request.kind for request in waiting]


async def opens_the_records(teacher: Person) -> None:
    await teacher.says("/today")
    await teacher.presses(CHILD)
    await teacher.presses("📖 记录")

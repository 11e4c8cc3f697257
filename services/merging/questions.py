"""What only a person can decide after an import, asked once each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from care.rosters.model import ChildRow
from care.words import TaskKind
from services.lists.statuses import status_key
from services.merging.children import Differing, Placed
from services.merging.circles import Circles
from services.merging.finding import Known
from services.merging.said import birth_text, row_kept
from services.tasks.asking import ask
from storage.tasks import NewTask, TaskRow
from storage.work import Work

SAYS_NOTHING = "–"


async def ask_differing(work: Work, differing: Iterable[Differing], now: datetime) -> int:
    """Sheet and chat both changed a value; a later sheet's value takes the place of an earlier's
    question. Returns how many questions are new.
    """
    tasks = {_subject(each): _differs(work, each) for each in differing}
    about = [task.child_id for task in tasks.values() if task.child_id is not None]
    wanted, keys = tuple(f"{subject}/" for subject in tasks), {t.key for t in tasks.values()}
    units = [task.unit_id for task in tasks.values() if task.child_id is None]
    there = [*await work.tasks.open_about(about), *await work.tasks.open_in_units(units)]
    older = {t.key for t in there if t.key.startswith(wanted)} - keys if wanted else set()
    await work.tasks.drop_keys(older, now)
    return len(await ask(work, list(tasks.values()), now))


def _subject(each: Differing) -> str:
    who = f"{each.child_id or f'unit{each.unit_id}'}/{each.person_id or ''}"
    return f"{TaskKind.differs}/{who}/{each.difference.field}"


def _differs(work: Work, each: Differing) -> NewTask:
    new = each.difference
    return NewTask(
        key=f"{_subject(each)}/{work.tasks.mark(text_of(new.sheet))}",
        kind=TaskKind.differs,
        unit_id=each.unit_id,
        child_id=each.child_id,
        person_id=each.person_id,
        data={
            "field": new.field,
            "old": text_of(new.ours),
            "new": text_of(new.sheet),
            "value": new.sheet,
        },
    )


def text_of(value: Any) -> str:
    """A value as text; words of the program stay as they are and are put into words when read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "、".join(value) or SAYS_NOTHING
    return SAYS_NOTHING if value is None else str(value)


async def ask_who_is_gone(
    work: Work, circles: Circles, missing: Sequence[Known], now: datetime
) -> int:
    """Adults and children of the last sheet who are in this one no longer."""
    tasks = [
        NewTask(
            key=f"{TaskKind.adult_gone}/{one.id}/{adult.person}",
            kind=TaskKind.adult_gone,
            unit_id=one.unit_id,
            child_id=one.id,
            person_id=adult.person,
        )
        for one, adult in circles.gone
    ]
    new = [child for child in missing if not child.said.missing]
    for child in new:
        child.said.missing = True
    tasks += [
        NewTask(
            f"{TaskKind.child_gone}/{child.id}", TaskKind.child_gone, child.facts.unit_id, child.id
        )
        for child in new
    ]
    await work.sheets.keep_of_children({child.id: child.said.kept() for child in new})
    return len(await ask(work, tasks, now))


async def forget_the_answered(work: Work, placed: Iterable[Placed], now: datetime) -> None:
    """Questions that this sheet has answered: who was missing is back, who was nearly in it is in
    it, a value that was asked about is in it no longer.
    """
    known = {one.id: one for one in placed if one.before is not None}
    keys = []
    for task in await work.tasks.open_about(known):
        one = known.get(task.child_id or 0)
        if one is not None and _is_answered(task, one):
            keys.append(task.key)
    await work.tasks.drop_keys(keys, now)


def _is_answered(task: TaskRow, one: Placed) -> bool:
    adults = [a for a in one.said.adults if a.person == task.person_id and not a.missing]
    if task.kind is TaskKind.adult_gone:
        return bool(adults)
    if task.kind is TaskKind.differs:
        fields = one.said.fields if task.person_id is None else adults[0].fields if adults else {}
        said, asked = fields.get(task.data["field"]), task.data["value"]
        if isinstance(said, list):  # one row of several about this person
            return not set(said) <= set(asked)
        return said is not None and said != asked
    return task.kind in (TaskKind.child_gone, TaskKind.same_child)


async def ask_same(work: Work, likely: Iterable[tuple[ChildRow, Known]], now: datetime) -> int:
    """Rows that are held back: is it the child of the lists, or another one?"""
    tasks = [
        NewTask(
            key=f"{TaskKind.same_child}/{child.id}/{_mark(work, row)}",
            kind=TaskKind.same_child,
            unit_id=child.facts.unit_id,
            child_id=child.id,
            data={
                "new": row.name,
                "new_birth": birth_text(row.birth) or SAYS_NOTHING,
                "old_birth": child.facts.birth or SAYS_NOTHING,
                "row": row_kept(row),
            },
        )
        for row, child in likely
    ]
    return len(await ask(work, tasks, now))


def _mark(work: Work, row: ChildRow) -> str:
    return work.tasks.mark(f"{row.name}/{birth_text(row.birth)}/{row.class_name}")


async def ask_statuses(work: Work, circles: Circles, homes: dict[int, int], now: datetime) -> int:
    """Parents of whom the sheet does not say where they are."""
    tasks = [
        NewTask(
            key=status_key(facts.child_id, facts.person_id),
            kind=TaskKind.status,
            unit_id=homes[facts.child_id],
            child_id=facts.child_id,
            person_id=facts.person_id,
        )
        for facts in circles.unclear()
    ]
    settled = [status_key(facts.child_id, facts.person_id) for facts in circles.changes.values()]
    await work.tasks.drop_keys(set(settled) - {task.key for task in tasks}, now)
    return len(await ask(work, tasks, now))

"""What a word to the family begins with: what was shared for them since the last one (SYSTEMS.md
rows 34 and 106).

Only answers to questions that their cards mark as shared are opened, never a word of a talk note;
what was said once is not drawn again. A choice of the last time stands where the card says so: it
was said of this very child. The good thing never is: without a new one the teacher has to choose.
"""

from collections import defaultdict
from datetime import date, timedelta

from care.forms.form import Form, Question
from care.forms.given import Value
from services.forms.library import opened
from storage.records import RecordRow
from storage.work import Work

LATELY = timedelta(days=45)
"""What is older is no news of this month."""

LINES = 3
"""So many shared lines are put together, the newest ones."""


async def drafted(work: Work, form: Form, child_id: int, today: date) -> dict[str, Value]:
    """The answers that a told card about a child begins with; `today` is local."""
    last = await work.written.latest(child_id, form.kind)
    answers = {} if last is None else await _as_before(work, form, last)
    for name, lines in (await _shared(work, child_id, last, today)).items():
        answers |= _taken(form, name, lines)
    return answers


async def _as_before(work: Work, form: Form, last: RecordRow) -> dict[str, Value]:
    wanted = {question.id: question for question in form.questions if question.as_before}
    rows = (await work.records.answers_of([last.id], wanted)).get(last.id, [])
    return {
        row.question: row.choice
        for row in rows
        if (option := wanted[row.question].option(row.choice or "")) and option.tell
    }


async def _shared(
    work: Work, child_id: int, last: RecordRow | None, today: date
) -> dict[str, list[str]]:
    """The shared words of each question since the last time, the newest first."""
    made_after = None if last is None else last.made_at
    rows = await work.written.since(child_id, today - LATELY, made_after)
    sources = await work.forms.sources({row.form_hash for row in rows if row.form_hash})
    shared = {key: _names(opened(text).form.questions) for key, text in sources.items()}
    found: dict[str, list[str]] = defaultdict(list)
    for key, names in shared.items():
        ids = [row.id for row in rows if row.form_hash == key]
        answers = await work.records.answers_of(ids, names) if names else {}
        for record_id in ids:
            for row in answers.get(record_id, ()):
                if row.words:
                    found[row.question].append(row.words)
    return found


def _names(questions: tuple[Question, ...]) -> frozenset[str]:
    return frozenset(question.id for question in questions if question.shared)


def _taken(form: Form, name: str, lines: list[str]) -> dict[str, Value]:
    """The question that takes these words, with the choices that lead to it."""
    question = next((each for each in form.questions if name in each.from_shared), None)
    if question is None:
        return {}
    way = {above: wanted[0] for above, wanted in question.when.items()}
    return {**way, question.id: {"words": "\n".join(dict.fromkeys(lines[:LINES]))}}

"""Record cards as invented people fill them in: what needs an answer, and no worries raised."""

from collections.abc import Mapping
from datetime import date, datetime

from care.forms import filling as way
from care.forms.filling import Filling
from care.forms.form import Form, Question
from care.forms.given import Value
from services.actor import Actor
from services.forms.draft import Draft
from services.forms.library import library
from services.forms.saving import Saved, save_draft
from storage.work import Work

NOTHING: Mapping[str, Value] = {}


async def write_card(  # noqa: PLR0913 - who writes what about whom
    work: Work,
    person: int,
    form_id: str,
    child: int,
    today: date,
    now: datetime,
    known: Mapping[str, Value] = NOTHING,
) -> bool:
    """Save a card that ships, on a local day; False where it is not this person's to fill in, or
    opens a request whatever one answers: nobody is there to see to it.
    """
    card = library().get(form_id)
    filling = None if card is None else filled(card.form, today, known)
    if card is None or filling is None:
        return False
    await work.forms.keep(card.hash, card.form.id, card.source, now)
    draft = Draft(card.form, card.hash, (child,), filling, tag="")
    return isinstance(await save_draft(work, Actor(person, person, None), draft, now), Saved)


def filled(form: Form, today: date, known: Mapping[str, Value] = NOTHING) -> Filling | None:
    """Every question that needs an answer, with one that opens no request; None where one of them
    has none.
    """
    answers = dict(known)
    for question in form.questions:
        needed = question in way.asked(form, answers) and not question.optional
        if needed and question.id not in answers:
            answers[question.id] = _usual(question, today)
            if answers[question.id] is None:
                return None
    return Filling(answers)


def _usual(question: Question, today: date) -> Value:
    calm = (option.id for option in question.options if option.raises is None)
    match question.type:
        case "choice":
            return next(calm, None)
        case "choices":
            return [*calm][:1] or None
        case "faces":
            return _FINE
        case "number":
            return question.lowest
        case "date":
            return today.isoformat()
        case _:
            return {"words": "……"}


_FINE = 4

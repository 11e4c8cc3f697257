"""Several records of one form about one child, seen as one: the newest answer to each question."""

from collections.abc import Iterable, Mapping

from care.forms.form import Form
from care.forms.given import Value

Answers = Mapping[str, Value]


def newest(records: Iterable[tuple[Form, Answers]]) -> dict[str, Value]:
    """The newest answers of records, the oldest first; a record may answer some questions only.

    A new answer takes with it what hung on the old one: a note about an illness goes when the
    health is said anew.
    """
    known: dict[str, Value] = {}
    for form, given in records:
        hangs = {q.id for q in form.questions if not given.keys().isdisjoint(q.when)}
        known = {name: value for name, value in known.items() if name not in hangs} | dict(given)
    return known


def only_missing(form: Form, known: Iterable[str]) -> dict[str, Value]:
    """What a form begins with so that it asks for nothing that is known: those questions count as
    left out, and are stored nowhere twice.
    """
    names = {question.id for question in form.questions}
    return dict.fromkeys(name for name in known if name in names)

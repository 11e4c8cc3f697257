"""What the school knows of a child beyond its lists (SYSTEMS.md rows 5 and 6): character, hobbies,
health and more, from the profile cards about it. The records are the only place where it is stored;
of each question the newest answer counts. It is for the staff alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from care.forms.form import Form
from care.forms.given import Value
from care.forms.merging import newest, only_missing
from services.actor import Actor
from services.forms import conversation
from services.forms.around import around
from services.forms.conversation import Stage, Step
from services.forms.library import Card, opened
from services.forms.stored import answers_of
from storage.journal import Entry
from storage.work import Work

PROFILE = "profile"
"""The card, and the kind of record that it makes."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The newest answers about one child, in the order of the card."""

    child_id: int
    child: str
    form: Form
    answers: Mapping[str, Value]


async def profile_facts(work: Work, child_id: int) -> dict[str, Value]:
    """The newest answers about a child; whoever shows them asks first who may read them."""
    records = await work.written.all_of_kind(child_id, PROFILE)
    sources = await work.forms.sources({row.form_hash for row in records if row.form_hash})
    rows = await work.records.answers_of([row.id for row in records])
    forms = [(row.id, opened(sources[row.form_hash or ""]).form) for row in records]
    return newest((form, answers_of(form, rows.get(record, ()))) for record, form in forms)


async def profile_view(
    work: Work, actor: Actor, card: Card, child_id: int, now: datetime
) -> ProfileView | None:
    """What is known of a child, or None where it is not theirs to read. The look is journaled."""
    about = await around(work, actor, child_id, now)
    if about is None or not about.may_read(card.form):
        return None
    known = await profile_facts(work, child_id)
    entry = Entry("profile.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    answers = {q.id: known[q.id] for q in card.form.questions if q.id in known}
    return ProfileView(child_id, about.child, card.form, answers)


async def fill_missing(work: Work, actor: Actor, card: Card, child_id: int, now: datetime) -> Step:
    """The card about a child, asking only for what is not known yet."""
    about = await around(work, actor, child_id, now)
    if about is None or not about.may_fill(card.form):
        return Step(Stage.not_yours)
    left_out = only_missing(card.form, await profile_facts(work, child_id))
    return await conversation.begin(work, actor, card, [child_id], now, known=left_out)

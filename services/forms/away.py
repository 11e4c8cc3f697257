"""Where a child is that is not here, saved with one press; more can be added afterwards."""

from datetime import datetime

from care.forms import filling as way
from care.forms.form import Question
from services.actor import Actor
from services.forms.around import around_draft
from services.forms.draft import Draft, new_tag
from services.forms.library import Card
from services.forms.saving import Saved, Unsaved, save_draft
from storage.work import Work

FORM = "away"


def places(card: Card) -> Question:
    """The card's question for the place: its first one."""
    return card.form.questions[0]


async def save(
    work: Work, actor: Actor, card: Card, child_id: int, place: str, now: datetime
) -> Saved | Unsaved:
    """The child is at this place, or nobody knows where."""
    filling = way.finish(card.form, way.begin(card.form, {places(card).id: place}))
    if filling is None:
        return Unsaved.missing
    if await around_draft(work, actor, card.form, [child_id], now) is None:
        return Unsaved.not_yours
    await work.forms.keep(card.hash, card.form.id, card.source, now)
    draft = Draft(card.form, card.hash, (child_id,), filling, new_tag())
    return await save_draft(work, actor, draft, now)

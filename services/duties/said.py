"""The words in which somebody of the staff said why a duty is not needed this time; for pages that
are opened, never for what is sent.

About a child they may give away what a talk was about, so whoever reads talk cards reads them, and
nobody about their own family. About what a school or class owes itself they are read where the
reason is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from services.actor import Actor, names_in
from services.duties.showing import REMINDER, ItemView, show
from services.forms.around import reads
from storage.notices import Item
from storage.work import Work


async def on_page(
    work: Work, actor: Actor, duty_ids: Iterable[int], now: datetime
) -> tuple[ItemView, ...]:
    """Duties as `services.duties.showing.show` has them, in the same order, with the words that
    this reader may read; a constant number of queries.
    """
    items = [Item(duty_id, REMINDER) for duty_id in duty_ids]
    return await _with_words(work, actor, await show(work, actor.person_id, items, now), now)


async def _with_words(
    work: Work, actor: Actor, views: Sequence[ItemView], now: datetime
) -> tuple[ItemView, ...]:
    excused = [view for view in views if view.excuse is not None]
    if not excused:
        return tuple(views)
    circles = await work.circles.around({v.child_id for v in excused if v.child_id}, now.date())
    open_to = {i for i, circle in circles.items() if reads(names_in(circle, actor.person_id, now))}
    shown = [v.duty_id for v in excused if not v.child_id or v.child_id in open_to]
    closures = await work.records.closures(shown)
    records = [closure.record_id for closure in closures.values()]
    said = await work.records.answers_of(records, only=("words",))
    words = {
        duty_id: answers[0].words
        for duty_id, closure in closures.items()
        if (answers := said.get(closure.record_id))
    }
    return tuple(replace(view, words=words.get(view.duty_id)) for view in views)

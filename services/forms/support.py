"""What runs for a child beside the lessons (SYSTEMS.md rows 49, 66, 67): education plans, learning
plans, learning helpers, each begun and looked at on cards.

The cards are the only place where it is stored: it runs while the latest record names a day of
review. It is for the staff who may read these cards; the family sees nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from care.forms.checks import REVIEW
from care.forms.form import Form
from care.forms.given import Value
from care.forms.progress import RESULT, STEPS, curve
from services.actor import Actor
from services.forms.around import around, around_all
from services.forms.library import Library, opened
from services.forms.stored import answers_of
from storage.journal import Entry
from storage.records import RecordRow
from storage.work import Work

SHOWN = 20
"""So many of those that run are listed, the next ones to be looked at."""

MOST = 60
"""So many of a child's latest records about supports are looked at."""


@dataclass(frozen=True, slots=True)
class Support:
    """One support of a child. `since` and `next_on` are local days; without `next_on` it has ended,
    on the day `last_on`. `form` and `answers` are of the card that began it.
    """

    kind: str
    form: Form
    answers: Mapping[str, Value]
    since: date
    last_on: date
    next_on: date | None
    results: tuple[str, ...] = ()

    @property
    def curve(self) -> str:
        """How the looks at it have gone."""
        return curve(result for result in self.results if result in STEPS)


@dataclass(frozen=True, slots=True)
class SupportsView:
    """The supports of a child; the forms with which the reader may begin one or look at one, by the
    kind of support.
    """

    child_id: int
    child: str
    supports: tuple[Support, ...]
    begins: Mapping[str, Form]
    reviews: Mapping[str, Form]


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A support that runs, in the list of all of them."""

    child_id: int
    child: str
    form: Form
    next_on: date


async def supports_of(work: Work, child_id: int, names: frozenset[str]) -> tuple[Support, ...]:
    """The supports of a child that somebody with these posts may read, those that run first.
    Whether they read of this child at all, the caller knows.
    """
    sources = await work.forms.sources(await work.written.forms_about(child_id))
    forms = {key: opened(text).form for key, text in sources.items()}
    known = {key: form for key, form in forms.items() if form.support and names & set(form.read)}
    if not known:
        return ()
    rows = await work.written.about(child_id, known, MOST)
    answers = await work.records.answers_of([row.id for row in rows])
    found: dict[str, list[_Written]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.made_at, row.id)):
        form = known[row.form_hash or ""]
        found[form.support].append(_Written(row, form, answers_of(form, answers.get(row.id, ()))))
    supports = [_support(kind, written) for kind, written in found.items()]
    supports.sort(key=lambda each: (each.next_on is None, each.next_on or date.max, each.kind))
    return tuple(supports)


@dataclass(frozen=True, slots=True)
class _Written:
    row: RecordRow
    form: Form
    answers: Mapping[str, Value]


def _support(kind: str, written: Sequence[_Written]) -> Support:
    """What records about one kind of support, the oldest first, come to."""
    begun = [n for n, each in enumerate(written) if each.form.begins_support]
    first, last = written[begun[-1] if begun else 0], written[-1]
    since = written[begun[-1] :] if begun else written
    said = last.answers.get(REVIEW)
    return Support(
        kind,
        first.form,
        first.answers,
        first.row.about_on,
        last.row.about_on,
        None if said is None else date.fromisoformat(said),
        tuple(each.answers[RESULT] for each in since if RESULT in each.answers),
    )


async def supports_view(
    work: Work, actor: Actor, forms: Library, child_id: int, now: datetime
) -> SupportsView | None:
    """The page about it; None for whoever may not read it. The look is journaled."""
    about = await around(work, actor, child_id, now)
    if about is None or not about.reads:
        return None
    supports = await supports_of(work, child_id, about.names)
    mine = [card.form for card in forms.cards if card.form.support and about.may_fill(card.form)]
    entry = Entry("supports.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    return SupportsView(
        child_id,
        about.child,
        supports,
        {form.support: form for form in mine if form.begins_support},
        {form.support: form for form in mine if not form.begins_support},
    )


async def running(
    work: Work, actor: Actor, forms: Library, child_ids: Iterable[int], now: datetime
) -> tuple[RunningLine, ...]:
    """Of these children all supports that run and that somebody may read, the next review first.
    The look is journaled.
    """
    cards = [card.form for card in forms.cards if card.form.support]
    kinds = {form.kind: form for form in cards}
    begins = {form.support: form for form in cards if form.begins_support}
    named = await work.written.reviews(child_ids, kinds)
    mine = await around_all(work, actor, named, now)
    lines = []
    for child_id, about in mine.items():
        latest = {kinds[review.kind].support: review for review in named[child_id]}
        for support, review in latest.items():
            form = begins.get(support)
            if form is not None and review.on is not None and about.may_read(form):
                lines.append(RunningLine(child_id, about.child, form, review.on))
    await work.journal.write([Entry("supports.listed", person_id=actor.person_id)], now)
    return tuple(sorted(lines, key=lambda each: (each.next_on, each.child, each.form.id)))

"""Filling in a form: begun, answered question by question, left and come back to, thrown away.

Who may fill it in is asked again at every step; saving is `services.forms.saving`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from care.forms import filling as way
from care.forms.filling import Filling
from care.forms.form import Question
from care.forms.given import Given, Value, Wrong, check
from services.actor import Actor
from services.forms.around import Around, around_draft
from services.forms.draft import Draft, drop, keep, load, new_tag
from services.forms.drafting import drafted
from services.forms.letter import Readers, readers
from services.forms.library import Card
from storage.work import Work


class Stage(StrEnum):
    """Where the conversation stands; each has a sentence of its own in `locales/`."""

    asking = "asking"
    summary = "summary"
    unfinished = "unfinished"
    nothing = "nothing"
    not_yours = "not_yours"
    dropped = "dropped"


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown next: a question, the summary, or why it does not go on."""

    stage: Stage
    draft: Draft | None = None
    names: tuple[str, ...] = ()
    """The children whom the draft is about."""
    today: date = date.min
    """The local date of the children's school."""
    readers: Readers | None = None
    """For a card that the family is told: to whom it goes."""
    wrong: Wrong | None = None
    term_ends: date | None = None
    """The last day of the term that runs, where a day to come is asked for."""

    @property
    def question(self) -> Question | None:
        """The question that is asked now."""
        if self.draft is None or self.draft.filling.at is None:
            return None
        return self.draft.form.question(self.draft.filling.at)


async def begin(  # noqa: PLR0913 - what a form is begun with
    work: Work,
    actor: Actor,
    card: Card,
    children: Sequence[int],
    now: datetime,
    duty_id: int | None = None,
    known: Mapping[str, Value] | None = None,
) -> Step:
    """Begin a form about children; one that is half filled in for the same is gone on with, one
    about something else is asked about first.
    """
    about = await around_draft(work, actor, card.form, children, now)
    if about is None:
        return Step(Stage.not_yours)
    first = known
    if card.form.told and not known:
        first = await drafted(work, card.form, children[0], about[0].today)
    filling = way.begin(card.form, first)
    draft = Draft(card.form, card.hash, tuple(children), filling, new_tag(), duty_id)
    await work.forms.keep(card.hash, card.form.id, card.source, now)
    return await start(work, actor, draft, now, resume=not known)


async def start(
    work: Work, actor: Actor, draft: Draft, now: datetime, *, resume: bool = True
) -> Step:
    """Go into a draft: into the same one half filled in where there is one and `resume`; another
    one that has answers is asked about first, unless it has become somebody else's to fill in, or
    is the same word to another child's family, which is drafted anew when its turn comes.
    """
    before = await load(work, actor.address)
    if before is not None and before.draft.filling.answers:
        known = before.draft
        if draft.form.told and known.form.id == draft.form.id and known.child != draft.child:
            return await _go(work, actor, draft, now)
        there = Stage.unfinished if not (resume and _same(known, draft)) else None
        step = await shown(work, actor, known, now, there)
        if step.stage is not Stage.not_yours:
            return step
    return await _go(work, actor, draft, now)


def _same(one: Draft, other: Draft) -> bool:
    return (one.form.id, one.children, one.corrects) == (
        other.form.id,
        other.children,
        other.corrects,
    )


async def note(work: Work, actor: Actor, message_id: int, now: datetime) -> None:
    """A message that holds what is in the draft: it leaves the chat once all is saved."""
    known = await load(work, actor.address)
    if known is not None:
        await keep(work, actor.address, known.draft.noted(message_id), now)


async def go_on(work: Work, actor: Actor, now: datetime) -> Step:
    """Where the draft of this account stands."""
    known = await load(work, actor.address)
    return Step(Stage.nothing) if known is None else await _go(work, actor, known.draft, now)


async def throw_away(work: Work, actor: Actor, now: datetime) -> Step:
    """The draft is not wanted; its notes may leave the chat."""
    known = await load(work, actor.address)
    if known is None:
        return Step(Stage.nothing)
    await drop(work, actor.address)
    about = await around_draft(work, actor, known.draft.form, known.draft.children, now)
    names = tuple(each.child for each in about or ())
    return Step(Stage.dropped, known.draft, names)


async def answer(
    work: Work,
    actor: Actor,
    given: Given,
    now: datetime,
    question_id: str | None = None,
    message_id: int | None = None,
) -> Step:
    """An answer to the question asked now, or to that of an older message's button."""
    known = await load(work, actor.address)
    if known is None:
        return Step(Stage.nothing)
    draft = known.draft.noted(message_id)
    filling = _at(draft, question_id)
    about = await around_draft(work, actor, draft.form, draft.children, now)
    if about is None:
        await drop(work, actor.address)
        return Step(Stage.not_yours)
    if filling is None or filling.at is None:
        return await shown(work, actor, draft, now)
    question = draft.form.question(filling.at)
    value = check(question, given, about[0].today)
    if draft.form.told and given.media is not None:
        value = Wrong("typed")
    if isinstance(value, Wrong):
        await keep(work, actor.address, draft, now)
        return replace(await shown(work, actor, draft, now), wrong=value)
    return await _go(work, actor, draft.at(way.give(draft.form, filling, question, value)), now)


def _at(draft: Draft, question_id: str | None) -> Filling | None:
    """The filling at the question that a button belongs to; None where it is asked no longer."""
    filling = draft.filling
    if question_id is None or question_id == filling.at:
        return filling
    back_to = way.change(draft.form, filling, question_id)
    return None if back_to is None else replace(back_to, changing=filling.at is None)


async def turn_page(work: Work, actor: Actor, act: str, question_id: str, now: datetime) -> Step:
    """A step that is no answer: next, skip, back, or one answer to be changed."""
    known = await load(work, actor.address)
    if known is None:
        return Step(Stage.nothing)
    draft = known.draft
    moved = _turned(draft, act, question_id)
    if moved is None:
        here = await shown(work, actor, draft, now)
        return replace(here, wrong=Wrong("missing"))
    return await _go(work, actor, draft.at(moved), now)


def _turned(draft: Draft, act: str, question_id: str) -> Filling | None:
    form, filling = draft.form, draft.filling
    here = None if filling.at is None else form.question(filling.at)
    match act:
        case "back":
            return way.back(form, filling)
        case "change":
            return way.change(form, filling, question_id)
        case "next" if here is not None and here.id == question_id:
            return way.onward(form, filling, here)
        case "skip" if here is not None and here.id == question_id:
            return way.skip(form, filling, here)
    return filling


async def _go(work: Work, actor: Actor, draft: Draft, now: datetime) -> Step:
    """Keep a draft and show it; one that is theirs no longer is thrown away."""
    step = await shown(work, actor, draft, now)
    if step.stage is Stage.not_yours:
        await drop(work, actor.address)
    else:
        await keep(work, actor.address, draft, now)
    return step


async def shown(
    work: Work, actor: Actor, draft: Draft, now: datetime, stage: Stage | None = None
) -> Step:
    """The draft as its writer may see it now."""
    about = await around_draft(work, actor, draft.form, draft.children, now)
    if about is None:
        return Step(Stage.not_yours)
    here = Stage.summary if draft.filling.at is None else Stage.asking
    told = await readers(work, actor, draft.form, about[0]) if draft.form.told else None
    names = tuple(each.child for each in about)
    step = Step(stage or here, draft, names, about[0].today, told)
    if step.question is None or step.question.days != "future":
        return step
    return replace(step, term_ends=await _term_ends(work, about[0]))


async def _term_ends(work: Work, about: Around) -> date | None:
    school_id = (await work.units.get(about.unit_id)).parent_id
    terms = {} if school_id is None else await work.plans.terms([school_id])
    running = (each for found in terms.values() for each in found)
    ends = (each.ends_on for each in running if each.starts_on <= about.today < each.ends_on)
    return next(ends, None)

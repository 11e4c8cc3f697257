"""The children of a note about several: taken in and out one by one, then the form begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.actor import Actor
from services.forms.choosing import ChildDue, children_for
from services.forms.conversation import Stage, Step, begin
from services.forms.library import Card
from storage.work import Work

CONVERSATION = "group"
PAGE = 12
"""So many names stand on one page."""
MOST = 60
"""Of so many children one note may be."""


@dataclass(frozen=True, slots=True)
class Group:
    """The children that somebody chooses from, page by page, and those chosen so far."""

    card: Card
    children: tuple[ChildDue, ...]
    chosen: frozenset[int]
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.children) // PAGE))

    @property
    def shown(self) -> Sequence[ChildDue]:
        """The children of this page."""
        return self.children[self.page * PAGE :][:PAGE]


async def open_group(work: Work, actor: Actor, card: Card, now: datetime) -> Group | None:
    """Begin to choose; None where there are no children to choose from."""
    children = await children_for(work, actor, card.form, now)
    return await _kept(work, actor, Group(card, children, frozenset()), now) if children else None


async def toggle(
    work: Work, actor: Actor, card: Card, child_ids: Sequence[int], page: int, now: datetime
) -> Group | None:
    """Take children in; take them out again where all of them are in."""
    group = await _opened(work, actor, card, page, now)
    if group is None:
        return None
    wanted = frozenset(child_ids) & {child.child_id for child in group.children}
    chosen = group.chosen - wanted if wanted <= group.chosen else group.chosen | wanted
    if len(chosen) > MOST:
        return group
    return await _kept(work, actor, Group(card, group.children, chosen, group.page), now)


async def toggle_page(
    work: Work, actor: Actor, card: Card, page: int, now: datetime
) -> Group | None:
    """Take all of a page in, or out again."""
    group = await _opened(work, actor, card, page, now)
    if group is None:
        return None
    everybody = [child.child_id for child in group.shown]
    return await toggle(work, actor, card, everybody, page, now)


async def go_on(work: Work, actor: Actor, card: Card, now: datetime) -> Step:
    """Those are all: the form begins."""
    group = await _opened(work, actor, card, 0, now)
    if group is None or not group.chosen:
        return Step(Stage.nothing)
    children = [child.child_id for child in group.children if child.child_id in group.chosen]
    step = await begin(work, actor, card, children, now)
    if step.stage in (Stage.asking, Stage.summary):
        await work.drafts.drop(actor.address, CONVERSATION)
    return step


async def _opened(work: Work, actor: Actor, card: Card, page: int, now: datetime) -> Group | None:
    """The group as it was left, without children who are somebody else's by now."""
    row = await work.drafts.get(actor.address, CONVERSATION)
    children = await children_for(work, actor, card.form, now)
    if row is None or row.data["form"] != card.form.id or not children:
        return None
    chosen = frozenset(row.data["chosen"]) & {child.child_id for child in children}
    group = Group(card, children, chosen)
    return Group(card, children, chosen, min(max(page, 0), group.pages - 1))


async def _kept(work: Work, actor: Actor, group: Group, now: datetime) -> Group:
    data = {"form": group.card.form.id, "chosen": sorted(group.chosen)}
    await work.drafts.put(actor.address, CONVERSATION, data, now)
    return group

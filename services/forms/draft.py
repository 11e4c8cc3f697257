"""A form half filled in: one per chat account, sealed, kept until it is saved or thrown away."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from care.forms.filling import Filling
from care.forms.form import Form
from services.forms.library import opened
from storage.tables import new_id
from storage.work import Work

CONVERSATION = "form"
_TAG_LETTERS = 4


def new_tag() -> str:
    """A few letters that the buttons of another draft hardly ever have."""
    return f"{new_id():x}"[-_TAG_LETTERS:]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being filled in, about whom, and for which duty.

    `notes` are the messages in which the answers came: they leave the chat once all is saved.
    `corrects` is the record that this one is to replace. `tag` stands on the draft's buttons, so
    that those of another draft do nothing here.
    """

    form: Form
    hash: str
    children: tuple[int, ...]
    filling: Filling
    tag: str
    duty: int | None = None
    corrects: int | None = None
    notes: tuple[int, ...] = ()

    @property
    def child(self) -> int:
        """The child; the first one of a group."""
        return self.children[0]

    def at(self, filling: Filling) -> "Draft":
        """The same draft at another place."""
        return replace(self, filling=filling)

    def noted(self, message_id: int | None) -> "Draft":
        """The same draft with one more message that holds an answer."""
        return self if message_id is None else replace(self, notes=(*self.notes, message_id))


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was stored, and when."""

    draft: Draft
    since: datetime
    version: int = field(default=0)


async def load(work: Work, address: int) -> Kept | None:
    """The draft of a chat account; None where nothing is half filled in."""
    row = await work.drafts.get(address, CONVERSATION)
    if row is None:
        return None
    data = row.data
    source = (await work.forms.sources([data["hash"]]))[data["hash"]]
    draft = Draft(
        opened(source).form,
        data["hash"],
        tuple(data["children"]),
        Filling.of(data["filling"]),
        data["tag"],
        data["duty"],
        data["corrects"],
        tuple(data["notes"]),
    )
    return Kept(draft, row.updated_at, row.version)


async def keep(work: Work, address: int, draft: Draft, now: datetime) -> None:
    """Store a draft."""
    data: dict[str, Any] = {
        "hash": draft.hash,
        "children": list(draft.children),
        "filling": draft.filling.kept(),
        "tag": draft.tag,
        "duty": draft.duty,
        "corrects": draft.corrects,
        "notes": list(draft.notes),
    }
    await work.drafts.put(address, CONVERSATION, data, now)


async def drop(work: Work, address: int) -> None:
    """It is saved or not wanted."""
    await work.drafts.drop(address, CONVERSATION)

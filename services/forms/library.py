"""The forms there are: those that ship with the product, and a bureau's own in `forms/` of its
plans folder, which go before ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from care.forms.form import Form
from care.forms.load import load_form
from care.plan import digest

FOLDER = "forms"
_ENDING = ".toml"


@dataclass(frozen=True, slots=True)
class Card:
    """A form with its text and the text's hash, by which old records find their questions."""

    form: Form
    hash: str
    source: str


@dataclass(frozen=True, slots=True)
class Library:
    """All forms of an installation."""

    cards: tuple[Card, ...]

    def get(self, form_id: str) -> Card | None:
        """The form of an id."""
        return next((card for card in self.cards if card.form.id == form_id), None)

    def for_command(self, command: str) -> Card | None:
        """The form that a command begins."""
        return next((card for card in self.cards if card.form.command == command), None)

    def fillable(self, names: Iterable[str]) -> tuple[Card, ...]:
        """The forms that one of these roles and posts may fill in."""
        held = set(names)
        return tuple(card for card in self.cards if held & set(card.form.fill))


@lru_cache(maxsize=256)
def opened(source: str) -> Card:
    """A form's text, read; raises care.forms.load.FormError."""
    return Card(load_form(source), digest(source), source)


def forms_in(folder: Path | None = None) -> dict[str, Traversable]:
    """Every form file by its id (the file's name); one of the folder goes before ours."""
    found = _forms(files("plans") / FOLDER)
    if folder is not None and (folder / FOLDER).is_dir():
        found |= _forms(folder / FOLDER)
    return dict(sorted(found.items()))


@lru_cache
def library(folder: Path | None = None) -> Library:
    """All forms, read once per process; raises care.forms.load.FormError for one with problems."""
    sources = (file.read_text(encoding="utf-8-sig") for file in forms_in(folder).values())
    return Library(tuple(opened(source) for source in sources))


def _forms(folder: Traversable) -> dict[str, Traversable]:
    return {
        entry.name.removesuffix(_ENDING): entry
        for entry in folder.iterdir()
        if entry.name.endswith(_ENDING)
    }

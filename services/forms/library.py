"""The forms there are: those that ship with the product, and a bureau's own in `forms/` of its
plans folder, which go before ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from care.forms.form import Form
from care.forms.load import FormError, load_form
from care.plan import digest
from care.problems import Problem

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


class BrokenFormError(Exception):
    """A form file that cannot be used: its name, and every problem found in it."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__(name)


@lru_cache(maxsize=256)
def opened(source: str) -> Card:
    """A form's text, read; raises care.forms.load.FormError."""
    return Card(load_form(source), digest(source), source)


def forms_in(folder: Path | None = None) -> dict[str, Traversable]:
    """Every form file by its id (the file's name), a bureau's own last; one of the folder goes
    before ours.
    """
    found = _forms(files("plans") / FOLDER)
    own = {}
    if folder is not None and (folder / FOLDER).is_dir():
        own = _forms(folder / FOLDER)
    return {name: file for name, file in found.items() if name not in own} | own


@lru_cache
def library(folder: Path | None = None, reserved: frozenset[str] = frozenset()) -> Library:
    """All forms, read once per process; `reserved` are commands that no form may begin with.

    Raises BrokenFormError for the first file that cannot be used.
    """
    cards: list[Card] = []
    for name, file in forms_in(folder).items():
        card = read_card(name, file)
        taken = dict.fromkeys(reserved, "") | {each.form.command: each.form.id for each in cards}
        check_command(card, name, taken)
        cards.append(card)
    return Library(tuple(sorted(cards, key=lambda card: card.form.id)))


def read_card(name: str, file: Traversable) -> Card:
    """The form of one file, whose name without .toml is the form's id; raises BrokenFormError."""
    try:
        card = opened(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenFormError(name, [Problem(None, None, "encoding")]) from error
    except FormError as error:
        raise BrokenFormError(name, error.problems) from error
    if card.form.id != name:
        params = {"value": card.form.id, "file": f"{name}{_ENDING}"}
        raise BrokenFormError(name, [Problem(None, "id", "file_name", params)])
    return card


def check_command(card: Card, name: str, taken: Mapping[str | None, str]) -> None:
    """Raises BrokenFormError where the card's command is another one's (or the bot's own, "")."""
    command = card.form.command
    if command is not None and command in taken:
        params = {"value": command, "form": taken[command] or "hongyan"}
        raise BrokenFormError(name, [Problem(None, "command", "command_taken", params)])


def _forms(folder: Traversable) -> dict[str, Traversable]:
    found = {
        entry.name.removesuffix(_ENDING): entry
        for entry in folder.iterdir()
        if entry.name.endswith(_ENDING)
    }
    return dict(sorted(found.items()))

"""`hongyan form`: the record cards there are, and whether one that a school wrote can be used."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from bot.menus import COMMANDS
from care.forms.form import Question
from cli.settings import Settings
from cli.terminal import WRONG_DATA, T, err, fail, misused, out, say
from services.forms.library import (
    BrokenFormError,
    Card,
    Library,
    check_command,
    library,
    read_card,
)

forms = typer.Typer(no_args_is_help=True, help=T("cli.form.help"))
OWN_COMMANDS = frozenset((*COMMANDS, "start", "records"))
"""Commands of the bot itself, which no card can begin with."""


def known_forms(settings: Settings) -> Library:
    """All cards of an installation; ends the command where a file cannot be used."""
    try:
        return library(settings.plans_dir, OWN_COMMANDS)
    except BrokenFormError as error:
        _refuse(error)


def _refuse(error: BrokenFormError) -> NoReturn:
    for problem in error.problems:
        place = ".".join(part for part in (problem.rule, problem.key) if part)
        text = T(f"plan.problem.{problem.code}", **problem.params)
        err.print(T("plan.problem_at", plan=error.name, place=place, what=text), markup=False)
    raise typer.Exit(WRONG_DATA)


@forms.command("list", help=T("cli.form.list"))
def list_forms() -> None:
    """All cards that are known."""
    columns = ("title", "questions", "command", "fill", "read")
    table = Table("id", *(T(f"cli.column.{name}") for name in columns))
    for card in known_forms(Settings()).cards:
        form = card.form
        command = f"/{form.command}" if form.command else ""
        title, count = f"{form.icon} {T.of(form.title)}", str(len(form.questions))
        table.add_row(form.id, title, count, command, _roles(form.fill), _roles(form.read))
    out.print(table)


def _roles(names: tuple[str, ...]) -> str:
    return ", ".join(T(f"role.{name}") for name in names)


@forms.command("show", help=T("cli.form.show"))
def show(form: Annotated[str, typer.Argument(help=T("cli.form.form"))]) -> None:
    """The questions of a card."""
    known = known_forms(Settings())
    card = known.get(form)
    if card is None:
        fail("form.unknown", form=form, known=", ".join(each.form.id for each in known.cards))
    columns = ("question", "type", "ask", "options", "optional", "when")
    title = f"{card.form.icon} {T.of(card.form.title)}"
    table = Table(*(T(f"cli.column.{name}") for name in columns), title=title)
    for question in card.form.questions:
        optional = "✔" if question.optional else ""
        table.add_row(
            question.id, question.type, T.of(question.ask), _options(question), optional,
            _when(question),
        )  # fmt: skip
    out.print(table)


def _options(question: Question) -> str:
    return ", ".join(T.of(option.text) for option in question.options)


def _when(question: Question) -> str:
    return "; ".join(f"{name}: {', '.join(wanted)}" for name, wanted in question.when.items())


@forms.command("check", help=T("cli.form.check"))
def check(file: Annotated[Path, typer.Argument(help=T("cli.form.file"))]) -> None:
    """Whether a card can be used beside those that are known."""
    if not file.is_file():
        misused("form.no_file", file=file)
    known = known_forms(Settings())
    try:
        card = read_card(file.name.removesuffix(".toml"), file)
        check_command(card, card.form.id, _taken(card, known))
    except BrokenFormError as error:
        _refuse(error)
    say("form.fine", form=card.form.id, n=len(card.form.questions))


def _taken(card: Card, known: Library) -> dict[str | None, str]:
    others = [each.form for each in known.cards if each.form.id != card.form.id]
    return dict.fromkeys(OWN_COMMANDS, "") | {form.command: form.id for form in others}

"""`hongyan form`: the record cards there are, and a school's own."""

from pathlib import Path

import pytest

from bot.menus import COMMANDS
from cli.forms import OWN_COMMANDS
from cli.terminal import T
from services.forms.library import forms_in
from tests.bot.tiny import TOKEN
from tests.cli.office import Office


def a_card(office: Office, name: str = "garden", **changed: str) -> Path:
    """A diary under another name, in the office's own folder of plans."""
    text = forms_in()["diary"].read_text(encoding="utf-8")
    wanted = {'id = "diary"': f'id = "{name}"', 'command = "diary"': f'command = "{name}"'}
    for old, new in (wanted | changed).items():
        assert old in text
        text = text.replace(old, new)
    folder = office.folder / "forms"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_cards_are_listed_and_shown(office: Office) -> None:
    listed, shown = office.types("form", "list"), office.types("form", "show", "visit")

    assert (listed.code, shown.code) == (0, 0)
    assert "talk" in listed.out
    assert "photo" in shown.out


def test_an_unknown_card_is_told_with_those_known(office: Office) -> None:
    said = office.types("form", "show", "moon")

    assert said.code == 1
    assert "moon" in said.complaint
    assert "diary, education-plan, education-review, good, group-note" in said.complaint


def test_a_schools_own_card_is_checked_and_stands_beside_ours(office: Office) -> None:
    path = a_card(office)

    checked = office.types("form", "check", path)
    office.sets(plans_dir=str(office.folder))

    assert (checked.code, checked.out.strip()) == (0, T("form.fine", form="garden", n=2))
    assert "garden" in office.types("form", "list").out
    assert office.types("form", "check", path).code == 0


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('type = "text"', 'type = "song"', "garden: note.type"),
        ("row = 50", 'row = "50"', "garden: row"),
        ('id = "diary"', 'id = "dairy"', "garden: id"),
        ('command = "diary"', 'command = "talk"', "garden: command"),
        ('command = "diary"', 'command = "help"', "garden: command"),
        ('title.en = "Diary"', 'title.en = "Diary', "garden: "),
    ],
)
def test_every_mistake_is_one_line_with_its_place(
    office: Office, old: str, new: str, place: str
) -> None:
    said = office.types("form", "check", a_card(office, **{old: new}))

    assert said.code == 1
    assert said.err.splitlines()[0].startswith(place)


def test_a_file_in_another_encoding_says_so(office: Office) -> None:
    path = a_card(office)
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))

    said = office.types("form", "check", path)

    assert (said.code, said.complaint) == (
        1,
        T("plan.problem_at", plan="garden", place="", what=T("plan.problem.encoding")),
    )


def test_no_file_is_a_wrong_call(office: Office) -> None:
    said = office.types("form", "check", "nowhere.toml")

    assert (said.code, said.complaint) == (2, T("form.no_file", file="nowhere.toml"))


@pytest.mark.parametrize("command", [("run",), ("form", "list")], ids=" ".join)
def test_a_broken_card_in_the_folder_stops_the_bot_with_what_is_wrong(
    office: Office, command: tuple[str, ...]
) -> None:
    a_card(office, **{'type = "text"': 'type = "song"'})
    office.sets(plans_dir=str(office.folder), token=TOKEN, api="http://127.0.0.1:9")

    said = office.types(*command)

    assert said.code == 1
    assert "garden: note.type: " in said.err


def test_no_card_can_take_a_command_of_the_bots_own() -> None:
    assert set(COMMANDS) <= OWN_COMMANDS

"""`hongyan simulate`: a table, JSON, a picture; and clear words for a wrong call."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli.simulate
from cli.main import app
from locales.catalog import texts

SMALL = ("--children", "40", "--days", "20", "--processes", "1", "--from", "2026-09-01")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.simulate, "T", texts("en"))


def simulate(*args: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *args])


def test_a_trial_as_json_says_what_was_tried_and_what_became_of_it() -> None:
    result = simulate(*SMALL, "--seed", "3", "--json")

    assert result.exit_code == 0
    (tried,) = json.loads(result.stdout)
    assert (tried["plan"], tried["children"], tried["days"], tried["seed"]) == ("linxia", 40, 20, 3)
    assert tried["duties"]["due"] > 40
    assert tried["messages"]["total"] > 0
    assert set(tried["load"]) >= {"parent", "class_teacher"}


def test_two_programmes_stand_side_by_side(tmp_path: Path) -> None:
    result = simulate(*SMALL, "--beside", "tongren", "--picture", str(tmp_path))

    assert result.exit_code == 0
    heads = [line for line in result.stdout.splitlines() if "linxia" in line and "tongren" in line]
    assert heads, "both stand in one table"
    drawn = sorted(file.name for file in tmp_path.iterdir())
    assert drawn == ["hours-of-work.svg", "messages-by-day.svg", "messages-by-hour.svg"]
    for name in drawn:
        picture = (tmp_path / name).read_text(encoding="utf-8")
        assert not re.search(r"(href|src)=[\"']?http|@import|url\(http", picture)
    work = (tmp_path / "hours-of-work.svg").read_text(encoding="utf-8")
    assert "hotline duty" in work


def test_the_table_says_when_messages_go_out_and_what_work_a_school_has() -> None:
    result = simulate(*SMALL)

    said = result.stdout
    assert re.search(r"19:00 +\W+[\d.]+", said)
    assert re.search(r"hotline duty +\W+[\d.]+ +\W+[\d.]+ +\W+[\d.]+", said)
    assert re.search(r"mean · most +\W+[\d.]+ · [\d.]+", said)


def test_two_programmes_as_json_have_figures_of_their_own() -> None:
    result = simulate(*SMALL, "--beside", "tongren", "--json")

    one, other = json.loads(result.stdout)
    assert (one["plan"], other["plan"]) == ("linxia", "tongren")
    assert one["children"] == other["children"] == 40
    assert one["duties"] != other["duties"]
    assert one["messages"] != other["messages"]
    assert one["load"] != other["load"]


def test_an_unknown_programme_is_named_with_those_there_are() -> None:
    result = simulate("--plan", "nowhere")

    assert result.exit_code == 1
    assert "linxia" in result.stderr


def test_a_town_of_nobody_is_refused() -> None:
    result = simulate("--children", "0")

    assert result.exit_code == 2
    assert "--children" in result.stderr

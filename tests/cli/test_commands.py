"""What every command promises: 0 done, 1 the data is wrong, 2 the call is wrong; in one line."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from pydantic_settings import SettingsError

from care.plan import load
from care.rule import Plan
from cli.main import app
from cli.settings import TELEGRAM_API, Settings
from cli.terminal import T
from services.plans import find
from services.plans import shipped as plans
from storage.seal import Keyring
from storage.store import Store, shown
from tests.bot.tiny import TOKEN
from tests.cli.office import ROSTER, SCHOOL, Office

COMMANDS = (
    *(("import",), ("invite",), ("health",), ("doctor",), ("run",), ("demo",)),
    *(("coverage",), ("pause",), ("resume",), ("live",), ("promote",)),
    *(("outbox", "list"), ("outbox", "resend"), ("outbox", "cancel")),
    *(("plan", "list"), ("plan", "show"), ("plan", "check"), ("plan", "use"), ("term", "add")),
    *(("plan", "diff"), ("simulate",), ("post", "list"), ("post", "give"), ("post", "end")),
    *(("term", "close"), ("term", "closed"), ("term", "open")),
    *(("tasks", "list"), ("tasks", "settle"), ("hotline", "hours"), ("hotline", "numbers")),
    *(("backup",), ("restore",), ("erase",), ("keep",)),
    *(("key", "status"), ("key", "rotate"), ("key", "retire"), ("key", "add")),
    *(("form", "list"), ("form", "show"), ("form", "check")),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(
    office: Office, command: tuple[str, ...]
) -> None:
    said = office.types(*command, "--help")

    assert said.code == 0
    assert f"hongyan {' '.join(command)}" in " ".join(said.out.split())


def test_there_is_no_command_without_a_test_of_its_help() -> None:
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    alone = {
        each.name or each.callback.__name__ for each in app.registered_commands if each.callback
    }
    below = {
        (name, each.name or each.callback.__name__)
        for name, group in groups.items()
        if group is not None
        for each in group.registered_commands
        if each.callback
    }

    assert {(name,) for name in alone} | below == set(COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("import",),
        ("import", "a.xlsx", "--fast"),
        ("invite", "--days", "0"),
        ("term", "add", "2026秋", "--from", "soon", "--to", "2027-01-15"),
        ("term", "add", "2026秋", "--from", "2027-01-15", "--to", "2026-09-01"),
        ("run",),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_two(office: Office, words: tuple[str, ...]) -> None:
    said = office.types(*words)

    assert said.code == 2
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_without_a_token_the_bot_says_where_to_get_one(office: Office) -> None:
    assert office.types("run").complaint == T("run.no_token")


def test_what_is_no_token_is_told_before_anything_else(office: Office) -> None:
    office.sets(token="no token")

    said = office.types("run")

    assert (said.code, said.complaint) == (2, T("run.bad_token"))


def test_a_sandbox_clock_does_not_go_with_telegram(office: Office) -> None:
    office.sets(token=TOKEN, clock_url="http://127.0.0.1:1/sandbox/clock", api=f"{TELEGRAM_API}/")

    said = office.types("run")

    assert (said.code, said.complaint) == (2, T("run.clock_with_telegram"))


def test_a_clock_that_does_not_answer_is_named(office: Office) -> None:
    office.sets(clock_url="http://127.0.0.1:1/sandbox/clock")

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert said.complaint == T("cli.no_clock", url="http://127.0.0.1:1/sandbox/clock")


@pytest.mark.parametrize(
    ("database", "key"),
    [("mysql://somewhere/db", "store.unknown_database"), ("nonsense", "store.bad_url")],
)
def test_a_database_that_is_none_is_told(office: Office, database: str, key: str) -> None:
    office.sets(database=database)

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert said.complaint == T(key, database="mysql")


def test_a_database_that_does_not_answer_is_told_without_its_password(office: Office) -> None:
    office.sets(database="postgresql://somebody:secret@127.0.0.1:1/hongyan")

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert "secret" not in said.err
    assert "Traceback" not in said.err


def test_a_setting_that_cannot_be_read_is_named(office: Office) -> None:
    office.sets(zone="Mars/Olympus")

    said = office.types("import", ROSTER)

    assert (said.code, said.complaint) == (2, T("cli.bad_settings", names="HONGYAN_ZONE"))


def test_a_file_that_may_not_be_read_is_named_also_where_a_setting_stands_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = "/run/secrets/hongyan_token"

    def refused(*_: object, **__: object) -> None:
        try:
            raise PermissionError(errno.EACCES, "Permission denied", file)
        except PermissionError as error:
            raise SettingsError from error

    monkeypatch.setattr(Settings, "__init__", refused)

    said = office.types("health")

    assert (said.code, said.complaint) == (1, T("cli.shut", file=file))


def test_settings_that_windows_wrote_in_its_own_way_are_named(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("HONGYAN_PLACE=青禾\n", encoding="gb18030")

    said = office.types("health")

    assert (said.code, said.complaint) == (1, T("cli.env_strange", file=".env"))


def test_a_store_with_data_gets_no_new_key(office: Office) -> None:
    office.has_imported()
    key = office.folder / "key"
    key.rename(office.folder / "elsewhere")

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert said.complaint == T("key.missing", file=key, database=shown(office.database))
    assert not key.exists()


def test_another_stores_key_opens_nothing(office: Office) -> None:
    office.has_imported()
    key = office.folder / "key"
    before = Keyring.read(key)
    key.unlink()
    Keyring.fresh().write(key)

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert before.fingerprint in said.complaint


def test_the_first_key_comes_with_a_warning_to_back_it_up(office: Office) -> None:
    said = office.types("import", ROSTER)

    assert T("key.made", file=office.folder / "key") in said.err
    assert (office.folder / "key").stat().st_mode & 0o077 == 0


def test_health_knows_a_bot_that_lives_one_that_hangs_and_none(office: Office) -> None:
    file = office.folder / "heartbeat"
    office.sets(heartbeat_file=str(file))
    assert office.types("health").code == 1

    file.touch()
    assert office.types("health").code == 0

    now = file.stat().st_mtime
    for hours in (-1, 8):  # it hangs; it died before the clock was set back
        os.utime(file, (now + hours * 3600, now + hours * 3600))
        assert office.types("health").code == 1


def test_an_unexpected_trouble_is_one_line_too(office: Office) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    office.monkeypatch.setattr("cli.planning.shipped", breaks)

    said = office.types("plan", "list")

    assert said.code == 1
    assert "ZeroDivisionError" in said.complaint


def test_plans_are_listed_shown_and_checked(office: Office) -> None:
    listed, shown = office.types("plan", "list"), office.types("plan", "show", "linxia")
    checked = office.types("plan", "check", "linxia")

    assert "linxia" in listed.out
    assert "call" in shown.out
    assert (listed.code, shown.code, checked.code) == (0, 0, 0)


def test_what_differs_between_two_plans_is_told_rule_by_rule(office: Office) -> None:
    said = office.types("plan", "diff", "linxia", "town-primary")
    same = office.types("plan", "diff", "linxia", "linxia")

    assert said.code == 0
    assert [line[0] for line in said.out.splitlines() if line[0] in "+-≠"].count("≠") == 3
    assert any(line.startswith("+ health-check") for line in said.out.splitlines())
    assert any(line.startswith("- call") for line in said.out.splitlines())
    assert same.out.strip() == T("plan.diff.none")


def test_a_plan_that_builds_on_another_that_is_not_there_is_refused(office: Office) -> None:
    (office.folder / "own.toml").write_text('extends = "moon"\nid = "own"\n', encoding="utf-8")
    office.sets(plans_dir=str(office.folder))

    said = office.types("plan", "check", "own")

    assert said.code == 1
    assert "extends" in said.err
    assert "linxia" in said.err


@pytest.mark.parametrize(
    "command",
    [
        *(("plan", what, "own") for what in ("check", "show", "use")),
        ("plan", "use", "own", "--dry-run"),
        ("plan", "diff", "linxia", "own"),
    ],
    ids=" ".join,
)
def test_two_plans_with_different_rules_of_one_id_are_refused_everywhere(
    office: Office, command: tuple[str, ...]
) -> None:
    office.has_imported()
    uses = office.rows()["plan_use"]
    combined = 'extends = ["linxia", "class-plan"]\nid = "own"\nversion = 1\n'
    (office.folder / "own.toml").write_text(combined, encoding="utf-8")
    office.sets(plans_dir=str(office.folder))

    said = office.types(*command)

    assert said.code == 1
    assert [line for line in said.err.splitlines() if line.startswith("own: visit:")]
    assert "linxia, class-plan" in said.err
    assert 'drop = ["linxia.visit"]' in said.err
    assert 'rename.linxia.visit = "visit-2"' in said.err
    assert office.rows()["plan_use"] == uses


def test_a_school_is_put_on_two_plans_once_it_says_which_rules_it_keeps(office: Office) -> None:
    office.has_imported()
    combined = (
        'extends = ["linxia", "class-plan"]\nid = "own"\nversion = 1\ndrop = ["linxia.talk"]\n'
        'rename.class-plan.visit = "class-visit"\n'
    )
    (office.folder / "own.toml").write_text(combined, encoding="utf-8")
    office.sets(plans_dir=str(office.folder))

    differs = office.types("plan", "diff", "linxia", "own")
    said = office.types("plan", "use", "own")

    assert (differs.code, said.code) == (0, 0)
    assert any(line.startswith("+ class-visit") for line in differs.out.splitlines())
    assert not any(line.startswith("-") for line in differs.out.splitlines())


def test_an_import_that_would_begin_on_a_bad_plan_writes_nothing(office: Office) -> None:
    combined = 'extends = ["linxia", "class-plan"]\nid = "own"\nversion = 1\n'
    (office.folder / "own.toml").write_text(combined, encoding="utf-8")
    office.sets(plans_dir=str(office.folder), plan="own")

    said = office.types("import", ROSTER)

    assert said.code == 1
    assert "own: visit:" in said.err
    assert office.rows()["child"] == []


def test_an_unknown_plan_is_told_with_those_known(office: Office) -> None:
    said = office.types("plan", "show", "moon")

    assert (said.code, said.complaint) == (
        1,
        T("plan.unknown", plan="moon", known=", ".join(plans())),
    )


def test_a_plan_with_mistakes_is_refused_with_each_of_them_named(office: Office) -> None:
    source = (Path(__file__).parents[2] / "plans/linxia.toml").read_text(encoding="utf-8")
    source = source.replace('every = "2 weeks"', 'every = "2 moons"').replace(
        'icon = "✉️"', 'icon = ""'
    )
    (office.folder / "own.toml").write_text(source, encoding="utf-8")
    office.sets(plans_dir=str(office.folder))

    said = office.types("plan", "check", "own")

    assert said.code == 1
    assert any("call.every" in line and "2 moons" in line for line in said.err.splitlines())
    assert any("letter.icon" in line for line in said.err.splitlines())


def test_a_school_is_put_on_a_plan(office: Office) -> None:
    office.types("import", ROSTER, "--no-plan")

    wrong = office.types("plan", "use", "linxia", "--with", "tea")
    said = office.types("plan", "use", "linxia", "--with", "guardian-talk", "--from", "2026-09-01")

    assert wrong.code == 1
    assert "guardian-talk" in wrong.complaint
    assert said.code == 0
    assert SCHOOL in said.out


def test_a_school_is_put_on_several_plans_at_once(office: Office) -> None:
    office.types("import", ROSTER, "--no-plan")

    said = office.types("plan", "use", "community", "pairing", "community")

    assert (said.code, said.err) == (0, "")

    async def followed(store: Store) -> Plan:
        async with store.read() as work:
            (school,) = await work.units.schools()
            uses = await work.plans.in_use([school.id], date(2026, 10, 5))
        return load(uses[school.id].source)

    plan = office.asks(followed)
    both = [load(find(name)) for name in ("community", "pairing")]
    assert {rule.id for rule in plan.rules} == {rule.id for each in both for rule in each.rules}
    assert plan.title["en"] == " + ".join(each.title["en"] for each in both)
    assert plan.id == "community-pairing"


def test_several_plans_that_differ_are_refused_with_the_rule_and_the_way_out(
    office: Office,
) -> None:
    office.types("import", ROSTER, "--no-plan")

    said = office.types("plan", "use", "linxia", "class-plan")
    unknown = office.types("plan", "use", "linxia", "moon")

    assert (said.code, unknown.code) == (1, 1)
    assert "linxia + class-plan: visit:" in said.err
    assert "linxia, class-plan" in said.err
    assert T("plan.unknown", plan="moon", known=", ".join(plans())) == unknown.complaint
    assert office.rows()["plan_use"] == []


def test_a_change_of_plan_is_shown_before_it_is_made(office: Office) -> None:
    office.has_imported()
    uses = office.rows()["plan_use"]

    said = office.types("plan", "use", "town-primary", "--dry-run")
    seen = office.types("plan", "use", "town-primary", "--json").json

    assert said.code == 0
    assert SCHOOL in said.out
    assert [each["school"] for each in seen] == [SCHOOL]
    assert office.rows()["plan_use"] == uses


def test_a_term_is_entered(office: Office) -> None:
    office.has_imported()

    said = office.types("term", "add", "2026秋", "--from", "2026-09-01", "--to", "2027-01-15")

    assert said.code == 0
    assert len(office.rows()["term"]) == 1

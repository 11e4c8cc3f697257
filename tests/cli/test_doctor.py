"""`hongyan doctor`: each thing that is wrong is named with what to do, and stops no other check."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, update

import cli.checks.patient
import cli.doctor
from care.delivery import Kind, Priority
from care.habits import Habits
from cli.asking import ask
from cli.checks import running, storing
from cli.checks.finding import Check, Level
from cli.checks.patient import Patient
from cli.checks.running import holidays, tzdata
from cli.settings import Settings
from cli.terminal import T
from scheduler.clock import system_clock
from services.examining import School
from storage.notices import NewNotice
from storage.people import NewPerson
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Person
from tests.cli.office import SCHOOL, Office

TOKEN = "700005:an-invented-token-of-a-doctor"
SECRET = "a-shared_secret"
TERM = ("term", "add", "2026秋", "--from", "2026-09-01", "--to", "2099-01-15")
Answers = dict[str, tuple[int, Any]]


class Api:
    """A Bot API server in a thread of its own; `ahead` moves its clock, in seconds."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.answers: Answers = {
            "getMe": (200, {"id": 700005, "is_bot": True, "username": "tiny_bot"}),
            "getWebhookInfo": (200, {"url": "", "pending_update_count": 0}),
        }
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, told = api.answers[self.path.rpartition("/")[2]]
                body = {"ok": True, "result": told} if status == 200 else {"description": told}
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def date_time_string(self, timestamp: float | None = None) -> str:
                there = system_clock() + timedelta(seconds=api.ahead)
                return super().date_time_string(timestamp or int(there.timestamp()))

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def hook(self, url: str, **more: Any) -> None:
        self.answers["getWebhookInfo"] = (200, {"url": url, "pending_update_count": 0} | more)


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def office(office: Office, api: Api) -> Office:
    """A bot that runs well, with everything a careful operator sets."""
    office.sets(token=TOKEN, api=api.url, key_backup=str(office.folder / "copy"))
    office.sets(heartbeat_file=str(office.folder / "heartbeat"))
    Keyring.fresh().write(office.folder / "key")
    office.asks(nothing)
    shutil.copyfile(office.folder / "key", office.folder / "copy")
    (office.folder / "heartbeat").touch()
    return office


@pytest.fixture
def school(office: Office) -> Office:
    """The same with a school."""
    office.has_imported()
    assert office.types(*TERM).code == 0
    return office


async def nothing(_store: Store) -> None:
    """A store is made by opening it."""


def found(office: Office, check: Check) -> tuple[Level, str]:
    """What the doctor says of one thing, having looked at all of them."""
    said = office.types("doctor", "--json")
    checks = {Check(each["check"]): each for each in said.json["checks"]}
    assert list(checks) == list(Check)
    bad = any(each["level"] == Level.broken for each in checks.values())
    assert (said.code, said.json["ok"]) == (int(bad), not bad)
    return Level(checks[check]["level"]), checks[check]["said"]


def test_where_all_is_well_every_line_is_fine(
    school: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "holidays_of", lambda *_: object())

    said = school.types("doctor")

    lines = said.out.splitlines()
    assert said.code == 0, said.out
    assert [line[0] for line in lines[:-1]] == ["✔"] * len(Check), said.out
    assert "@tiny_bot" in said.out
    assert said.err == ""


def test_nothing_secret_is_printed(office: Office) -> None:
    office.sets(webhook_url="https://bot.example.org/a-secret-path", webhook_secret=SECRET)
    key = json.loads((office.folder / "key").read_text(encoding="utf-8"))

    said = office.types("doctor").out + office.types("doctor", "--json").out

    for secret in (TOKEN, SECRET, "a-secret-path", key["finding"], key["keys"]["1"]):
        assert secret not in said


def test_a_doctor_makes_nothing(office: Office, tmp_path: Path) -> None:
    home = tmp_path / "nothing here"
    home.mkdir()
    office.sets(database=f"sqlite:///{home}/x/store.db", key_file=str(home / "x/key"))
    office.sets(heartbeat_file=str(home / "x/heartbeat"))

    level, said = found(office, Check.database)

    assert level is Level.warning
    assert "HONGYAN_DATABASE" in said
    assert [found(office, it)[0] for it in (Check.key, Check.heartbeat)] == [Level.warning] * 2
    assert list(home.iterdir()) == []


def test_settings_that_cannot_be_read_are_named_and_the_rest_is_looked_at(office: Office) -> None:
    class Stricter(Settings):
        many: int = 1

    office.monkeypatch.setattr(cli.doctor, "Settings", Stricter)
    office.sets(many="several")

    level, said = found(office, Check.settings)

    assert level is Level.broken
    assert "HONGYAN_MANY" in said
    assert found(office, Check.token)[0] is Level.ok


@pytest.mark.parametrize(
    ("settings", "way_out"),
    [
        ({"webhook_url": "https://bot.example.org/x"}, "HONGYAN_WEBHOOK_SECRET"),
        ({"webhook_url": "nowhere", "webhook_secret": SECRET}, "HONGYAN_WEBHOOK_URL"),
    ],
)
def test_a_webhook_that_cannot_be_is_broken(
    office: Office, settings: dict[str, str], way_out: str
) -> None:
    office.sets(**settings)

    level, said = found(office, Check.settings)

    assert level is Level.broken
    assert way_out in said


def test_a_chain_for_emergencies_needs_a_bot_that_runs(office: Office) -> None:
    assert "HONGYAN_SOS=numbers" in found(office, Check.sos)[1]
    office.sets(sos="chain")
    level, said = found(office, Check.sos)
    assert level is Level.ok
    assert "hongyan health" in said

    (office.folder / "heartbeat").unlink()

    assert found(office, Check.sos)[0] is Level.warning


def test_without_a_token_the_way_to_one_is_shown(office: Office) -> None:
    office.monkeypatch.delenv("HONGYAN_TOKEN")

    level, said = found(office, Check.token)

    assert level is Level.broken
    assert "@BotFather" in said


def test_a_token_that_the_server_refuses_is_broken(office: Office, api: Api) -> None:
    api.answers["getMe"] = (401, "Unauthorized")

    level, said = found(office, Check.token)

    assert level is Level.broken
    assert "HONGYAN_TOKEN" in said


@pytest.mark.parametrize("where", ["http://127.0.0.1:9", "nonsense", "http://[", "http://a b"])
def test_a_server_out_of_reach_is_broken_and_the_rest_is_looked_at(
    office: Office, where: str
) -> None:
    office.sets(api=where)

    level, said = found(office, Check.token)

    assert level is Level.broken
    assert "HONGYAN_API" in said
    assert found(office, Check.clock)[0] is Level.warning
    assert found(office, Check.database)[0] is Level.ok


def test_a_server_that_answers_nonsense_is_broken(office: Office, api: Api) -> None:
    api.answers["getMe"] = (200, ["no", "bot"])

    assert found(office, Check.token)[0] is Level.broken


HOOK = "http://bot.example.org/x"
LATELY = system_clock().timestamp() - 300


@pytest.mark.parametrize(
    ("wanted", "there", "level", "words"),
    [
        ("", {"url": HOOK}, Level.warning, "hongyan run"),
        (HOOK, {"url": ""}, Level.warning, "hongyan run"),
        (HOOK, {"url": f"{HOOK}y"}, Level.broken, "HONGYAN_WEBHOOK_URL"),
        (HOOK, {"url": HOOK}, Level.ok, "HONGYAN_WEBHOOK_URL"),
        (
            HOOK,
            {"url": HOOK, "last_error_date": LATELY, "last_error_message": "SSL error"},
            Level.warning,
            "SSL error",
        ),
        (HOOK, {"url": HOOK, "last_error_date": 1}, Level.ok, "HONGYAN_WEBHOOK_URL"),
        (HOOK, {"url": HOOK, "pending_update_count": 900}, Level.warning, "900"),
        ("", {"url": "", "pending_update_count": 900}, Level.warning, "900"),
    ],
)
def test_a_webhook_is_compared_with_the_settings(
    office: Office, api: Api, wanted: str, there: dict[str, Any], level: Level, words: str
) -> None:
    office.sets(webhook_url=wanted, webhook_secret=SECRET)
    api.hook(**there)

    assert found(office, Check.webhook)[0] is level
    assert words in found(office, Check.webhook)[1]


@pytest.mark.parametrize(("ahead", "level"), [(0, Level.ok), (20, Level.ok), (-45, Level.warning)])
def test_a_clock_that_is_off_by_half_a_minute_is_named(
    office: Office, api: Api, ahead: float, level: Level
) -> None:
    api.ahead = ahead

    assert found(office, Check.clock)[0] is level
    if level is Level.warning:
        assert "NTP" in found(office, Check.clock)[1]


def test_an_answer_without_a_clock_tells_no_difference() -> None:
    assert ask(Settings(token=None), "getMe").ahead is None


def test_a_database_that_does_not_answer_is_broken(office: Office) -> None:
    office.sets(database="postgresql://hongyan:secret-word@127.0.0.1:9/none")

    level, said = found(office, Check.database)

    assert level is Level.broken
    assert "secret-word" not in said
    assert found(office, Check.schema)[0] is found(office, Check.terms)[0] is Level.warning


def test_a_file_that_is_no_database_is_broken(office: Office, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("dear all " * 999, encoding="utf-8")
    office.sets(database=f"sqlite:///{tmp_path / 'letter.db'}")

    assert found(office, Check.database)[0] is Level.broken


def test_a_damaged_file_is_broken(office: Office) -> None:
    if not office.database.startswith("sqlite"):
        return
    file = Path(make_url(office.database).database or "")
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    file.write_bytes(content)
    for part in file.parent.glob(f"{file.name}-*"):
        part.unlink()

    assert found(office, Check.database)[0] is Level.broken


NEWER = "UPDATE alembic_version SET version_num = '9999'"


@pytest.mark.parametrize(
    ("statements", "level"),
    [
        ([NEWER], Level.ok),
        ([NEWER, "INSERT INTO meta VALUES ('code at least', '9999')"], Level.broken),
        (["DELETE FROM alembic_version"], Level.warning),
    ],
    ids=["only added to", "taken from", "none"],
)
def test_tables_of_another_time_are_named(
    office: Office, statements: list[str], level: Level
) -> None:
    for statement in statements:
        change(office, statement)

    assert found(office, Check.schema)[0] is level


def change(office: Office, statement: str) -> None:
    async def run(store: Store) -> None:
        async with store.engine.begin() as connection:
            await connection.exec_driver_sql(statement)

    office.asks(run)


def test_a_missing_key_of_a_store_with_data_is_broken(office: Office) -> None:
    (office.folder / "key").unlink()

    level, said = found(office, Check.key)

    assert level is Level.broken
    assert str(office.folder / "key") in said
    assert not (office.folder / "key").exists()


def test_a_key_of_another_store_is_broken(office: Office) -> None:
    (office.folder / "key").unlink()
    Keyring.fresh().write(office.folder / "key")

    assert found(office, Check.key)[0] is Level.broken
    assert found(office, Check.terms)[0] is Level.warning


def test_a_key_file_that_is_none_is_broken(office: Office) -> None:
    (office.folder / "key").write_text("{}", encoding="utf-8")

    assert found(office, Check.key)[0] is Level.broken


@pytest.mark.skipif(not storing.POSIX, reason="Windows has other rights")
def test_a_key_that_others_can_read_is_named(office: Office) -> None:
    (office.folder / "key").chmod(0o644)

    level, said = found(office, Check.key)

    assert level is Level.warning
    assert "chmod 600" in said


@pytest.mark.parametrize(
    ("copy", "level"),
    [("nowhere", Level.warning), ("key", Level.broken), ("other", Level.broken)],
)
def test_a_copy_of_the_key_is_compared(office: Office, copy: str, level: Level) -> None:
    (office.folder / "other").write_text("{}", encoding="utf-8")
    office.sets(key_backup=str(office.folder / copy))

    assert found(office, Check.key_backup)[0] is level


def test_a_key_without_a_known_copy_is_named_with_the_reason(office: Office) -> None:
    office.monkeypatch.delenv("HONGYAN_KEY_BACKUP")

    level, said = found(office, Check.key_backup)

    assert level is Level.warning
    assert "HONGYAN_KEY_BACKUP" in said


@pytest.mark.parametrize(
    ("free", "level"),
    [(10**12, Level.ok), (5 * 10**8, Level.warning), (10**7, Level.broken)],
)
def test_a_full_disk_is_named_before_it_is_full(office: Office, free: int, level: Level) -> None:
    usage = shutil._ntuple_diskusage(10**12, 10**12 - free, free)
    office.monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert found(office, Check.disk)[0] is level


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"status_listen": "nowhere"}, "HONGYAN_STATUS_LISTEN"),
        ({"part": "worker"}, "HONGYAN_PART"),
    ],
)
def test_what_the_bot_would_not_start_with_is_broken(
    office: Office, settings: dict[str, str], named: str
) -> None:
    office.sets(**settings)

    level, said = found(office, Check.settings)

    assert level is Level.broken
    assert named in said


def test_a_mistyped_setting_is_named_wherever_it_stands(office: Office) -> None:
    office.sets(heartbeat_uri="https://hc.example.org/a-secret", debug="1", domain="example.org")
    (office.folder / ".env").write_text("\ufeffhongyan_tokn=1:x\r\nHONGYAN_PLAN=\r\n", "utf-8")

    level, said = found(office, Check.settings)

    assert level is Level.warning
    assert said == T("doctor.settings.unread", names="HONGYAN_HEARTBEAT_URI, HONGYAN_TOKN")


def test_a_zone_of_the_settings_that_nobody_knows_is_broken(office: Office) -> None:
    office.sets(zone="Asia/Atlantis")

    assert found(office, Check.settings) == (
        Level.broken,
        T("cli.bad_settings", names="HONGYAN_ZONE"),
    )


def test_a_zone_of_a_person_that_nobody_knows_is_broken(school: Office) -> None:
    async def moves(store: Store) -> None:
        async with store.write() as work:
            await work._room.run(update(Person).values(zone="Asia/Lemuria"))

    school.asks(moves)

    assert "Asia/Lemuria" in found(school, Check.zones)[1]


@pytest.mark.parametrize(
    ("known", "level"), [("2099a", Level.ok), ("2019c", Level.warning), ("", Level.warning)]
)
def test_old_zone_data_is_named(monkeypatch: pytest.MonkeyPatch, known: str, level: Level) -> None:
    monkeypatch.setattr(running, "_zone_version", lambda: known)

    assert tzdata(Patient(Settings())).level is level


def test_a_bot_that_is_not_there_is_named(office: Office) -> None:
    os.utime(office.folder / "heartbeat", (1, 1))

    level, said = found(office, Check.heartbeat)

    assert level is Level.warning
    assert "hongyan run" in said


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({"plan": "nothing"}, Level.broken),
        ({"plan": ""}, Level.ok),
        ({"plan": "own", "plans_dir": "."}, Level.broken),
        ({"plans_dir": "no/folder"}, Level.broken),
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_used_is_broken(
    office: Office, settings: dict[str, str], level: Level
) -> None:
    (office.folder / "own.toml").write_text("id = 3", encoding="utf-8")
    office.sets(**settings)

    assert found(office, Check.plan)[0] is level


def test_a_school_without_a_term_is_named(school: Office) -> None:
    change(school, "DELETE FROM term")

    level, said = found(school, Check.terms)

    assert level is Level.warning
    assert SCHOOL in said
    assert "hongyan term add" in said


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 11, 30), Level.ok),
        (date(2026, 12, 1), Level.warning),
        (date(2027, 1, 1), Level.warning),
    ],
    ids=str,
)
def test_days_off_of_this_year_and_soon_of_the_next_have_to_be_known(
    monkeypatch: pytest.MonkeyPatch, today: date, level: Level
) -> None:
    noon = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    monkeypatch.setattr(cli.checks.patient, "system_clock", lambda: noon)

    assert holidays(Patient(Settings())).level is level


def test_days_off_have_to_be_known_for_the_terms_that_are_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noon = datetime(2026, 8, 1, 4, tzinfo=UTC)
    monkeypatch.setattr(cli.checks.patient, "system_clock", lambda: noon)
    patient = Patient(Settings())
    ends = date(2027, 1, 20)
    patient.schools = (School("镇小学", True, ends, frozenset({2026, 2027}), frozenset()),)

    found = holidays(patient)

    assert (found.level, found.params["year"]) == (Level.warning, 2027)


def test_days_off_that_cannot_be_read_are_broken(office: Office) -> None:
    folder = office.folder / "holidays"
    folder.mkdir()
    (folder / f"{system_clock().year}.toml").write_text("year =", encoding="utf-8")
    office.sets(plans_dir=str(office.folder))

    assert found(office, Check.holidays)[0] is Level.broken


def test_a_check_that_fails_itself_stops_no_other(office: Office) -> None:
    def breaks(*_: Any) -> None:
        raise ZeroDivisionError(TOKEN)

    office.monkeypatch.setattr(shutil, "disk_usage", breaks)

    level, said = found(office, Check.disk)

    assert level is Level.broken
    assert "ZeroDivisionError" in said
    assert TOKEN not in said


async def ended(store: Store, state: str, days: int) -> None:
    """A message to somebody that has come to such an end so many days ago."""
    then = system_clock() - timedelta(days=days)
    async with store.write() as work:
        (person,) = await work.people.add([NewPerson("禾小满", ())], Habits(), then)
        notice = NewNotice(
            group_key=f"{state} {days}",
            person_id=person,
            kind=Kind.news,
            priority=Priority.REMINDER,
            send_at=then,
            expires_at=then,
        )
        await work.outbox.put([notice], then)
        (waiting,) = await work.outbox.cancel_for(person)
        await work.outbox.mark(waiting.id, state)


def test_messages_that_somebody_should_look_at_are_counted_with_the_way_to_see_them(
    office: Office,
) -> None:
    assert found(office, Check.outbox)[0] is Level.ok
    for state, days in (("held", 90), ("failed", 2), ("failed", 3), ("failed", 90), ("sent", 1)):
        office.asks(partial(ended, state=state, days=days))

    level, said = found(office, Check.outbox)

    assert level is Level.warning
    counts = {"held": 1, "failed": 2, "unknown": 0, "days": 7}
    begins, _, _ = T("doctor.outbox.look", **counts, commands="§").partition("§")
    assert said.startswith(begins)
    held, failed = said.removeprefix(begins).split("; ")
    assert held == "hongyan outbox list --state held"
    assert failed.startswith("hongyan outbox list --state failed --since 20")
    for command, lines in ((held, 1), (failed, 2)):
        listed = office.types(*command.split()[1:], "--json")
        assert len(listed.json["notices"]) == lines

"""`hongyan outbox`, `pause`, `resume`, `coverage`: what whoever runs the bot sees and decides."""

from datetime import timedelta

import pytest

from care.delivery import LOOP, NO_ANSWER, Kind, NoticeState, Priority
from care.words import NewsCode, UnitKind
from cli.terminal import T
from locales.catalog import texts
from scheduler.clock import system_clock
from storage.notices import NewNotice
from storage.store import Store
from tests.cli.office import SCHOOL, Office

CLASS = "三年级(1)班"
TEACHER = "周秀文"
FRESH = timedelta(days=30)


class Post:
    """Messages to the class teacher, in any state, made behind the bot's back."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def has(self, state: NoticeState, outcome: str | None = None, *, joined: bool = True) -> int:
        """A message in a state; returns its id."""

        async def put(store: Store) -> int:
            now = system_clock()
            async with store.write() as work:
                (teacher,) = await work.people.named([TEACHER])
                (unit,) = await work.units.named(UnitKind.class_, CLASS)
                if joined:
                    await work.accounts.join(teacher.id, 4242, now)
                key = f"{state} {now.isoformat()}"
                notice = NewNotice(
                    group_key=key,
                    person_id=teacher.id,
                    kind=Kind.news,
                    priority=Priority.REMINDER,
                    send_at=now,
                    expires_at=now + FRESH,
                    code=NewsCode.tasks,
                    unit_id=unit.id,
                    details={"n": 2},
                )
                await work.outbox.put([notice], now)
                (notice_id,) = (await work.outbox._groups([key])).values()
                await work.outbox.mark(notice_id, state, outcome=outcome)
                return notice_id

        return self.office.asks(put)

    def state(self, notice_id: int) -> tuple[str, bool]:
        """The state of a message, and whether it is marked as a repeat."""

        async def look(store: Store) -> tuple[str, bool]:
            async with store.read() as work:
                (notice,) = await work.outbox.by_id([notice_id])
                return notice.state, notice.repeated

        return self.office.asks(look)


@pytest.fixture
def post(office: Office) -> Post:
    office.has_imported()
    return Post(office)


def test_the_list_counts_states_and_names_nobody_unless_asked(office: Office, post: Post) -> None:
    failed = post.has(NoticeState.failed)
    post.has(NoticeState.queued)

    plain = office.types("outbox", "list")
    found = office.types("outbox", "list", "--state", "failed", "--json").json
    named = office.types("outbox", "list", "--names")

    assert (plain.code, TEACHER in plain.out, TEACHER in named.out) == (0, False, True)
    assert found["counts"] == {"failed": 1}
    (line,) = found["notices"]
    assert (line["id"], line["kind"]) == (failed, "tasks")
    assert line["roles"] == ["class_teacher", "deputy"]
    assert "name" not in line


def test_the_list_is_chosen_by_unit_and_day(office: Office, post: Post) -> None:
    post.has(NoticeState.failed)

    def counts(*words: str) -> object:
        return office.types("outbox", "list", "--json", *words).json["counts"]

    assert counts("--unit", SCHOOL) == counts("--unit", CLASS) == {"failed": 1}
    assert counts("--unit", f"{SCHOOL}/{CLASS}", "--since", "2020-01-01") == {"failed": 1}
    assert counts("--since", "2999-01-01") == {}


def test_what_is_held_says_why_and_what_to_do(office: Office, post: Post) -> None:
    post.has(NoticeState.failed, "400")
    before = office.types("outbox", "list").out
    post.has(NoticeState.held, LOOP)
    post.has(NoticeState.held, NO_ANSWER)

    said = " ".join(office.types("outbox", "list", "--state", "held").out.split())
    told = office.types("outbox", "list", "--state", "held", "--json").json

    assert {line["outcome"] for line in told["notices"]} == {LOOP, NO_ANSWER}
    assert "hongyan outbox resend" in said
    assert "hongyan outbox resend" not in before
    for why in ("cli.outbox.held_loop", "cli.outbox.held_no_answer"):
        assert T(why).split()[0] in said


@pytest.mark.parametrize(
    ("state", "repeated"),
    [
        ("failed", False),
        ("expired", False),
        ("cancelled", False),
        ("unknown", True),
        ("held", True),
    ],
)
def test_what_ended_badly_is_sent_again(
    office: Office, post: Post, state: str, *, repeated: bool
) -> None:
    notice = post.has(NoticeState(state))

    said = office.types("outbox", "resend", notice)

    assert (said.code, said.out.strip()) == (0, T("outbox.queued", id=notice))
    assert post.state(notice) == ("queued", repeated)


@pytest.mark.parametrize(
    ("state", "why"),
    [("sent", "arrived"), ("sending", "in_flight"), ("queued", "waits"), ("claimed", "waits")],
)
def test_what_arrived_or_waits_is_not_sent_again(
    office: Office, post: Post, state: str, why: str
) -> None:
    notice = post.has(NoticeState(state))

    said = office.types("outbox", "resend", notice)

    assert (said.code, said.complaint) == (1, T(f"outbox.{why}", id=notice))
    assert post.state(notice) == (state, False)


def test_nothing_is_sent_again_to_who_is_out_of_reach(office: Office, post: Post) -> None:
    notice = post.has(NoticeState.failed, joined=False)

    assert office.types("outbox", "resend", notice).complaint == T("outbox.out_of_reach", id=notice)


def test_all_that_failed_is_sent_again_at_once(office: Office, post: Post) -> None:
    notices = [post.has(NoticeState.failed), post.has(NoticeState.failed)]
    kept = post.has(NoticeState.expired)

    said = office.types("outbox", "resend", "--state", "failed", "--unit", SCHOOL)

    assert said.code == 0
    assert [post.state(notice)[0] for notice in (*notices, kept)] == ["queued", "queued", "expired"]


@pytest.mark.parametrize("state", ["queued", "claimed", "held"])
def test_what_waits_can_be_cancelled(office: Office, post: Post, state: str) -> None:
    notice = post.has(NoticeState(state))

    said = office.types("outbox", "cancel", notice)

    assert (said.code, said.out.strip()) == (0, T("outbox.cancelled", id=notice))
    assert post.state(notice)[0] == "cancelled"


@pytest.mark.parametrize(("state", "why"), [("sent", "arrived"), ("failed", "ended")])
def test_what_is_over_cannot_be_cancelled(office: Office, post: Post, state: str, why: str) -> None:
    notice = post.has(NoticeState(state))

    said = office.types("outbox", "cancel", notice)

    assert (said.code, said.complaint) == (1, T(f"outbox.{why}", id=notice))


def test_a_wish_about_nothing_is_a_wrong_call(office: Office, post: Post) -> None:
    assert office.types("outbox", "resend").code == 2
    assert office.types("outbox", "resend", 1).complaint == T("outbox.not_there", id=1)
    assert office.types("outbox", "cancel", "--state", "held").complaint == T(
        "cli.outbox.none_found"
    )


def test_a_unit_that_is_not_there_or_means_several_is_told(office: Office, post: Post) -> None:
    said = office.types("pause", "--unit", "月亮小学")

    assert (said.code, said.complaint) == (1, T("cli.unit.unknown", name="月亮小学"))


def test_a_pause_is_listed_until_it_ends(office: Office, post: Post) -> None:
    assert office.types("pause", "--list").out.strip() == T("cli.pause.none")
    assert office.types("pause", "--unit", CLASS).code == 0
    assert f"{SCHOOL}/{CLASS}" in office.types("pause", "--list").out
    assert office.types("pause").out.strip() == T("cli.pause.everything")
    assert office.types("pause").out.strip() == T("cli.pause.everything_already")

    assert f"{SCHOOL}/{CLASS}" in office.types("resume").out
    assert (
        T("cli.resume.resumed", unit=f"{SCHOOL}/{CLASS}")
        in office.types("resume", "--unit", CLASS).out
    )
    assert office.types("pause", "--list").out.strip() == T("cli.pause.none")
    assert office.types("resume").out.strip() == T("cli.resume.nothing")


def test_coverage_is_told_class_by_class(office: Office, post: Post) -> None:
    (school,) = office.types("coverage", "--json").json

    assert (school["school"], school["joined"], school["percent"]) == (SCHOOL, 0, 0)
    assert CLASS in {line["class"] for line in school["classes"]}
    assert 0 < school["people"] <= sum(line["people"] for line in school["classes"])
    assert CLASS in office.types("coverage", "--school", SCHOOL).out
    assert office.types("coverage", "--school", "月亮小学").code == 1


def test_the_list_says_states_in_the_language_of_its_reader(
    office: Office, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.outbox.T", texts("zh-Hans"))
    post.has(NoticeState.failed)

    said = office.types("outbox", "list").out

    assert said.count("没发成") == 2
    assert "failed" not in said

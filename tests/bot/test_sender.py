"""One notice on its way: every answer of the server has an outcome of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

import bot.sender as sender_module
from bot.sender import send
from bot.telegram import connect
from care.delivery import Outcome
from care.plan import load
from care.rungs import ESCALATION
from care.words import DutyState, NewsCode
from services.duties.showing import REMINDER, ItemView
from services.news import NewsView
from services.outbox.delivering import Prepared
from storage.notices import NoticeRow
from tests.bot.tiny import (
    TOKEN,
    Answer,
    TinyTelegram,
    bad_gateway,
    hangs_up,
    refused,
    slow_down,
    tiny_telegram,
)
from tests.services.plans import CALLS

NOW = datetime(2025, 3, 17, 11, tzinfo=UTC)
CALL = load(CALLS).rules[0]


def an_item(**other: object) -> ItemView:
    values: dict[str, object] = {
        "duty_id": 1,
        "rule": CALL,
        "subject": "禾小满",
        "purpose": REMINDER,
        "state": DutyState.open,
        "today": date(2025, 3, 17),
        "due_on": date(2025, 3, 17),
        "closes_on": date(2025, 3, 30),
        "last_on": None,
        "done_by": None,
        "done_by_me": False,
        "done_on": None,
        "may_undo": False,
        "reason": None,
        "mine": True,
        "may_answer": True,
    }
    return ItemView(**values | other)  # type: ignore[arg-type]  # a builder: any field may be given


def prepared(*items: ItemView, language: str = "zh-Hans", repeated: bool = False) -> Prepared:
    notice = NoticeRow(
        5, 6, "care", 2, "sending", NOW, NOW + timedelta(hours=20), 0, repeated, None, None, None
    )
    return Prepared(notice, 8001, language, "as it reads", items or (an_item(),))


async def outcome(api: TinyTelegram, notice: Prepared) -> tuple[Outcome, str | None]:
    bot = connect(TOKEN, api.url)
    attempt = await send(bot, notice)
    await bot.session.close()
    return attempt.outcome, attempt.detail


async def test_a_message_that_was_taken_keeps_its_number(api: TinyTelegram) -> None:
    bot = connect(TOKEN, api.url)
    attempt = await send(bot, prepared())
    await bot.session.close()

    assert (attempt.outcome, attempt.message_id) == (Outcome.accepted, 1)
    (sent,) = api.of("sendMessage")
    assert sent["chat_id"] == 8001
    assert "parse_mode" not in sent


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (slow_down(9), (Outcome.slow_down, "429")),
        (refused(403, "Forbidden: bot was blocked by the user"), (Outcome.blocked, "403")),
        (
            refused(403, "Forbidden: user is deactivated"),
            (Outcome.deactivated, "403 deactivated"),
        ),
        (refused(400, "Bad Request: message is too long"), (Outcome.refused, "400")),
        (refused(400, "Bad Request: chat not found"), (Outcome.not_found, "400 chat not found")),
        (refused(413, "Request Entity Too Large"), (Outcome.refused, "413")),
        (refused(401, "Unauthorized"), (Outcome.unauthorized, "401")),
        (refused(404, "Not Found"), (Outcome.unauthorized, "401")),
        (refused(500, "Internal Server Error"), (Outcome.server_error, "5xx")),
        (bad_gateway(), (Outcome.server_error, "5xx")),
        (refused(504, "Gateway Timeout"), (Outcome.no_answer, "504")),
    ],
    ids=[
        *("429", "blocked", "deactivated", "400", "not found", "413", "401", "404", "500"),
        *("502 without JSON", "504"),
    ],
)
async def test_every_refusal_has_its_outcome(
    api: TinyTelegram, answer: Answer, expected: tuple[Outcome, str]
) -> None:
    api.answers("sendMessage", answer)

    assert await outcome(api, prepared()) == expected


async def test_who_must_slow_down_learns_for_how_long(api: TinyTelegram) -> None:
    api.answers("sendMessage", slow_down(9))
    bot = connect(TOKEN, api.url)

    attempt = await send(bot, prepared())
    await bot.session.close()

    assert attempt.wait == timedelta(seconds=9)


async def test_a_group_that_has_moved_says_where_to(api: TinyTelegram) -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    api.answers("sendMessage", refused(400, words, migrate_to_chat_id=-1007000000002))
    bot = connect(TOKEN, api.url)

    attempt = await send(bot, prepared())
    await bot.session.close()

    assert (attempt.outcome, attempt.moved_to) == (Outcome.moved, -1007000000002)


async def test_a_call_whose_answer_is_lost_may_have_arrived(api: TinyTelegram) -> None:
    api.answers("sendMessage", hangs_up(api))

    assert (await outcome(api, prepared()))[0] is Outcome.no_answer


async def test_a_server_that_does_not_listen_was_never_reached(at_once: None) -> None:
    async with tiny_telegram() as gone:
        pass

    assert await outcome(gone, prepared()) == (Outcome.not_sent, "no connection")


async def test_a_server_that_says_nothing_may_have_heard(api: TinyTelegram) -> None:
    async def says_nothing(_request: object, _body: bytes) -> None:  # the client gives up first
        await api.silence.wait()

    api.answers("sendMessage", says_nothing)  # type: ignore[arg-type]  # it never answers
    bot = connect(TOKEN, api.url)
    bot.session.timeout = 0.1
    attempt = await send(bot, prepared())
    await bot.session.close()

    assert attempt.outcome is Outcome.no_answer


async def test_what_cannot_be_written_never_left(
    api: TinyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> str:
        raise KeyError("no such text")

    monkeypatch.setattr(sender_module, "notice_text", breaks)

    assert await outcome(api, prepared()) == (Outcome.refused, "not written")
    assert api.of("sendMessage") == []


async def test_the_reader_is_written_to_in_their_language(api: TinyTelegram) -> None:
    await outcome(api, prepared(language="en"))
    await outcome(api, prepared(language="zh-Hans"))

    english, chinese = (call["text"] for call in api.of("sendMessage"))
    assert "There is time until 30 Mar." in english
    assert "3月30日之前都可以" in chinese


async def test_a_repeat_says_that_it_may_be_one(api: TinyTelegram) -> None:
    await outcome(api, prepared(language="en", repeated=True))

    (sent,) = api.of("sendMessage")
    assert sent["text"].startswith("(You may have seen this message already.)\n")


async def test_among_several_items_word_about_others_stands_out(api: TinyTelegram) -> None:
    others = an_item(duty_id=2, purpose=ESCALATION, mine=False, reason="no_phone")
    await outcome(api, prepared(an_item(), others, language="en"))

    (sent,) = api.of("sendMessage")
    mine, theirs = (line for line in sent["text"].splitlines() if line[:1].isdigit())
    assert mine.startswith("1. 📞")
    assert theirs.startswith("2. 🔔")
    assert "no phone at hand" in theirs


async def test_twelve_items_are_eight_and_four_more(api: TinyTelegram) -> None:
    await outcome(api, prepared(*(an_item(duty_id=n) for n in range(1, 13)), language="en"))

    (sent,) = api.of("sendMessage")
    assert sent["text"].splitlines()[-1] == "and 4 more: /today"
    assert str(sent["reply_markup"]).count("d:done") == 8
    assert len(sent["text"]) < 4096


@pytest.mark.parametrize("fault", [KeyError("no such command"), None], ids=["ours", "Telegram's"])
async def test_a_menu_that_cannot_be_offered_does_not_undo_that_the_message_arrived(
    api: TinyTelegram, monkeypatch: pytest.MonkeyPatch, fault: KeyError | None
) -> None:
    def commands(*_: object) -> dict[str, str]:
        if fault is not None:
            raise fault
        return {"help": "help"}

    monkeypatch.setattr(sender_module, "commands_of", commands)
    monkeypatch.setattr(sender_module, "news_text", lambda *_: "一")
    monkeypatch.setattr(sender_module, "news_buttons", lambda *_: None)
    api.answers("setMyCommands", bad_gateway())
    news = NewsView(NewsCode.class_given, "三年级", 4, None, None, None, {}, None)

    got = await outcome(api, replace(prepared(), news=news))

    assert got == (Outcome.accepted, None)
    assert len(api.of("sendMessage")) == 1

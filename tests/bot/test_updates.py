"""What comes in, read: something in it that we do not know yet takes nobody's word away."""

from typing import Any

import pytest
from aiogram import Bot
from structlog.testing import capture_logs

from bot.callbacks.sos import Sos
from bot.first_aid import cries
from bot.updates import chat_of, event_of, is_private, read
from tests.bot.tiny import TOKEN, an_update

UNKNOWN: list[dict[str, Any]] = [
    {"forward_origin": {"type": "of another age", "date": 1}},
    {"reply_to_message": {"message_id": "of another age"}},
    {"entities": [{"type": "bold"}]},
    {"external_reply": {"origin": {"type": "of another age"}}},
]


@pytest.mark.parametrize("unknown", UNKNOWN, ids=lambda unknown: next(iter(unknown)))
@pytest.mark.parametrize("words", ["text", "caption"])
def test_a_call_for_help_is_heard_whatever_else_its_message_holds(
    unknown: dict[str, Any], words: str
) -> None:
    update = an_update(11, "救命")
    message = update["message"]
    message[words] = message.pop("text")
    message |= unknown

    with capture_logs() as lines:
        heard = read(Bot(TOKEN), update)

    assert cries(heard)
    assert chat_of(heard) == 8001
    assert [line["event"] for line in lines] == ["update read in part"]
    assert "救命" not in str(lines)


def test_a_press_is_taken_whatever_else_its_message_holds() -> None:
    message = an_update(12, "…")["message"]
    query = {"id": "q", "from": message["from"], "chat_instance": "c"}
    query |= {"data": Sos(act="raise").pack(), "message": message | UNKNOWN[0]}

    heard = read(Bot(TOKEN), {"update_id": 12, "callback_query": query})

    assert cries(heard)
    assert heard.callback_query is not None
    assert heard.callback_query.message is not None
    assert heard.callback_query.message.message_id == 12
    assert is_private(heard.callback_query)


@pytest.mark.parametrize(
    "event",
    [
        {"message": {"message_id": "of another age"}},
        {"message": "of another age"},
        {"callback_query": {"id": 1, "message": []}},
        {"callback_query": None, "message": [1]},
    ],
    ids=str,
)
def test_of_what_cannot_be_read_at_all_only_the_number_is_kept(event: dict[str, Any]) -> None:
    with capture_logs() as lines:
        update = read(Bot(TOKEN), {"update_id": 13} | event)

    assert (update.update_id, event_of(update)) == (13, None)
    assert [line["event"] for line in lines] == ["update unreadable"]

"""Wrong calls: each is refused, none is ignored, and the reason is in plain words."""

from typing import Any

import aiohttp
import pytest

from sandbox import spec
from sandbox.methods import METHODS
from tests.sandbox.people import TOKEN, Person, Sandbox


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1, "text": "x", "silent": True}, 'unknown parameter "silent"'),
        (
            "sendMessage",
            {"chat_id": 1, "text": 5},
            '"text" of sendMessage must be of type String',
        ),
        (
            "sendMessage",
            {"chat_id": 1.5, "text": "x"},
            '"chat_id" of sendMessage must be of type Integer or String',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "disable_notification": "perhaps"},
            "must be of type Boolean",
        ),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "must be of type Object"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": "x"}},
            'field "inline_keyboard" of InlineKeyboardMarkup must be of type Array',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
            'can\'t find field "length" of MessageEntity',
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "moon"}},
            "has no known \"type\": 'moon'",
        ),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "chat_id is empty"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"keyboard": [[" "]]}},
            "can't parse keyboard button: Text must be non-empty",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"keyboard": []}},
            "reply keyboard must have at least one button",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"remove_keyboard": False}},
            "remove_keyboard must be true",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"force_reply": False}},
            "force_reply must be true",
        ),
        ("sendMessage", {"chat_id": 1, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "must be 1-100"),
        ("deleteMessages", {"chat_id": 1, "message_ids": [1]}, "chat not found"),
        ("getUpdates", {"timeout": "soon"}, '"timeout" of getUpdates must be of type Integer'),
        ("deleteMessage", {"chat_id": 1}, 'can\'t find field "message_id" of deleteMessage'),
        ("editMessageText", {"text": "x"}, "chat_id is empty"),
        ("editMessageText", {"text": "x", "chat_id": 1}, "message identifier is not specified"),
    ],
)
async def test_a_wrong_parameter_is_an_error(
    sandbox: Sandbox, method: str, params: dict[str, Any], reason: str
) -> None:
    answer = await sandbox.call(method, **params)
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert reason in answer["description"]


async def test_what_telegram_knows_and_the_sandbox_does_not_play_is_said_openly(
    sandbox: Sandbox, father: Person
) -> None:
    answer = await sandbox.call("sendPoll", chat_id=father.id, question="?", options=["a", "b"])
    assert (answer["error_code"], answer["description"]) == (
        501,
        "Not Implemented: the sandbox does not play the method sendPoll",
    )
    answer = await sandbox.call(
        "sendMessage", chat_id=father.id, text="x", business_connection_id="b"
    )
    assert answer["description"] == (
        'Not Implemented: the sandbox does not play "business_connection_id" in sendMessage'
    )


async def test_what_telegram_does_not_know_is_not_found(sandbox: Sandbox) -> None:
    assert await sandbox.call("sendPigeon") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }


async def test_the_first_token_is_the_bots_and_any_other_unauthorised(sandbox: Sandbox) -> None:
    assert (await sandbox.call("getMe"))["result"]["id"] == 700000
    for wrong in ("700000:another", "nonsense", "0:x"):
        async with sandbox.client.get(f"/bot{wrong}/getMe") as response:
            assert await response.json() == {
                "ok": False,
                "error_code": 401,
                "description": "Unauthorized",
            }


async def test_a_call_may_come_as_query_form_or_json(sandbox: Sandbox, father: Person) -> None:
    url = f"/bot{TOKEN}/SENDMESSAGE"
    values = {"chat_id": str(father.id), "text": "x", "protect_content": "true"}
    ways: list[dict[str, Any]] = [
        {"params": values},
        {"data": values},
        {"data": aiohttp.FormData(values, default_to_multipart=True)},
        {"json": values},
    ]
    for way in ways:
        async with sandbox.client.post(url, **way) as response:
            assert (await response.json())["result"]["has_protected_content"] is True


async def test_broken_bodies_are_refused(sandbox: Sandbox) -> None:
    url = f"/bot{TOKEN}/getMe"
    headers = {"Content-Type": "application/json"}
    for body, reason in (("{", "can't parse JSON"), ("[]", "a JSON object is expected")):
        async with sandbox.client.post(url, data=body, headers=headers) as response:
            assert response.status == 400
            assert reason in (await response.json())["description"]
    twice = aiohttp.FormData([("chat_id", "1"), ("chat_id", "2")])
    async with sandbox.client.post(f"/bot{TOKEN}/getChat", data=twice) as response:
        assert "given twice" in (await response.json())["description"]


def test_every_played_method_is_in_the_packaged_spec_and_the_other_way_round() -> None:
    assert set(METHODS) == set(spec.load().methods)
    assert not set(METHODS) & spec.load().unplayed
    assert len(spec.load().unplayed) > 100

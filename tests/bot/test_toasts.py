"""A toast goes in the answer to the webhook's update, where it may get lost without harm."""

from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.types import CallbackQuery

from bot.reply import Reply, rewrite, toast
from bot.webhook import SECRET_HEADER
from storage.store import Store
from tests.bot.test_webhook import SECRET, Door, a_door
from tests.bot.tiny import TinyTelegram, bad_gateway

TOAST = "记下了。"
SAID = {
    "method": "answerCallbackQuery",
    "callback_query_id": "q11",
    "text": TOAST,
    "show_alert": False,
}


def a_flow(*, alert: bool = False, rewrites: bool = True) -> Dispatcher:
    """Whatever is pressed is noted, in a toast and in the message."""
    flow = Dispatcher(disable_fsm=True)

    @flow.callback_query()
    async def press(query: CallbackQuery) -> Reply:
        said = toast(query, TOAST, alert=alert)
        return said + rewrite(query, "好", None) if rewrites else said

    return flow


def a_press(number: int) -> dict[str, Any]:
    user = {"id": 8001, "is_bot": False, "first_name": "某人"}
    chat = {"id": 8001, "type": "private", "first_name": "某人"}
    message = {"message_id": 7, "date": 1_740_000_000, "chat": chat, "text": "…"}
    query = {"id": f"q{number}", "from": user, "chat_instance": "c", "data": "x"}
    return {"update_id": number, "callback_query": query | {"message": message}}


async def answer_to(door: Door, update: dict[str, Any]) -> Any:
    """What stands in the answer: a call, or nothing."""
    async with door.http.post(door.url, json=update, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 200
        said = await answer.json() if answer.content_type == "application/json" else None
    await door.hook.rest()
    return said


async def test_the_toast_is_in_the_answer_and_only_the_message_is_a_call(
    store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    async with a_door(store, api.url, unused_tcp_port, a_flow()) as door:
        assert await answer_to(door, a_press(11)) == SAID

    assert [name for name, _ in api.calls] == ["editMessageText"]
    assert api.of("editMessageText")[0]["text"] == "好"


@pytest.mark.parametrize(
    "flow", [a_flow(alert=True), a_flow(rewrites=False)], ids=["must be read", "stands alone"]
)
async def test_a_toast_that_must_arrive_is_a_call_whose_outcome_is_known(
    flow: Dispatcher, store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    async with a_door(store, api.url, unused_tcp_port, flow) as door:
        assert await answer_to(door, a_press(11)) is None

    (said,) = api.of("answerCallbackQuery")
    assert said["text"] == TOAST


async def test_who_heard_the_toast_twice_is_answered_once(
    store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    """The message could not be rewritten, and Telegram brings the update again."""
    api.answers("editMessageText", bad_gateway())
    async with a_door(store, api.url, unused_tcp_port, a_flow()) as door:
        first = await answer_to(door, a_press(11))
        second = await answer_to(door, a_press(11))
        third = await answer_to(door, a_press(11))

    assert [first, second, third] == [SAID, SAID, None]
    assert len(api.of("editMessageText")) == 2

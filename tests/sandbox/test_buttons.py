"""Inline buttons: a press, its answer, and the ways both can go wrong."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.people import Client, Person, RefusedError, Sandbox, refused


async def asked(client: Client, father: Person) -> Any:
    return await client.bot.send_message(
        chat_id=father.id,
        text="Have you called?",
        reply_markup=client.inline(("Done", "done:1"), ("Later", "later:1")),
    )


async def pressed(client: Client) -> Any:
    """The callback query that comes next."""
    [update] = await client.bot.get_updates(timeout=5, allowed_updates=["callback_query"])
    return update.callback_query


async def test_a_press_waits_for_the_answer_and_shows_it(client: Client, father: Person) -> None:
    sent = await asked(client, father)
    press = asyncio.create_task(father.does("press", message_id=sent.message_id, button=[0, 1]))
    query = await pressed(client)
    assert query.data == "later:1"
    assert query.from_user.id == father.id
    assert query.message.message_id == sent.message_id
    assert query.message.text == "Have you called?"
    await client.bot.answer_callback_query(query.id, text="In an hour", show_alert=True)
    assert await press == {"answer": {"text": "In an hour", "show_alert": True}}


async def test_an_answer_without_words_shows_nothing(client: Client, father: Person) -> None:
    sent = await asked(client, father)
    press = asyncio.create_task(father.does("press", message_id=sent.message_id, data="done:1"))
    await client.bot.answer_callback_query((await pressed(client)).id)
    assert await press == {"answer": None}


async def test_a_press_the_bot_does_not_answer_shows_nothing_in_the_end(
    impatient: Sandbox,
) -> None:
    father = await impatient.person()
    markup = {"inline_keyboard": [[{"text": "Done", "callback_data": "done"}]]}
    sent = await impatient.call("sendMessage", chat_id=father.id, text="?", reply_markup=markup)
    message_id = sent["result"]["message_id"]
    assert await father.does("press", message_id=message_id, data="done") == {"answer": None}


async def test_a_press_is_answered_once_and_within_150_seconds(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    sent = await asked(client, father)
    press = asyncio.create_task(father.does("press", message_id=sent.message_id, data="done:1"))
    query = await pressed(client)
    await client.bot.answer_callback_query(query.id)
    await press
    with refused("query is too old and response timeout expired or query ID is invalid"):
        await client.bot.answer_callback_query(query.id)
    await sandbox.confirm_all()
    press = asyncio.create_task(father.does("press", message_id=sent.message_id, data="done:1"))
    query = await pressed(client)
    await sandbox.post("/sandbox/clock", now="2026-03-02T01:02:30Z")
    with refused("query is too old"):
        await client.bot.answer_callback_query(query.id)
    press.cancel()


async def test_a_button_that_is_not_there_can_only_be_forged(
    client: Client, father: Person
) -> None:
    sent = await asked(client, father)
    await client.bot.edit_message_reply_markup(chat_id=father.id, message_id=sent.message_id)
    stale = {"message_id": sent.message_id, "data": "done:1"}
    with pytest.raises(RefusedError, match="no button with 'done:1'"):
        await father.does("press", **stale)
    press = asyncio.create_task(father.does("press", **stale, forged=True))
    query = await pressed(client)
    assert query.data == "done:1"
    await client.bot.answer_callback_query(query.id)
    await press


async def test_a_forged_press_on_a_deleted_message_only_names_it(
    client: Client, father: Person
) -> None:
    sent = await asked(client, father)
    await client.bot.delete_message(chat_id=father.id, message_id=sent.message_id)
    press = asyncio.create_task(
        father.does("press", message_id=sent.message_id, data="done:1", forged=True)
    )
    query = await pressed(client)
    assert not getattr(query.message, "is_accessible", False)
    assert getattr(query.message, "text", None) is None
    assert query.message.message_id == sent.message_id
    await client.bot.answer_callback_query(query.id)
    await press


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": ""}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "callback_data": "雁" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "Text must be non-empty"),
        ({"text": "x", "callback_data": "x", "url": "https://example.org"}, "exactly one of"),
        ({"text": "x", "url": "not-a-link"}, "URL 'not-a-link' is invalid: Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://example.org"}, "is invalid: Unsupported URL protocol"),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "callback": "x"}, 'unknown parameter "callback" in InlineKeyboardButton'),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
    ],
)
async def test_a_button_telegram_would_not_take_is_refused(
    sandbox: Sandbox, father: Person, button: dict[str, Any], complaint: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await sandbox.call("sendMessage", chat_id=father.id, text="?", reply_markup=markup)
    assert answer["error_code"] == 400
    assert complaint in answer["description"]


async def test_callback_data_may_have_64_bytes(client: Client, father: Person) -> None:
    data = "雁" * 21 + "x"
    sent = await client.bot.send_message(
        chat_id=father.id, text="?", reply_markup=client.inline(("ok", data))
    )
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == data


async def test_too_many_buttons_are_refused(sandbox: Sandbox, father: Person) -> None:
    button = {"text": "x", "callback_data": "x"}
    for rows in ([[button] * 9], [[button]] * 101):
        answer = await sandbox.call(
            "sendMessage", chat_id=father.id, text="?", reply_markup={"inline_keyboard": rows}
        )
        assert answer["description"] == "Bad Request: REPLY_MARKUP_TOO_LONG"


async def test_a_link_on_a_button_is_not_pressed(client: Client, father: Person) -> None:
    types = client.types
    markup = types.InlineKeyboardMarkup(
        inline_keyboard=[[types.InlineKeyboardButton(text="site", url="https://example.org")]]
    )
    sent = await client.bot.send_message(chat_id=father.id, text="?", reply_markup=markup)
    with pytest.raises(RefusedError, match="opens a link"):
        await father.does("press", message_id=sent.message_id, button=[0, 0])

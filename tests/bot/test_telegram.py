"""What goes over the wire to the Bot API, and what is read of its answers."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, ReplyKeyboardRemove, ReplyParameters
from aiohttp import FormData, web

from bot.telegram import Session, connect
from tests.bot.tiny import TOKEN, Answer, TinyTelegram, ok, refused


@pytest.fixture
async def bot(api: TinyTelegram) -> AsyncIterator[Bot]:
    connected = connect(TOKEN, api.url)
    yield connected
    await connected.session.close()


def says(result: dict[str, Any]) -> Answer:
    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        return ok(result)

    return answer


async def test_a_message_goes_as_json_with_what_was_said_and_nothing_else(
    api: TinyTelegram, bot: Bot
) -> None:
    await bot.send_message(8001, "好，<谢谢> & “再见”", reply_markup=ReplyKeyboardRemove())

    (sent,) = api.of("sendMessage")
    assert sent == {
        "chat_id": 8001,
        "text": "好，<谢谢> & “再见”",
        "reply_markup": {"remove_keyboard": True},
    }


async def test_what_was_chosen_is_told_and_what_is_left_open_is_not(
    api: TinyTelegram, bot: Bot
) -> None:
    await bot.send_message(8001, "好", protect_content=True, disable_notification=False)

    (sent,) = api.of("sendMessage")
    assert sent["protect_content"] is True
    assert sent["disable_notification"] is False
    assert "parse_mode" not in sent


def test_a_file_still_goes_in_a_form() -> None:
    roster = BufferedInputFile(b"roster", "roster.csv")
    bot, call = connect(TOKEN), SendDocument(chat_id=8001, document=roster)

    assert isinstance(Session().build_form_data(bot, call), FormData)


async def test_what_leaves_something_inside_to_the_defaults_goes_in_a_form(
    api: TinyTelegram, bot: Bot
) -> None:
    await bot.send_message(8001, "好", reply_parameters=ReplyParameters(message_id=3))

    (sent,) = api.of("sendMessage")
    assert json.loads(sent["reply_parameters"]) == {"message_id": 3}


async def test_of_a_rewritten_message_only_the_yes_is_read(api: TinyTelegram, bot: Bot) -> None:
    api.answers("editMessageText", says({"a message": "of a shape that nobody knows yet"}))

    assert await bot.edit_message_text("好", chat_id=1, message_id=2) is True


async def test_a_no_is_heard_in_telegrams_words(api: TinyTelegram, bot: Bot) -> None:
    api.answers("editMessageText", refused(400, "Bad Request: message is not modified"))

    with pytest.raises(TelegramBadRequest, match="not modified"):
        await bot.edit_message_text("好", chat_id=1, message_id=2)


@pytest.mark.parametrize("said", ["", "<html>", "[]", '{"ok": "perhaps"}'])
async def test_an_answer_that_is_no_answer_is_no_yes(
    said: str, api: TinyTelegram, bot: Bot
) -> None:
    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        return web.Response(text=said)

    api.answers("answerCallbackQuery", answer)
    with pytest.raises(ClientDecodeError):
        await bot.answer_callback_query("1")

"""What the sandbox's tests speak with: the control API, people with phones, and two clients."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from types import ModuleType
from typing import Any

import aiogram
import aiogram.types
import aiohttp
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from telegram.request import HTTPXRequest

TOKEN = "700000:an-invented-token"
REFUSED = (TelegramAPIError, telegram.error.TelegramError)
"""What either client raises when Telegram refuses."""


@dataclass(frozen=True)
class Person:
    """Somebody with a phone in the sandbox."""

    sandbox: "Sandbox"
    id: int

    async def does(self, act: str, **body: Any) -> Any:
        return await self.sandbox.post(f"/sandbox/phones/{self.id}/{act}", **body)

    async def says(self, text: str) -> Any:
        return await self.does("text", text=text)

    async def sends(self, kind: str, data: bytes, name: str, **fields: str) -> Any:
        form = aiohttp.FormData(fields)
        form.add_field("file", BytesIO(data), filename=name)
        url = f"/sandbox/phones/{self.id}/{kind}"
        async with self.sandbox.client.post(url, data=form) as response:
            return await response.json()

    async def view(self) -> Any:
        return await self.sandbox.get(f"/sandbox/phones/{self.id}")

    async def messages(self) -> list[Any]:
        view = await self.view()
        messages: list[Any] = view["messages"]
        return messages


@dataclass(frozen=True)
class Sandbox:
    """The control API of a running sandbox; an answer that is not a success is an error."""

    base: str
    client: aiohttp.ClientSession

    async def get(self, path: str, **query: Any) -> Any:
        async with self.client.get(path, params=query) as response:
            return await self._read(response)

    async def post(self, path: str, **body: Any) -> Any:
        async with self.client.post(path, json=body) as response:
            return await self._read(response)

    async def change(self, verb: str, path: str, **body: Any) -> Any:
        async with self.client.request(verb, path, json=body) as response:
            return await self._read(response)

    async def call(self, method: str, **params: Any) -> Any:
        """One Bot API call without any client between; the whole answer, success or not."""
        async with self.client.post(f"/bot{TOKEN}/{method}", json=params) as response:
            return await response.json()

    async def person(self, first_name: str = "An", *, joined: bool = True, **card: Any) -> Person:
        card = {"phone": "+86 167 0000 0001", "language_code": "zh-hans"} | card
        view = await self.post("/sandbox/phones", first_name=first_name, **card)
        person = Person(self, view["user"]["id"])
        if joined:
            await person.says("/start")
            await self.confirm_all()
        return person

    async def confirm_all(self) -> None:
        """What happened so far is no longer news to the bot."""
        pending = await self.call("getUpdates")
        if pending["result"]:
            await self.call("getUpdates", offset=pending["result"][-1]["update_id"] + 1)

    @staticmethod
    async def _read(response: aiohttp.ClientResponse) -> Any:
        body = await response.json()
        if not response.ok:
            raise RefusedError(response.status, body["error"])
        return body


class RefusedError(Exception):
    """The control API says no."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Client:
    """A bot library: its bot, its types, and how it wraps a file to upload."""

    name: str
    bot: Any
    types: ModuleType

    def file(self, data: bytes, name: str) -> Any:
        if self.name == "aiogram":
            return aiogram.types.BufferedInputFile(data, name)
        return telegram.InputFile(data, name)

    async def download(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        if self.name == "aiogram":
            stream = await self.bot.download_file(file.file_path)
            data: bytes = stream.read()
            return data
        return bytes(await file.download_as_bytearray())

    def inline(self, *buttons: tuple[str, str]) -> Any:
        """A keyboard with one row of buttons, each a text and its callback data."""
        row = [
            self.types.InlineKeyboardButton(text=text, callback_data=data) for text, data in buttons
        ]
        return self.types.InlineKeyboardMarkup(inline_keyboard=[row])


def refused(words: str) -> AbstractContextManager[Any]:
    """What follows must be refused with these words; libraries differ in capitals and prefixes."""
    return pytest.raises(REFUSED, match=f"(?i){re.escape(words)}")


def seconds(duration: int | timedelta) -> int:
    """A duration, whichever way a library gives it."""
    return duration if isinstance(duration, int) else round(duration.total_seconds())


class QuickSession(AiohttpSession):
    """Closes without aiogram's wait for encrypted connections; there are none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def plain_request() -> HTTPXRequest:
    """Saves the loading of certificates, which costs more than a test."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


@asynccontextmanager
async def aiogram_client(base: str) -> AsyncIterator[Client]:
    """The client the product uses."""
    session = QuickSession(api=TelegramAPIServer.from_base(base))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        yield Client("aiogram", bot, aiogram.types)


@asynccontextmanager
async def ptb_client(base: str) -> AsyncIterator[Client]:
    """The second opinion."""
    bot = telegram.Bot(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=plain_request(),
        get_updates_request=plain_request(),
    )
    async with bot:
        yield Client("python-telegram-bot", bot, telegram)

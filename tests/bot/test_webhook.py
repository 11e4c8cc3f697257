"""The webhook: nobody but Telegram gets in, and 200 means that it is stored."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiogram import Dispatcher
from aiogram.types import Message, Update

from bot.address import Address
from bot.intake import Intake
from bot.telegram import connect
from bot.webhook import BODY_LIMIT, SECRET_HEADER, Webhook, withdraw
from handlers.routers import dispatcher
from locales.catalog import LANGUAGES, texts
from sandbox.server import running
from storage.incoming import IncomingUpdates
from storage.readiness import is_ready
from storage.store import Store
from storage.turns import OneProcess
from tests.bot.tiny import TOKEN, Gate, TinyTelegram, an_update
from tests.world import DUE_EVENING

SECRET = "a-shared_secret"
PATH = "/telegram/updates"
PATIENCE = 10


@dataclass(slots=True)
class Door:
    """A webhook that listens, and somebody who knocks."""

    hook: Webhook
    intake: Intake
    url: str
    http: aiohttp.ClientSession
    store: Store
    healthy: list[bool] = field(default_factory=lambda: [True])

    async def gets(
        self, update: Any = None, secret: str | bytes | None = SECRET, **raw: Any
    ) -> int:
        """Post an update; returns the status of the answer."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        body = {"json": update} if update is not None else raw
        async with self.http.post(self.url, headers=headers, **body) as answer:  # type: ignore[arg-type]  # bytes too
            return answer.status

    async def stored(self, *numbers: int) -> list[int]:
        async with self.store.read() as work:
            return [number for number in numbers if await work.incoming.get(number)]


@asynccontextmanager
async def a_door(
    store: Store,
    api: str,
    port: int,
    flow: Dispatcher | None = None,
    turns: OneProcess | None = None,
) -> AsyncIterator[Door]:
    url = f"http://127.0.0.1:{port}{PATH}"
    client = connect(TOKEN, api)
    flow = flow or dispatcher()
    intake = Intake(store, client, flow, lambda: DUE_EVENING, ("110",), turns=turns)
    async with aiohttp.ClientSession() as http:
        healthy = [True]
        address = Address(url, PATH, SECRET, "127.0.0.1", port)
        hook = Webhook(client, intake, address, lambda: healthy[0], lambda: is_ready(store), store)
        await hook.open()
        try:
            yield Door(hook, intake, url, http, store, healthy)
        finally:
            await asyncio.wait_for(hook.close(), PATIENCE)
            await client.session.close()


@pytest.fixture
async def door(store: Store, api: TinyTelegram, unused_tcp_port: int) -> AsyncIterator[Door]:
    async with a_door(store, api.url, unused_tcp_port) as made:
        yield made


def a_flow(handle: Callable[[Message], Awaitable[None]]) -> Dispatcher:
    """A dispatcher that does one thing with every message."""
    flow = Dispatcher(disable_fsm=True)
    flow.message()(handle)
    return flow


async def test_what_is_answered_with_200_is_stored_and_then_replied_to(
    door: Door, api: TinyTelegram
) -> None:
    assert await door.gets(an_update(11, "/help")) == 200

    assert await door.stored(11) == [11]
    await door.hook.rest()
    assert len(api.of("sendMessage")) == 1


@pytest.mark.parametrize(
    "secret",
    [None, "", "wrong", SECRET[:-1], f"{SECRET} x", "鸿雁", b"\xff\xfe".decode("latin-1")],
)
async def test_without_the_secret_nothing_comes_in(
    door: Door, api: TinyTelegram, secret: str | None
) -> None:
    assert await door.gets(an_update(12, "/help"), secret) == 403

    await door.hook.rest()
    assert await door.stored(12) == []
    assert api.of("sendMessage") == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"{}", b'{"update_id": "13"}', b"[" * 100_000, b"\xff"],
    ids=lambda body: body[:16],
)
async def test_what_is_no_update_is_refused_without_a_word(
    door: Door, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert await door.gets(data=body) == 400

    assert caplog.messages == []


async def test_a_body_that_is_too_large_is_not_read(door: Door) -> None:
    assert await door.gets(data=BytesIO(b" " * (BODY_LIMIT + 1))) == 413


async def test_a_body_that_is_packed_is_not_unpacked(door: Door) -> None:
    """Telegram packs nothing; a stranger's small body could hold up everybody while it grows."""
    packed = gzip.compress(json.dumps(an_update(17, "/help")).encode())
    head = {SECRET_HEADER: SECRET, "Content-Encoding": "gzip"}

    async with door.http.post(door.url, data=packed, headers=head) as answer:
        assert answer.status == 400

    assert await door.stored(17) == []


async def test_an_update_of_another_age_is_only_noted(door: Door) -> None:
    odd = {"update_id": 14, "message": {"message_id": "of another age"}}

    assert await door.gets(odd) == 200

    assert await door.stored(14) == [14]


async def test_other_paths_and_methods_lead_nowhere(door: Door) -> None:
    base = door.url.removesuffix(PATH)
    async with door.http.get(door.url) as reading, door.http.post(f"{base}/other") as other:
        assert (reading.status, other.status) == (405, 404)


async def test_the_same_update_twice_has_one_effect_and_one_reply(
    door: Door, api: TinyTelegram
) -> None:
    update = an_update(15, "/help")

    both = await asyncio.gather(door.gets(update), door.gets(update))
    await door.hook.rest()

    assert set(both) == {200}
    assert await door.gets(update) == 200
    await door.hook.rest()
    assert len(api.of("sendMessage")) == 1


async def test_who_calls_for_help_does_not_hear_that_nobody_knows_when_it_is_stored(
    door: Door, api: TinyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(IncomingUpdates, "replied", away)

    assert await door.gets(an_update(16, "/sos")) == 200
    await door.hook.rest()

    assert await door.stored(16) == [16]
    told = [call["text"] for call in api.of("sendMessage")]
    assert any("110" in text for text in told)
    assert not any(texts(language)("sos.not_raised") in told for language in LANGUAGES)


async def test_updates_of_one_chat_keep_their_order_and_no_chat_waits_for_another(
    store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    done, begun, held = list[str | None](), asyncio.Event(), asyncio.Event()

    async def handle(message: Message) -> None:
        if message.text == "慢":
            begun.set()
            await held.wait()
        done.append(message.text)

    # The store lets one writer at a time through; the chats meet before it.
    async with a_door(store, api.url, unused_tcp_port, a_flow(handle)) as door:
        slow = asyncio.create_task(door.gets(an_update(21, "慢")))
        await asyncio.wait_for(begun.wait(), PATIENCE)
        after = asyncio.create_task(door.gets(an_update(22, "后")))
        if store.database == "postgresql":
            other = an_update(23, "别人", user_id=8002)
            assert await asyncio.wait_for(door.gets(other), PATIENCE) == 200
            assert done == ["别人"]
        assert not after.done()
        held.set()
        assert set(await asyncio.gather(slow, after)) == {200}

    assert done[-2:] == ["慢", "后"]


async def test_a_call_for_help_waits_for_nothing_that_its_chat_has_said(
    door: Door, api: TinyTelegram
) -> None:
    gate = Gate(api)
    api.answers("sendMessage", gate)
    assert await door.gets(an_update(24, "/help")) == 200
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)

    after = asyncio.create_task(door.gets(an_update(25, "/help")))
    assert await asyncio.wait_for(door.gets(an_update(26, "🆘")), PATIENCE) == 200

    assert await door.stored(25, 26) == [26]
    gate.open.set()
    assert await after == 200


async def test_behind_one_that_could_not_be_stored_the_others_of_its_chat_wait(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, held, both = asyncio.Event(), asyncio.Event(), asyncio.Event()
    accept, accepted, tries = Intake.accept, Webhook._accepted, list[int]()
    came = list[int]()

    async def accept_or_fail(intake: Intake, update: Update) -> Any:
        tries.append(update.update_id)
        if tries == [31]:
            reached.set()
            await held.wait()
            raise OSError("the disk is full")
        return await accept(intake, update)

    async def counted(hook: Webhook, update: Update) -> bytes | None:
        came.append(update.update_id)
        if came == [31, 32]:
            asyncio.get_running_loop().call_soon(both.set)
        return await accepted(hook, update)

    monkeypatch.setattr(Intake, "accept", accept_or_fail)
    monkeypatch.setattr(Webhook, "_accepted", counted)
    first = asyncio.create_task(door.gets(an_update(31, "/help")))
    await asyncio.wait_for(reached.wait(), PATIENCE)
    second = asyncio.create_task(door.gets(an_update(32, "/help")))
    await asyncio.wait_for(both.wait(), PATIENCE)
    held.set()

    assert set(await asyncio.gather(first, second)) == {503}
    assert await door.stored(31, 32) == []
    assert [await door.gets(an_update(number, "/help")) for number in (31, 32)] == [200, 200]
    assert tries == [31, 31, 32]


async def test_what_could_not_be_stored_is_wanted_again_soon(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself Telegram waits up to two minutes, and a call for help in its chat behind it."""

    async def away(*_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Intake, "accept", away)
    head = {SECRET_HEADER: SECRET}
    async with door.http.post(door.url, json=an_update(33, "/help"), headers=head) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


async def test_after_a_crash_between_commit_and_200_the_update_comes_again_and_is_answered_once(
    store: Store, api: TinyTelegram, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: Any) -> None:
        raise asyncio.CancelledError  # what is left of a process that is killed

    async with a_door(store, api.url, unused_tcp_port) as door:
        with monkeypatch.context() as patch:
            patch.setattr(Intake, "answer", dies)
            await door.gets(an_update(41, "/help"))
        assert await door.stored(41) == [41]
        assert api.of("sendMessage") == []

    async with a_door(store, api.url, unused_tcp_port) as restarted:
        for _ in range(2):
            assert await restarted.gets(an_update(41, "/help")) == 200
            await restarted.hook.rest()

    assert len(api.of("sendMessage")) == 1


async def test_before_the_commit_there_is_no_200(
    store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    reached, held = asyncio.Event(), asyncio.Event()

    async def handle(_message: Message) -> None:
        reached.set()
        await held.wait()

    async with a_door(store, api.url, unused_tcp_port, a_flow(handle)) as door:
        answer = asyncio.create_task(door.gets(an_update(51, "…")))
        await asyncio.wait_for(reached.wait(), PATIENCE)
        assert not answer.done()
        held.set()
        assert await answer == 200


async def test_to_close_finishes_what_was_begun_and_takes_nothing_new(
    store: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    reached, held = asyncio.Event(), asyncio.Event()

    async def handle(_message: Message) -> None:
        reached.set()
        await held.wait()

    async with a_door(store, api.url, unused_tcp_port, a_flow(handle)) as door:
        line = await asyncio.open_connection("127.0.0.1", unused_tcp_port)  # as a proxy keeps it
        begun = asyncio.create_task(door.gets(an_update(61, "…")))
        await asyncio.wait_for(reached.wait(), PATIENCE)
        closing = asyncio.create_task(door.hook.close())
        refused = await posted(*line, an_update(62, "…"))
        held.set()
        assert (refused, await begun) == (503, 200)
        await asyncio.wait_for(closing, PATIENCE)

        assert await door.stored(61, 62) == [61]
        with pytest.raises(aiohttp.ClientConnectorError):
            await door.gets(an_update(63, "…"))


async def test_what_waits_for_its_turn_at_a_stop_is_refused_and_has_one_answer_after_the_start(
    store: Store, api: TinyTelegram, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted, waits = Webhook._accepted, asyncio.Event()

    async def seen(hook: Webhook, update: Update) -> bytes | None:
        if update.update_id == 72:
            asyncio.get_running_loop().call_soon(waits.set)
        return await accepted(hook, update)

    monkeypatch.setattr(Webhook, "_accepted", seen)
    gate = Gate(api)
    api.answers("sendMessage", gate)
    waiting = an_update(72, "/help")
    async with a_door(store, api.url, unused_tcp_port) as door:
        assert await door.gets(an_update(71, "/help")) == 200
        await asyncio.wait_for(gate.reached.wait(), PATIENCE)
        behind = asyncio.create_task(door.gets(waiting))
        await asyncio.wait_for(waits.wait(), PATIENCE)
        closing = asyncio.create_task(door.hook.close())
        await asyncio.sleep(0)
        gate.open.set()

        assert await asyncio.wait_for(behind, PATIENCE) == 503
        await asyncio.wait_for(closing, PATIENCE)
        assert await door.stored(71, 72) == [71]
        assert len(api.of("sendMessage")) == 1

    async with a_door(store, api.url, unused_tcp_port) as started:
        for _ in range(2):
            assert await started.gets(waiting) == 200
            await started.hook.rest()

    assert len(api.of("sendMessage")) == 2


async def posted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, update: Any) -> int:
    """Post an update over a connection that is open already; returns the status."""
    body = json.dumps(update).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: h\r\n{SECRET_HEADER}: {SECRET}\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    return int(answer.split()[1])


@pytest.mark.parametrize(("healthy", "status"), [(True, 200), (False, 503)])
async def test_health_is_told_to_everybody(door: Door, healthy: bool, status: int) -> None:
    door.healthy[0] = healthy

    async with door.http.get(f"{door.url.removesuffix(PATH)}/healthz") as answer:
        assert (answer.status, await answer.json()) == (status, {"ok": healthy})


async def test_the_server_is_told_where_to_deliver_what(door: Door, api: TinyTelegram) -> None:
    await door.hook.announce()

    (told,) = api.of("setWebhook")
    assert (told["url"], told["secret_token"]) == (door.url, SECRET)
    assert told["allowed_updates"] == '["message", "callback_query"]'
    assert told["drop_pending_updates"] == "false"
    assert 1 <= int(told["max_connections"]) <= 100


async def test_a_telegram_delivers_to_it(store: Store, at_once: None, unused_tcp_port: int) -> None:
    async with (
        running(now=DUE_EVENING, rate=0) as base,
        aiohttp.ClientSession(base) as http,
        a_door(store, base, unused_tcp_port) as door,
    ):
        await door.hook.announce()
        someone = {"first_name": "某人", "phone": "+8617000008881"}
        async with http.post("/sandbox/phones", json=someone) as made:
            phone = f"/sandbox/phones/{(await made.json())['user']['id']}"
        async with http.post(f"{phone}/text", json={"text": "/help"}) as said:
            assert said.ok
        while await pending(http):
            pass
        await door.hook.rest()
        async with http.get(phone) as shown:
            last = (await shown.json())["messages"][-1]

    assert last["from"] == "bot"
    assert "110" in last["text"]


async def pending(http: aiohttp.ClientSession) -> int:
    async with http.get(f"/bot{TOKEN}/getWebhookInfo") as answer:
        count: int = (await answer.json())["result"]["pending_update_count"]
        return count


async def test_who_polls_takes_an_old_webhook_back_and_keeps_what_waits(api: TinyTelegram) -> None:
    api.webhook = "https://bot.example.org/old"
    client = connect(TOKEN, api.url)

    assert await withdraw(client)
    assert not await withdraw(client)

    await client.session.close()
    assert [call["drop_pending_updates"] for call in api.of("deleteWebhook")] == ["false"]

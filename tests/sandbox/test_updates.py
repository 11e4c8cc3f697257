"""getUpdates: what the bot hears, until when, and who may listen."""

import asyncio

from tests.sandbox.people import Client, Person, Sandbox, refused


async def test_a_link_opened_on_a_phone_reaches_the_bot_as_a_start_command(
    sandbox: Sandbox, client: Client
) -> None:
    mother = await sandbox.person("Mei", joined=False)
    await mother.does("open", link="https://t.me/sandbox_bot?start=abc_123")
    [update] = await client.bot.get_updates()
    assert update.message.text == "/start abc_123"
    assert update.message.from_user.id == update.message.chat.id == mother.id
    assert update.message.from_user.language_code == "zh-hans"
    [command] = update.message.entities
    assert (command.type, command.offset, command.length) == ("bot_command", 0, 6)


async def test_an_update_comes_again_until_a_later_offset_confirms_it(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await father.says("one")
    await father.says("two")
    first, second = await client.bot.get_updates()
    again = await client.bot.get_updates(offset=first.update_id)
    assert [update.update_id for update in again] == [first.update_id, second.update_id]
    [left] = await client.bot.get_updates(offset=second.update_id)
    assert left.message.text == "two"
    assert not await client.bot.get_updates(offset=second.update_id + 1)
    assert not await client.bot.get_updates()


async def test_a_negative_offset_keeps_only_the_latest(client: Client, father: Person) -> None:
    for word in ("one", "two", "three"):
        await father.says(word)
    [last] = await client.bot.get_updates(offset=-1)
    assert last.message.text == "three"
    assert len(await client.bot.get_updates()) == 1


async def test_a_limit_gives_the_oldest_first(client: Client, father: Person) -> None:
    for word in ("one", "two", "three"):
        await father.says(word)
    updates = await client.bot.get_updates(limit=2)
    assert [update.message.text for update in updates] == ["one", "two"]


async def test_a_long_poll_answers_as_soon_as_something_happens(
    client: Client, father: Person
) -> None:
    poll = asyncio.create_task(client.bot.get_updates(timeout=30))
    await father.says("here I am")
    [update] = await asyncio.wait_for(poll, 20)
    assert update.message.text == "here I am"


async def test_the_first_of_two_pollers_is_sent_away(sandbox: Sandbox, father: Person) -> None:
    first = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    while not (await sandbox.get("/sandbox/state"))["bot"]["online"]:
        pass
    second = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    refused = await first
    assert refused["error_code"] == 409
    assert "terminated by other getUpdates request" in refused["description"]
    await father.says("hello")
    assert len((await second)["result"]) == 1


async def test_a_press_leaves_the_queue_after_150_seconds_and_a_message_after_a_day(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(
        chat_id=father.id, text="?", reply_markup=client.inline(("Done", "done"))
    )
    await father.says("a message")
    press = asyncio.create_task(father.does("press", message_id=sent.message_id, data="done"))
    while len(await client.bot.get_updates()) < 2:
        pass
    await sandbox.post("/sandbox/clock", now="2026-03-02T01:02:29Z")
    assert len(await client.bot.get_updates()) == 2
    await sandbox.post("/sandbox/clock", now="2026-03-02T01:02:30Z")
    [left] = await client.bot.get_updates()
    assert left.message.text == "a message"
    await sandbox.post("/sandbox/clock", now="2026-03-03T00:59:59Z")
    assert len(await client.bot.get_updates()) == 1
    await sandbox.post("/sandbox/clock", now="2026-03-03T01:00:00Z")
    assert not await client.bot.get_updates()
    press.cancel()


async def test_kinds_that_were_not_asked_for_do_not_come(client: Client, father: Person) -> None:
    await client.bot.get_updates(allowed_updates=["callback_query"])
    await father.says("unheard")
    assert not await client.bot.get_updates(allowed_updates=[])
    await father.says("heard")
    [update] = await client.bot.get_updates()
    assert update.message.text == "heard"


async def test_a_block_and_its_end_are_told(client: Client, father: Person) -> None:
    await father.does("block")
    await father.does("unblock")
    blocked, back = [update.my_chat_member for update in await client.bot.get_updates()]
    assert (blocked.old_chat_member.status, blocked.new_chat_member.status) == ("member", "kicked")
    assert (back.old_chat_member.status, back.new_chat_member.status) == ("kicked", "member")
    assert blocked.from_user.id == father.id


async def test_a_bot_whose_client_hangs_up_leaves_no_poller_behind(
    sandbox: Sandbox, father: Person
) -> None:
    poll = asyncio.create_task(sandbox.call("getUpdates", timeout=50))
    while not (await sandbox.get("/sandbox/state"))["bot"]["online"]:
        pass
    poll.cancel()
    await father.says("kept")
    answer = await sandbox.call("getUpdates")
    assert answer["result"][0]["message"]["text"] == "kept"


async def test_polling_while_a_webhook_is_set_is_refused(client: Client) -> None:
    await client.bot.set_webhook(url="http://127.0.0.1:9/hook")
    with refused("can't use getUpdates method while webhook is active"):
        await client.bot.get_updates()

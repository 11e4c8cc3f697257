"""sendMessage and its kin: what arrives, and what Telegram would refuse."""

import pytest

from tests.sandbox.people import Client, Person, Sandbox, refused


async def test_a_message_stands_on_the_phone_and_waits_to_be_read(
    client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(chat_id=father.id, text="  Please call Xiao Lin. ")
    assert sent.text == "Please call Xiao Lin."
    assert sent.from_user.is_bot
    shown = (await father.messages())[-1]
    assert (shown["from"], shown["text"]) == ("bot", "Please call Xiao Lin.")
    assert shown["date"] == "2026-03-02T01:00:00Z"
    assert (await father.view())["unread"] == 1
    await father.does("read")
    assert (await father.view())["unread"] == 0


async def test_a_stranger_gets_no_message_before_pressing_start(
    sandbox: Sandbox, client: Client
) -> None:
    stranger = await sandbox.person(joined=False)
    with refused("bot can't initiate conversation with a user"):
        await client.bot.send_message(chat_id=stranger.id, text="hello")
    await stranger.says("/start")
    await client.bot.send_message(chat_id=stranger.id, text="hello")


async def test_a_blocked_bot_is_forbidden_until_the_user_starts_it_again(
    client: Client, father: Person
) -> None:
    await father.does("block")
    with refused("bot was blocked by the user"):
        await client.bot.send_message(chat_id=father.id, text="hello")
    await father.does("open", link="https://t.me/sandbox_bot")
    await client.bot.send_message(chat_id=father.id, text="welcome back")


async def test_a_chat_that_does_not_exist_is_not_found(client: Client) -> None:
    for nobody in (12345, "@nobody_here"):
        with refused("chat not found"):
            await client.bot.send_message(chat_id=nobody, text="hello")


async def test_a_deleted_account_is_deactivated(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await sandbox.change("DELETE", f"/sandbox/phones/{father.id}")
    with refused("user is deactivated"):
        await client.bot.send_message(chat_id=father.id, text="hello")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "message text is empty"),
        ("  \n ", "text must be non-empty"),
        ("<b></b>", "text must be non-empty"),
    ],
)
async def test_a_text_with_nothing_in_it_is_refused(
    sandbox: Sandbox, father: Person, text: str, complaint: str
) -> None:
    answer = await sandbox.call("sendMessage", chat_id=father.id, text=text, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: {complaint}"


async def test_a_broadcast_that_would_cost_is_not_allowed(sandbox: Sandbox, father: Person) -> None:
    answer = await sandbox.call(
        "sendMessage", chat_id=father.id, text="x", allow_paid_broadcast=True
    )
    assert answer["description"] == "Bad Request: FLOODSKIP_NOT_ALLOWED"


async def test_a_text_has_at_most_4096_characters_without_its_markup(
    client: Client, father: Person
) -> None:
    longest = "雁" * 4095 + "🪿"
    sent = await client.bot.send_message(
        chat_id=father.id, text=f"<b>{longest}</b>", parse_mode="HTML"
    )
    assert sent.text == longest
    with refused("message is too long"):
        await client.bot.send_message(chat_id=father.id, text="雁" * 4097)


async def test_a_reply_names_the_message_it_answers(client: Client, father: Person) -> None:
    asked = (await father.says("When?"))["message"]
    parameters = client.types.ReplyParameters(message_id=asked["message_id"])
    sent = await client.bot.send_message(
        chat_id=father.id, text="On Sunday", reply_parameters=parameters
    )
    assert sent.reply_to_message.text == "When?"
    assert (await father.messages())[-1]["reply_to"] == asked["message_id"]


async def test_a_reply_outlives_the_message_it_answers(client: Client, father: Person) -> None:
    asked = (await father.says("When?"))["message"]
    answer = await client.bot.send_message(
        chat_id=father.id,
        text="On Sunday",
        reply_parameters=client.types.ReplyParameters(message_id=asked["message_id"]),
    )
    await client.bot.delete_message(chat_id=father.id, message_id=asked["message_id"])
    edited = await client.bot.edit_message_text(
        text="On Monday", chat_id=father.id, message_id=answer.message_id
    )
    assert edited.reply_to_message is None


async def test_a_reply_to_nothing_is_refused_unless_allowed(client: Client, father: Person) -> None:
    with refused("message to be replied not found"):
        await client.bot.send_message(
            chat_id=father.id,
            text="On Sunday",
            reply_parameters=client.types.ReplyParameters(message_id=99),
        )
    sent = await client.bot.send_message(
        chat_id=father.id,
        text="On Sunday",
        reply_parameters=client.types.ReplyParameters(
            message_id=99, allow_sending_without_reply=True
        ),
    )
    assert sent.reply_to_message is None


async def test_protected_content_is_marked(client: Client, father: Person) -> None:
    sent = await client.bot.send_message(chat_id=father.id, text="private", protect_content=True)
    assert sent.has_protected_content
    assert (await father.messages())[-1]["protect_content"]


async def test_typing_is_accepted_and_nonsense_is_not(client: Client, father: Person) -> None:
    assert await client.bot.send_chat_action(chat_id=father.id, action="typing")
    with refused("wrong parameter action"):
        await client.bot.send_chat_action(chat_id=father.id, action="sleeping")

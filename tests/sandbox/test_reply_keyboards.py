"""Keyboards in place of the phone's own, and the sharing of a number."""

from typing import Any

import pytest

from tests.sandbox.people import Client, Person, RefusedError, Sandbox


def keyboard(client: Client, text: str, **more: Any) -> Any:
    types = client.types
    contact = more.pop("request_contact", None)
    button = types.KeyboardButton(text=text, request_contact=contact)
    return types.ReplyKeyboardMarkup(keyboard=[[button]], **more)


async def heard(client: Client) -> Any:
    return (await client.bot.get_updates())[-1].message


async def test_a_keyboard_stays_until_it_is_removed(client: Client, father: Person) -> None:
    await client.bot.send_message(
        chat_id=father.id, text="Hi", reply_markup=keyboard(client, "SOS", is_persistent=True)
    )
    await father.says("SOS")
    assert (await heard(client)).text == "SOS"
    assert (await father.view())["keyboard"]["keyboard"] == [[{"text": "SOS"}]]
    await client.bot.send_message(
        chat_id=father.id,
        text="Bye",
        reply_markup=client.types.ReplyKeyboardRemove(remove_keyboard=True)
        if client.name == "aiogram"
        else client.types.ReplyKeyboardRemove(),
    )
    assert (await father.view())["keyboard"] is None


async def test_a_keyboard_for_one_time_goes_after_its_press_and_not_before(
    client: Client, father: Person
) -> None:
    await client.bot.send_message(
        chat_id=father.id, text="?", reply_markup=keyboard(client, "Yes", one_time_keyboard=True)
    )
    await father.says("let me think")
    assert (await father.view())["keyboard"]
    await father.says("Yes")
    assert (await father.view())["keyboard"] is None


async def test_a_shared_number_carries_the_users_own_id(sandbox: Sandbox, client: Client) -> None:
    mother = await sandbox.person("Mei", phone="+86 167 0000 0002")
    await client.bot.send_message(
        chat_id=mother.id,
        text="Your number?",
        reply_markup=keyboard(client, "Share", request_contact=True, one_time_keyboard=True),
    )
    await mother.does("contact")
    message = await heard(client)
    assert message.contact.user_id == message.from_user.id == mother.id
    assert message.contact.phone_number == "8616700000002"
    assert (await mother.view())["keyboard"] is None
    assert (await mother.messages())[-1]["kind"] == "contact"


async def test_somebody_elses_card_does_not_carry_the_senders_id(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await father.does("contact", phone_number="16700000003")
    message = await heard(client)
    assert message.contact.phone_number == "16700000003"
    assert message.contact.user_id is None
    await father.does("contact", phone_number="16700000003", user_id=4711)
    assert (await heard(client)).contact.user_id == 4711
    mother = await sandbox.person("Mei", phone="16700000004")
    await father.does("contact", phone_number="16700000004")
    assert (await heard(client)).contact.user_id == mother.id


async def test_nobody_passes_a_foreign_number_off_as_their_own(father: Person) -> None:
    with pytest.raises(RefusedError, match="only Telegram"):
        await father.does("contact", phone_number="16700000003", user_id=father.id)


async def test_an_answer_that_is_asked_for_names_its_question(
    client: Client, father: Person
) -> None:
    asked = await client.bot.send_message(
        chat_id=father.id,
        text="How was it?",
        reply_markup=client.types.ForceReply(force_reply=True)
        if client.name == "aiogram"
        else client.types.ForceReply(),
    )
    assert (await father.view())["force_reply"] == asked.message_id
    await father.says("Good")
    assert (await heard(client)).reply_to_message.message_id == asked.message_id
    await father.says("And long")
    assert (await heard(client)).reply_to_message is None


async def test_a_keyboard_goes_with_the_message_that_brought_it(
    client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(
        chat_id=father.id, text="Hi", reply_markup=keyboard(client, "SOS")
    )
    await client.bot.delete_message(chat_id=father.id, message_id=sent.message_id)
    assert (await father.view())["keyboard"] is None


async def test_a_keyboard_may_name_its_buttons_by_text_alone(
    sandbox: Sandbox, father: Person
) -> None:
    markup = {"keyboard": [["Yes", "No"]], "resize_keyboard": True}
    answer = await sandbox.call("sendMessage", chat_id=father.id, text="?", reply_markup=markup)
    assert answer["ok"]
    shown = (await father.view())["keyboard"]["keyboard"]
    assert shown == [[{"text": "Yes"}, {"text": "No"}]]

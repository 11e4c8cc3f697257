"""Edits and deletions."""

from tests.sandbox.people import Client, Person, Sandbox, refused


async def test_an_edit_changes_text_and_takes_the_buttons_away(
    client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(
        chat_id=father.id, text="Call?", reply_markup=client.inline(("Done", "done"))
    )
    edited = await client.bot.edit_message_text(
        text="Called.", chat_id=father.id, message_id=sent.message_id
    )
    assert edited.text == "Called."
    assert edited.reply_markup is None
    shown = (await father.messages())[-1]
    assert (shown["text"], shown["edited"], shown["reply_markup"]) == ("Called.", True, None)


async def test_an_edit_that_changes_nothing_is_refused(client: Client, father: Person) -> None:
    buttons = client.inline(("Done", "done"))
    sent = await client.bot.send_message(chat_id=father.id, text="Call?", reply_markup=buttons)
    place = {"chat_id": father.id, "message_id": sent.message_id}
    with refused("message is not modified"):
        await client.bot.edit_message_text(text="Call?", reply_markup=buttons, **place)
    with refused("message is not modified"):
        await client.bot.edit_message_reply_markup(reply_markup=buttons, **place)


async def test_other_buttons_alone_do_not_mark_a_message_as_edited(
    client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(chat_id=father.id, text="Call?")
    edited = await client.bot.edit_message_reply_markup(
        chat_id=father.id,
        message_id=sent.message_id,
        reply_markup=client.inline(("Done", "done")),
    )
    assert edited.reply_markup.inline_keyboard[0][0].callback_data == "done"
    assert not (await father.messages())[-1]["edited"]


async def test_what_is_not_there_or_not_the_bots_cannot_be_edited(
    client: Client, father: Person
) -> None:
    own = (await father.says("mine"))["message"]
    with refused("message to edit not found"):
        await client.bot.edit_message_text(text="x", chat_id=father.id, message_id=999)
    with refused("message can't be edited"):
        await client.bot.edit_message_text(
            text="x", chat_id=father.id, message_id=own["message_id"]
        )


async def test_a_message_that_brought_a_reply_keyboard_cannot_be_edited(
    client: Client, father: Person
) -> None:
    types = client.types
    keyboard = types.ReplyKeyboardMarkup(keyboard=[[types.KeyboardButton(text="SOS")]])
    sent = await client.bot.send_message(chat_id=father.id, text="Hi", reply_markup=keyboard)
    with refused("message can't be edited"):
        await client.bot.edit_message_text(text="x", chat_id=father.id, message_id=sent.message_id)


async def test_a_caption_is_edited_as_a_caption_and_a_text_as_a_text(
    client: Client, father: Person
) -> None:
    letter = await client.bot.send_document(
        chat_id=father.id, document=client.file(b"dear child", "letter.txt"), caption="A letter"
    )
    place = {"chat_id": father.id, "message_id": letter.message_id}
    edited = await client.bot.edit_message_caption(caption="Her letter", **place)
    assert edited.caption == "Her letter"
    with refused("there is no text in the message to edit"):
        await client.bot.edit_message_text(text="x", **place)
    text = await client.bot.send_message(chat_id=father.id, text="words")
    with refused("there is no caption in the message to edit"):
        await client.bot.edit_message_caption(
            caption="x", chat_id=father.id, message_id=text.message_id
        )


async def test_a_message_can_be_deleted_for_48_hours(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    early = await client.bot.send_message(chat_id=father.id, text="early")
    late = await client.bot.send_message(chat_id=father.id, text="late")
    await sandbox.post("/sandbox/clock", now="2026-03-04T00:59:59Z")
    assert await client.bot.delete_message(chat_id=father.id, message_id=early.message_id)
    await sandbox.post("/sandbox/clock", now="2026-03-04T01:00:00Z")
    with refused("message can't be deleted"):
        await client.bot.delete_message(chat_id=father.id, message_id=late.message_id)
    _, gone, kept = await father.messages()
    assert (gone["deleted"], gone["text"]) == (True, None)
    assert (kept["deleted"], kept["text"]) == (False, "late")


async def test_a_deleted_message_is_not_found_again(client: Client, father: Person) -> None:
    sent = await client.bot.send_message(chat_id=father.id, text="once")
    place = {"chat_id": father.id, "message_id": sent.message_id}
    await client.bot.delete_message(**place)
    with refused("message to delete not found"):
        await client.bot.delete_message(**place)
    with refused("message to edit not found"):
        await client.bot.edit_message_text(text="twice", **place)


async def test_several_messages_go_at_once(client: Client, father: Person) -> None:
    sent = [await client.bot.send_message(chat_id=father.id, text=word) for word in "ab"]
    numbers = [message.message_id for message in sent]
    assert await client.bot.delete_messages(chat_id=father.id, message_ids=[*numbers, 999])
    assert all(message["deleted"] for message in (await father.messages())[-2:])

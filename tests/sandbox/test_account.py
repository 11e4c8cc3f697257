"""The bot's own account: who it is, its menus, its names."""

import pytest

from tests.sandbox.people import Client, Person, Sandbox, refused


async def test_the_bot_knows_itself(client: Client) -> None:
    me = await client.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (700000, True, "sandbox_bot")


async def test_a_chat_tells_whose_it_is(client: Client, father: Person) -> None:
    chat = await client.bot.get_chat(chat_id=father.id)
    assert (chat.type, chat.first_name) == ("private", "An")


async def test_everybody_sees_the_menu_for_their_language_and_chat(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    english = await sandbox.person("Bo", language_code="en")
    command = client.types.BotCommand
    scope = client.types.BotCommandScopeChat(chat_id=father.id)
    await client.bot.set_my_commands([command(command="today", description="What I owe")])
    await client.bot.set_my_commands(
        [command(command="today", description="今天")], language_code="zh"
    )
    assert (await father.view())["commands"] == [{"command": "today", "description": "今天"}]
    assert (await english.view())["commands"][0]["description"] == "What I owe"
    await client.bot.set_my_commands([command(command="class", description="班级")], scope=scope)
    assert (await father.view())["commands"][0]["command"] == "class"
    [own] = await client.bot.get_my_commands(scope=scope)
    assert own.description == "班级"
    await client.bot.delete_my_commands(scope=scope)
    assert (await father.view())["commands"][0]["command"] == "today"
    assert not await client.bot.get_my_commands(scope=scope)


@pytest.mark.parametrize(
    ("command", "description", "complaint"),
    [
        ("Today", "x", "BOT_COMMAND_INVALID"),
        ("to-day", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("today", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_command_telegram_would_not_take_is_refused(
    sandbox: Sandbox, command: str, description: str, complaint: str
) -> None:
    commands = [{"command": command, "description": description}]
    answer = await sandbox.call("setMyCommands", commands=commands)
    assert answer["description"] == f"Bad Request: {complaint}"


async def test_too_many_commands_and_odd_languages_are_refused(sandbox: Sandbox) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    answer = await sandbox.call("setMyCommands", commands=commands)
    assert answer["description"] == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    answer = await sandbox.call("setMyCommands", commands=[], language_code="zh-hans")
    assert answer["description"] == "Bad Request: invalid language code specified"


async def test_the_bot_can_be_renamed_and_described(client: Client) -> None:
    await client.bot.set_my_name(name="鸿雁")
    await client.bot.set_my_description(description="Letters home")
    await client.bot.set_my_description(description="家书", language_code="zh")
    await client.bot.set_my_short_description(short_description="Letters")
    assert (await client.bot.get_me()).first_name == "鸿雁"
    assert (await client.bot.get_my_name()).name == "鸿雁"
    assert (await client.bot.get_my_description()).description == "Letters home"
    assert (await client.bot.get_my_description(language_code="zh")).description == "家书"
    assert (await client.bot.get_my_short_description()).short_description == "Letters"
    with refused("too long"):
        await client.bot.set_my_name(name="x" * 65)


async def test_the_menu_button_is_kept_per_chat(client: Client, father: Person) -> None:
    button = client.types.MenuButtonCommands()
    await client.bot.set_chat_menu_button(chat_id=father.id, menu_button=button)
    assert (await client.bot.get_chat_menu_button(chat_id=father.id)).type == "commands"
    assert (await client.bot.get_chat_menu_button()).type == "default"

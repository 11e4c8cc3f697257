"""getMe, getChat, the bot's commands, names, descriptions and menu button."""

import re
from collections.abc import Callable
from typing import Any

import telegram

from sandbox.errors import bad_request
from sandbox.identity import Identity, Scope
from sandbox.recipients import known
from sandbox.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100
COMMAND_WORDS = 256
"""Characters of a command's description."""


async def get_me(world: World, _params: dict[str, Any]) -> Any:
    """The bot itself."""
    return world.me().to_dict()


async def get_chat(world: World, params: dict[str, Any]) -> Any:
    """A user's private chat."""
    phone = known(world, params["chat_id"])
    gifts = telegram.AcceptedGiftTypes(False, False, False, False, False)
    return telegram.ChatFullInfo(
        id=phone.user.id,
        type="private",
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types=gifts,
        first_name=phone.user.first_name,
        last_name=phone.user.last_name,
    ).to_dict()


async def set_commands(world: World, params: dict[str, Any]) -> Any:
    """The menu for a scope and a language; an empty list takes it away."""
    commands = params["commands"]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        command["command"] = command["command"].removeprefix("/")
        if not COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= COMMAND_WORDS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    key = (_scope(world, params), _language(params))
    world.bot.commands[key] = commands
    _show_menus(world)
    return True


async def get_commands(world: World, params: dict[str, Any]) -> Any:
    """The menu set for exactly this scope and language."""
    return world.bot.commands.get((_scope(world, params), _language(params)), [])


async def delete_commands(world: World, params: dict[str, Any]) -> Any:
    """No menu of its own for this scope and language."""
    world.bot.commands.pop((_scope(world, params), _language(params)), None)
    _show_menus(world)
    return True


async def set_menu_button(world: World, params: dict[str, Any]) -> Any:
    """The button beside the text box, for one chat or as the default."""
    button = telegram.MenuButton.de_json(params.get("menu_button", {"type": "default"}), None)
    if "chat_id" in params:
        known(world, params["chat_id"]).menu_button = button
    else:
        world.bot.menu_button = button
    return True


async def get_menu_button(world: World, params: dict[str, Any]) -> Any:
    """The button of a chat, or the default."""
    own = known(world, params["chat_id"]).menu_button if "chat_id" in params else None
    return (own or world.bot.menu_button).to_dict()


def _scope(world: World, params: dict[str, Any]) -> Scope:
    scope = params.get("scope", {"type": "default"})
    chat_id = scope.get("chat_id")
    if chat_id is not None:
        known(world, chat_id)
    return scope["type"], chat_id


def _language(params: dict[str, Any]) -> str:
    code: str = params.get("language_code", "")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _show_menus(world: World) -> None:
    for phone in world.phones.values():
        world.show(phone)


Texts = Callable[[Identity], dict[str, str]]
Handler = Callable[[World, dict[str, Any]], Any]


def setter(name: str, texts: Texts, limit: int) -> Handler:
    """A method that sets one of the bot's texts for a language; `limit` in characters."""

    async def set_text(world: World, params: dict[str, Any]) -> Any:
        value, language = params.get(name, ""), _language(params)
        if len(value) > limit:
            raise bad_request(f"{name} is too long")
        texts(world.bot).pop(language, None)
        if value:
            texts(world.bot)[language] = value
        world.events.emit({"type": "bot", "bot": world.bot_view()})
        return True

    return set_text


def getter(name: str, texts: Texts, default: Callable[[Identity], str]) -> Handler:
    """A method that reads one of the bot's texts, the common one where a language has none."""

    async def get_text(world: World, params: dict[str, Any]) -> Any:
        known_texts = texts(world.bot)
        common = known_texts.get("", default(world.bot))
        return {name: known_texts.get(_language(params), common)}

    return get_text

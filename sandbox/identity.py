"""The bot's own account: its token, name, descriptions and commands by scope and language."""

import re
from typing import Any

import telegram

from sandbox.errors import ApiError

TOKEN = re.compile(r"([1-9][0-9]{0,15}):[A-Za-z0-9_-]{1,64}")
Scope = tuple[str, int | str | None]
"""Kind of scope, and its chat where it has one."""


class Identity:
    """Who the bot is. The first well-formed token that calls becomes the bot's."""

    def __init__(self, name: str, username: str) -> None:
        self._default_name = name
        self.username = username
        self.token: str | None = None
        self.names: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[Scope, str], list[dict[str, Any]]] = {}
        self.menu_button: telegram.MenuButton = telegram.MenuButtonDefault()

    @property
    def name(self) -> str:
        """The name shown to users whose language has none of its own."""
        return self.names.get("", self._default_name)

    @property
    def user(self) -> telegram.User:
        """The bot as a user, as it stands in its messages."""
        number = int(self.token.split(":")[0]) if self.token else 0
        return telegram.User(number, self.name, is_bot=True, username=self.username)

    def admit(self, token: str) -> None:
        """401 unless this is the bot's token, or the first one seen."""
        if self.token is None and TOKEN.fullmatch(token):
            self.token = token
        if token != self.token:
            raise ApiError(401, "Unauthorized")

    def commands_for(self, chat_id: int, language: str) -> list[dict[str, Any]]:
        """The menu one user sees: the narrowest scope first, their language before none."""
        scopes: tuple[Scope, ...] = (
            ("chat", chat_id),
            ("all_private_chats", None),
            ("default", None),
        )
        for scope in scopes:
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []

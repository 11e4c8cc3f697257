"""What replies ask before they go out: one pace for everything that the bot sends."""

from typing import Protocol


class Traffic(Protocol):
    """The gate that replies share with notices; moments are seconds of its own clock."""

    async def reply(self, chat: int) -> float | None:
        """Wait for a reply's moment. Returns when it began; None where its chat or the server wants
        nothing for longer than a reply waits.
        """
        ...

    def accepted(self, began: float) -> None:
        """A message that was begun then has arrived."""
        ...

    def refused(self, chat: int, seconds: float, began: float) -> bool:
        """A 429: the chat rests so long. Returns whether everything rests now."""
        ...


class OpenRoad:
    """No pace: nobody waits."""

    async def reply(self, chat: int) -> float | None:  # noqa: ARG002 - the same to everybody
        """At once."""
        return 0.0

    def accepted(self, began: float) -> None:
        """Nothing is learned from it."""

    def refused(self, chat: int, seconds: float, began: float) -> bool:  # noqa: ARG002
        """Nothing is learned from it."""
        return False

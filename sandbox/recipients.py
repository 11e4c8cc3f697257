"""Whom a bot may write to, and Telegram's refusals when it may not."""

from sandbox.chats import Phone
from sandbox.errors import bad_request, forbidden
from sandbox.world import World


def known(world: World, chat_id: int | str) -> Phone:
    """The chat, whether or not it can be written to; 400 if there is none."""
    phone = world.phones.get(chat_id) if isinstance(chat_id, int) else None
    if phone is None:
        if chat_id in world.gone:
            raise forbidden("user is deactivated")
        raise bad_request("chat not found")
    return phone


def writable(world: World, chat_id: int | str) -> Phone:
    """The chat, if its user lets the bot write: 403 before their first word and after a block."""
    phone = known(world, chat_id)
    if phone.blocked:
        raise forbidden("bot was blocked by the user")
    if not phone.joined:
        raise forbidden("bot can't initiate conversation with a user")
    return phone

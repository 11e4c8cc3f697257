"""Where updates are to be delivered is said once, however many processes start.

The server does not show the secret that it was given, so the store keeps a hash of what was said.
It is said again where the server shows something else, or has had trouble delivering.
"""

import hmac
from hashlib import sha256

from aiogram import Bot
from aiogram.exceptions import TelegramNotFound

from bot.address import Address
from bot.updates import ALLOWED
from storage.store import Store

CONNECTIONS = 40
"""How many updates the server may deliver beside each other, to all processes together."""


async def said_already(bot: Bot, store: Store, address: Address) -> bool:
    """Whether the server delivers there as it should. Raises as aiogram."""
    async with store.read() as work:
        if await work.leads.webhook() != _hash(address):
            return False
    try:
        info = await bot.get_webhook_info()
    except TelegramNotFound:
        return False
    wanted = (address.url, CONNECTIONS, ALLOWED)
    told = (info.url, info.max_connections, info.allowed_updates)
    return told == wanted and info.last_error_message is None


async def note_said(store: Store, address: Address) -> None:
    """Remember for the next process what the server was told."""
    async with store.write() as work:
        await work.leads.note_webhook(_hash(address))


def _hash(address: Address) -> str:
    return hmac.new(address.secret.encode(), address.url.encode(), sha256).hexdigest()

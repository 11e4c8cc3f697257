"""Everything the sandbox holds, and the few doors through which chats change."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import telegram

from sandbox import wire
from sandbox.calls import Calls
from sandbox.chats import Entry, Phone
from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.events import Events
from sandbox.faults import DELIVERY, GET_UPDATES, NOTHING, Blow, Faults
from sandbox.files import Files
from sandbox.identity import Identity
from sandbox.limits import Limits
from sandbox.presses import Presses
from sandbox.retries import Retries
from sandbox.settings import Settings
from sandbox.updates import Pending, UpdateQueue
from sandbox.views import message_view, phone_view
from sandbox.webhook import Webhook

FIRST_USER = 5_100_000_001
"""User ids are above 32 bits, as Telegram's newer ones are."""
ONLINE = 5.0
"""A bot that polled within so many real seconds counts as online."""


class World:
    """One bot, the phones it talks to, one clock."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.settings = settings
        self.clock = clock
        self.changed = clock.changed
        self.seconds = clock.seconds
        self.bot = Identity(settings.bot_name, settings.bot_username)
        self.updates = UpdateQueue(clock)
        self.presses = Presses(clock)
        self.files = Files()
        self.calls = Calls()
        self.events = Events()
        self.limits = Limits(clock.seconds)
        self.faults = Faults(clock)
        self.webhook = Webhook(self.changed)
        self.retries = Retries(clock)
        self.closing = False
        self.delivered = 0
        """How many messages the bot has sent so far."""
        self.phones: dict[int, Phone] = {}
        self.gone: set[int] = set()
        """Users who had talked to the bot and whose account is deleted."""
        self.user_ids = itertools.count(FIRST_USER)
        self._message_ids = itertools.count(1)

    def phone(self, user_id: int) -> Phone:
        """The phone of a user; the control API says 404 if there is none."""
        if user_id not in self.phones:
            raise ControlError(404, f"no phone {user_id}")
        return self.phones[user_id]

    def put(self, phone: Phone, entry: Entry) -> Entry:
        """Add a new message to a chat and show it."""
        phone.entries[entry.message_id] = entry
        self.show(phone, entry)
        return entry

    def next_message_id(self) -> int:
        """Message ids grow over all chats of the bot."""
        return next(self._message_ids)

    def receive(self, phone: Phone, entry: Entry) -> Entry:
        """A message from the user: into the chat, and to the bot."""
        phone.joined = True
        phone.unread = 0
        self.put(phone, entry)
        content = wire.message_json(entry, phone, self.bot.user)
        self.updates.add("message", content, phone.user.id)
        return entry

    def deliverable(self) -> Iterator[Pending]:
        """The oldest update of each chat, where it can reach the webhook now; oldest first."""
        if self.faults.shut(DELIVERY):
            return
        for update in self.updates.oldest():
            if self.retries.wait(update) is None:
                yield update

    def awaited(self) -> bool:
        """Whether the bot has still to take an update that can reach it at this moment."""
        if self.webhook.url:
            return any(True for _ in self.deliverable())
        return bool(self.updates.pending()) and not self.faults.shut(GET_UPDATES)

    def next_release(self) -> datetime | None:
        """The next virtual moment at which an update may reach the bot that now cannot, UTC."""
        moments = [self.faults.next_end()]
        if self.webhook.url:
            moments += [self.retries.wait(update) for update in self.updates.oldest()]
        return min((each for each in moments if each is not None), default=None)

    def show(self, phone: Phone, *entries: Entry) -> None:
        """Tell the page that a phone changed, and which of its messages."""
        if self.events.listened:
            messages = [message_view(entry) for entry in entries]
            self.events.emit(
                {"type": "phone", "phone": self.phone_view(phone), "messages": messages}
            )

    def show_clock(self) -> None:
        """Tell the page what time it is."""
        self.events.emit({"type": "clock", "clock": self.clock.view()})

    def strike(self, method: str, chat_id: int | None) -> Blow:
        """What the faults do to one call; the page hears of it."""
        blow = self.faults.strike(method, chat_id)
        if blow is not NOTHING:
            self.show_faults()
        return blow

    def show_faults(self) -> None:
        """Tell the page what goes wrong now."""
        if self.events.listened:
            self.events.emit({"type": "faults", "faults": self.faults.view()})

    def show_all(self) -> None:
        """Tell the page everything anew."""
        if self.events.listened:
            self.events.emit({"type": "state", "state": self.state()})

    def phone_view(self, phone: Phone) -> dict[str, Any]:
        """A phone without messages, as the control API shows it."""
        language = (phone.user.language_code or "").split("-")[0].lower()
        return phone_view(phone, self.bot.commands_for(phone.user.id, language))

    def full_view(self, phone: Phone) -> dict[str, Any]:
        """A phone with its messages."""
        messages = [message_view(entry) for entry in phone.entries.values()]
        return {**self.phone_view(phone), "messages": messages}

    def bot_view(self) -> dict[str, Any]:
        """The bot as the control API shows it."""
        user = self.bot.user
        return {
            "id": user.id,
            "username": user.username,
            "first_name": user.first_name,
            "online": self.online(),
        }

    def online(self) -> bool:
        """Whether a bot listens: an open poll, a recent one, or a webhook that answers."""
        polled = self.updates.polled_at
        recent = polled is not None and self.seconds() - polled < ONLINE
        return self.updates.polling or recent or self.webhook.answering

    def state(self) -> dict[str, Any]:
        """The whole state."""
        return {
            "clock": self.clock.view(),
            "bot": self.bot_view(),
            "faults": self.faults.view(),
            "phones": [self.full_view(phone) for phone in self.phones.values()],
        }

    def forget(self) -> None:
        """Forget phones, messages, updates, files, calls, faults; clock, bot and ids go on."""
        self.phones.clear()
        self.gone.clear()
        self.updates.clear()
        self.retries.clear()
        self.presses.clear()
        self.files.clear()
        self.calls.clear()
        self.faults.clear()
        self.show_all()

    def close(self) -> None:
        """The server stops: let go of everybody who waits."""
        self.closing = True
        self.changed.close()
        self.events.end()

    def me(self) -> telegram.User:
        """The bot as getMe describes it."""
        user = self.bot.user
        return telegram.User(
            user.id,
            user.first_name,
            is_bot=True,
            username=user.username,
            can_join_groups=True,
            can_read_all_group_messages=False,
            supports_inline_queries=False,
            can_connect_to_business=False,
            has_main_web_app=False,
        )

"""What is pressed: each father's "called", on his own reminder."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, select

from bench.school import a_school, all_sent, remind
from bot.callbacks.basic import Press, short
from care.words import DutyState
from storage.store import Store
from storage.tables import Duty

Raw = dict[str, Any]
"""An update as Telegram sends it."""


async def presses(store: Store, count: int) -> list[Raw]:
    """A school of that many children, each father reminded, and his press on "called"."""
    school = await a_school(store, count)
    reminded = await remind(store, school)
    await all_sent(store)
    return list(_of((a, d, n) for a, (d, n) in zip(school.addresses, reminded, strict=True)))


def made_up(count: int) -> list[Raw]:
    """The same without a school, for a bot that looks at nothing."""
    return list(_of((number, number, number) for number in range(1, count + 1)))


async def all_done(store: Store, count: int) -> None:
    """Every tap did what it says; what failed quickly would be no speed."""
    query = select(func.count()).select_from(Duty).where(Duty.state == DutyState.done)
    async with store.engine.connect() as connection:
        done = (await connection.execute(query)).scalar_one()
    if done != count:
        raise RuntimeError(f"{done} duties are done after {count} taps")


def _of(ids: Iterable[tuple[int, int, int]]) -> Iterator[Raw]:
    """From address, duty and notice."""
    for number, (address, duty, notice) in enumerate(ids, 1):
        data = Press(act="done", duty=short(duty), place=short(notice)).pack()
        yield _press(number, address, data)


def _press(number: int, address: int, data: str) -> Raw:
    user = {"id": address, "is_bot": False, "first_name": "禾", "language_code": "zh-hans"}
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": user,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": number,
                "date": 1_742_209_200,
                "chat": {"id": address, "type": "private", "first_name": "禾"},
                "text": "该打电话啦",
            },
        },
    }


def hello(number: int) -> Raw:
    """Somebody unknown asks for help."""
    sender = {"id": 7 + number, "is_bot": False, "first_name": "禾", "language_code": "zh-hans"}
    chat = {"id": 7 + number, "type": "private", "first_name": "禾"}
    message = {"message_id": 1, "date": 1_742_209_200, "chat": chat, "from": sender}
    return {"update_id": 900_000_000 + number, "message": message | {"text": "/help"}}


def chat_of(update: Raw) -> int:
    """Who is to be answered."""
    event = update.get("message") or update["callback_query"]
    return int(event["from"]["id"])

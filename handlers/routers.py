"""All conversations in one dispatcher, the catch-all last."""

from functools import cache

from aiogram import Dispatcher

from handlers import account, answering, helping, joining, live, tasks, today


@cache
def dispatcher() -> Dispatcher:
    """The one dispatcher of a process. It keeps no state: drafts live in the store."""
    result = Dispatcher(disable_fsm=True)
    for module in (joining, answering, tasks, today, live, account, helping):
        result.include_router(module.router)
    return result

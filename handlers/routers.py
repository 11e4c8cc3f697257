"""All conversations in one dispatcher, the catch-all last."""

from functools import cache

from aiogram import Dispatcher

from handlers import account, answering, helping, joining, tasks, today, weekly


@cache
def dispatcher() -> Dispatcher:
    """The one dispatcher of a process. It keeps no state: drafts live in the store."""
    result = Dispatcher(disable_fsm=True)
    for module in (joining, answering, tasks, today, weekly, account, helping):
        result.include_router(module.router)
    return result

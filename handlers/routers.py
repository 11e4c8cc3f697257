"""All conversations in one dispatcher, the catch-all last."""

from functools import cache

from aiogram import Dispatcher

from handlers import (
    account,
    answering,
    circle,
    class_staff,
    helping,
    joining,
    sheets,
    tasks,
    today,
    typed,
)


@cache
def dispatcher() -> Dispatcher:
    """The one dispatcher of a process. It keeps no state: drafts live in the store."""
    result = Dispatcher(disable_fsm=True)
    for module in (
        joining,
        answering,
        tasks,
        sheets,
        today,
        account,
        circle,
        class_staff,
        typed,
        helping,
    ):
        result.include_router(module.router)
    return result

"""All conversations in one dispatcher, the catch-all last."""

from functools import cache

from aiogram import Dispatcher

from handlers import (
    account,
    answering,
    arriving,
    beginning,
    birthday,
    child,
    circle,
    excusing,
    forms,
    helping,
    home,
    hotline,
    joining,
    key_child,
    live,
    moving,
    numbers,
    overdue,
    pairing,
    posts,
    raising,
    records,
    requests,
    saying,
    school_days,
    settings,
    sheets,
    sos,
    support,
    tasks,
    telling,
    today,
    typed,
    weekly,
    whereabouts,
    years,
)

IN_ORDER = (
    sos,
    *(joining, answering, tasks, sheets, weekly, overdue, today, child, account),
    *(hotline, numbers, school_days, raising, requests, whereabouts, home),
    *(live, circle, posts, pairing, moving, years, arriving, key_child, excusing, birthday),
    support,
    *(records, telling, beginning, forms, settings, typed, saying, helping),
)


@cache
def dispatcher() -> Dispatcher:
    """The one dispatcher of a process. It keeps no state: drafts live in the store."""
    result = Dispatcher(disable_fsm=True)
    for module in IN_ORDER:
        result.include_router(module.router)
    return result

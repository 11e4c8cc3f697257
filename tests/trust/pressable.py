"""Everything that can be pressed or said, read off the routers: what the table has to name."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, CommandStart
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.filters.basic import FormCommand, Pressed
from locales.catalog import texts
from services.forms.library import library

FIRST = ("act", "step", "word", "to", "page")
"""The field that says what a button does."""
KNOWN = ("message", "callback_query")


def pressable(dispatcher: Dispatcher) -> set[str]:
    """The names of all of it: `d done`, `kl`, `/today`, `key 今天`, `words Awaited`, `anything`."""
    return {name for router in _routers(dispatcher) for name in _of(router)}


def _routers(router: Router) -> Iterator[Router]:
    yield router
    for each in router.sub_routers:
        yield from _routers(each)


def _of(router: Router) -> Iterator[str]:
    for kind, observer in router.observers.items():
        if kind in ("error", "update"):
            continue
        for handler in observer.handlers:
            if kind not in KNOWN:
                yield f"{kind} in {router.name}"
            elif kind == "message":
                yield from _said(handler)
            else:
                yield from _pressed(handler)


def _filters(handler: HandlerObject) -> list[Any]:
    return [each.callback for each in handler.filters or ()]


def _said(handler: HandlerObject) -> Iterator[str]:
    filters = _filters(handler)
    if not filters:
        yield "anything"
    for each in filters:
        match each:
            case CommandStart():
                yield "/start link" if each.deep_link else "/start"
            case Command():
                yield from (f"/{command}" for command in each.commands)
            case Pressed():
                yield f"key {_key_of(each)}"
            case FormCommand():
                cards = (card.form.command for card in library().cards)
                yield from (f"/{command}" for command in cards if command)
            case _:
                yield f"words {type(each).__name__}"


def _key_of(pressed: Pressed) -> str:
    keys = ("menu.today", "menu.help", "menu.sos")
    found = [key for key in keys if texts("en")(key) in pressed.labels]
    return found[0] if found else "unknown"


def _pressed(handler: HandlerObject) -> Iterator[str]:
    filters = _filters(handler)
    if not filters:
        yield "any other button"
    for each in filters:
        if isinstance(each, CallbackQueryFilter):
            yield from presses_of(each.callback_data)
        else:
            yield f"button {type(each).__name__}"


def presses_of(data: type[CallbackData]) -> Iterator[str]:
    """One name for each thing that buttons of a kind can do."""
    values = literals(data)
    first = next((name for name in FIRST if name in values), None)
    if first is None:
        yield data.__prefix__
    else:
        yield from (f"{data.__prefix__} {value}" for value in values[first])


def literals(data: type[CallbackData]) -> dict[str, tuple[Any, ...]]:
    """The fields that take one of a few words, with the words."""
    return {
        name: get_args(field.annotation)
        for name, field in data.model_fields.items()
        if get_origin(field.annotation) is Literal
    }


def kinds(dispatcher: Dispatcher) -> dict[str, type[CallbackData]]:
    """Every kind of callback data that a router listens to, by its prefix."""
    return {
        each.callback_data.__prefix__: each.callback_data
        for router in _routers(dispatcher)
        for handler in router.callback_query.handlers
        for each in _filters(handler)
        if isinstance(each, CallbackQueryFilter)
    }

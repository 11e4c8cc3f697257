"""Buttons of what runs for a child: looked at, begun, and the list of all that run."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.forms import Card, Records
from bot.callbacks.support import Supports
from bot.keyboards.moving import button, markup
from care.forms.form import Form
from locales.catalog import Texts
from services.forms.support import SHOWN, RunningLine, SupportsView


def support_row(child_id: int, t: Texts, *, reads: bool) -> list[InlineKeyboardButton]:
    """The way from a child's card to what runs for it."""
    return [button(t("support.button"), Supports(child=short(child_id)))] if reads else []


def supports_buttons(view: SupportsView, t: Texts) -> InlineKeyboardMarkup:
    """Look at what runs; begin what does not; what was written; back to the child's card."""
    child, running = short(view.child_id), [s for s in view.supports if s.next_on is not None]
    rows = [
        [_card(t("support.look", what=_what(support.form, t)), view.reviews[support.kind], child)]
        for support in running
        if support.kind in view.reviews
    ]
    idle = view.begins.keys() - {support.kind for support in running}
    rows += [
        [_card(t("support.begin", what=_what(form, t)), form, child)]
        for kind, form in view.begins.items()
        if kind in idle
    ]
    read = button(t("button.records"), Records(child=child))
    back = button(t("button.back"), Go(to="child", unit=child))
    return markup([*rows, [read, back]])


def _what(form: Form, t: Texts) -> str:
    return f"{form.icon} {t.of(form.title)}"


def _card(text: str, form: Form, child: str) -> InlineKeyboardButton:
    return button(text, Card(form=form.id, child=child))


def running_buttons(lines: Sequence[RunningLine]) -> InlineKeyboardMarkup:
    """The way to each child for whom something runs, once."""
    children = {line.child_id: line.child for line in lines[:SHOWN]}
    return markup(
        [button(name, Supports(child=short(child_id)))] for child_id, name in children.items()
    )

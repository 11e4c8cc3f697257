"""Inline keyboards of emergencies: for the asker, and for whoever is told."""

from collections.abc import Iterable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.sos import Sos
from care.sos import Code, Ending
from locales.catalog import Texts
from services.sos.showing import AskerView, Choice, SosView

Row = list[InlineKeyboardButton]
MOST_CHOICES = 20
_MINE = frozenset({Code.again, Code.still})


def is_it(t: Texts) -> InlineKeyboardMarkup | None:
    """One touch for somebody whose words could have been meant otherwise."""
    return _markup([[_button(t("sos.yes"), Sos(act="raise"))]])


def asker_buttons(view: AskerView, t: Texts) -> InlineKeyboardMarkup | None:
    """No head start, and whom to leave out; each of them sends at once."""
    request = short(view.request_id)
    now = [_button(t("sos.now"), Sos(act="now", request=request))] if view.waits else []
    family = _button(t("sos.no_family"), Sos(act="family", request=request))
    teacher = _button(t("sos.no_teacher"), Sos(act="teacher", request=request))
    return _markup([now, [family] if view.family else [], [teacher] if view.teacher else []])


def choice_buttons(view: AskerView) -> InlineKeyboardMarkup | None:
    """Which child, or which class or school, the emergency is about."""
    return _markup(
        [_button(each.name, Sos(act="about", request=short(view.request_id), choice=_code(each)))]
        for each in view.choices[:MOST_CHOICES]
    )


def _code(choice: Choice) -> str:
    child = "" if choice.child_id is None else short(choice.child_id)
    return f"{child}.{short(choice.unit_id)}"


def sos_buttons(view: SosView, t: Texts) -> InlineKeyboardMarkup | None:
    """What the reader of a message about an emergency can do."""
    if view.code is Code.alarm:
        take = Sos(act="take", request=short(view.request_id))
        return _markup([[_button(t("sos.take"), take)]])
    return mine_buttons(view.request_id, t) if view.code in _MINE else None


def mine_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup | None:
    """For who has accepted: still on it, have the family told, and how it ended."""
    request = short(request_id)
    rows = [
        [_button(t("sos.still"), Sos(act="take", request=request))],
        [_button(t("sos.tell"), Sos(act="tell", request=request))],
    ]
    ends = [
        [_button(t(f"sos.end.{it}"), Sos(act="end", request=request, choice=it))] for it in Ending
    ]
    return _markup([*rows, *ends])


def _button(text: str, data: Sos) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None

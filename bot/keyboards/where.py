"""Inline keyboards about a child that is not here, and about how a search for it ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.requests import Case, packed_moment
from bot.callbacks.where import Where
from bot.keyboards.moving import Button, button, markup
from care.forms.form import Question
from care.whereabouts import HOURS_BACK, Found, Spoke
from locales.catalog import Texts


def not_here_button(child_id: int, t: Texts) -> Button:
    """The way to say that the child is not here."""
    return button(t("where.button.not_here"), Where(act="ask", child=short(child_id)))


def children_buttons(children: Mapping[int, str]) -> InlineKeyboardMarkup:
    """Which of one's own children is not here."""
    ask = [(f"🧒 {name}", Where(act="ask", child=short(i))) for i, name in children.items()]
    return markup([[button(*each)] for each in ask])


def place_buttons(question: Question, child_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Where the child is, in the words of the card; or that it is here after all."""
    child = short(child_id)
    places = [
        [button(t.of(option.text), Where(act="at", child=child, place=option.id))]
        for option in question.options
    ]
    here = button(t("where.button.here"), Where(act="here", child=child))
    return markup([*places, [here]])


def search_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    """For the asker, once somebody looks for the child."""
    acts = ("open", "whom")
    return markup([[_case(t(f"where.button.{act}"), act, request_id)] for act in acts])


def ending_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Where the child was found, or that the police were told."""
    rows = [[_case(t(f"found.{it}"), "found", request_id, it)] for it in Found]
    police = _case(t("where.button.police"), "police", request_id)
    return markup([*rows, [police], [_case(t("button.back"), "open", request_id)]])


def spoke_buttons(request_id: int, where: Found, t: Texts) -> InlineKeyboardMarkup:
    """Who has seen the child or spoken with it."""
    rows = [[_case(t(f"spoke.{it}"), "found", request_id, where, it)] for it in Spoke]
    return markup([*rows, [_case(t("button.back"), "end", request_id)]])


def when_buttons(
    request_id: int, said: tuple[Found, Spoke] | None, now: datetime, zone: str, t: Texts
) -> InlineKeyboardMarkup:
    """When that was: now, or some hours ago; without `said` when the police were told."""
    moments = [now - timedelta(hours=hours) for hours in HOURS_BACK]
    rows = []
    for moment in moments:
        text = t.weekday_time(moment, zone)
        at = packed_moment(moment)
        if said is None:
            rows.append([_case(text, "police", request_id, at)])
        else:
            rows.append([_case(text, "seen", request_id, ".".join(said), at)])
    return markup([*rows, [_case(t("button.back"), "end", request_id)]])


def _case(text: str, act: str, request_id: int, value: str = "", more: str = "") -> Button:
    data = {"act": act, "request": short(request_id), "value": value, "more": more}
    return button(text, Case.model_validate(data))

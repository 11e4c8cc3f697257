"""Callback data that no button of ours ever had: nothing changes, nothing breaks, and whoever
pressed gets an answer.
"""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.callbacks.basic import short
from tests.trust.desk import Desk
from tests.trust.pressable import literals
from tests.trust.rows import KINDS, data_of, rows_of
from tests.trust.table import TABLE

LIMIT = 64
"""Bytes of callback data that Telegram carries."""
_ODD = (
    "",
    "0",
    "-1",
    "~",
    "~0",
    "zz",
    "9" * 13,
    "1e9",
    "é",
    "柳",
    "\u202e",
    "١٢",
    "None",
    "20250231",
    "2025-02-31",
    "::",
    "a.b",
    ".1",
)
_ANSWERED = (*"FGHTWRO", "teacher2", "barred", "stranger")


def _field(ids: list[str], words: tuple[Any, ...]) -> st.SearchStrategy[str]:
    """One part of it: a word that fits, the id of some row of the town, or rubbish."""
    some = [st.sampled_from(ids), st.sampled_from(_ODD), st.text(max_size=12)]
    return st.one_of(
        *([st.sampled_from([str(word) for word in words])] * 3 if words else []), *some
    )


def _data(kind: type[CallbackData], ids: list[str]) -> st.SearchStrategy[str]:
    words = literals(kind)
    fields = [_field(ids, words.get(name, ())) for name in kind.model_fields]
    return st.tuples(*fields).map(lambda parts: ":".join([kind.__prefix__, *parts]))


def _anything(ids: list[str]) -> st.SearchStrategy[str]:
    whole = st.one_of(*(_data(kind, ids) for kind in KINDS.values()))
    cut = st.tuples(whole, st.integers(0, LIMIT)).map(lambda each: each[0][: each[1]])
    longer = whole.map(lambda data: f"{data}:more")
    strange = st.tuples(st.text(max_size=4), whole).map("".join)
    return st.one_of(whole, whole, cut, longer, strange, st.text(max_size=LIMIT)).filter(_fits)


def _fits(data: str) -> bool:
    try:
        return 0 < len(data.encode()) <= LIMIT
    except UnicodeEncodeError:
        return False


OWN_AFFAIRS = frozenset({"person", "draft", "account", "notice", "duty", "request", "request_part"})
"""What a press may change that is well formed by chance: a setting, something begun, an alarm."""


async def test_whatever_the_data_a_stranger_changes_nothing_and_nobody_is_left_in_silence(
    desk: Desk,
) -> None:
    ids = [
        short(i)
        for known in (desk.town.it, desk.town.units, desk.town.children, desk.town.cast.ids)
        for i in known.values()
    ]
    pressed: list[tuple[str, str]] = []

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(_ANSWERED), _anything(ids))
    def collect(who: str, data: str) -> None:
        pressed.append((who, data))

    collect()
    wrong = []
    for who, data in pressed:
        seen = await desk.press(who, data)
        if seen.failed or not seen.answered:
            wrong.append(f"{who} pressed {data!r}: it failed or was not answered")
        if who in ("teacher2", "barred", "stranger") and seen.words:
            wrong.append(f"{who} pressed {data!r} and saw {sorted(seen.words)}")
        if who in ("barred", "stranger") and not seen.changed <= OWN_AFFAIRS:
            wrong.append(f"{who} pressed {data!r} and changed {sorted(seen.changed)}")
    assert not wrong, "\n".join(("", *wrong))


async def test_ids_of_another_kind_of_row_lead_nowhere(desk: Desk) -> None:
    """Each press of the table with the id of a unit where a child's should be, and so on."""
    wrong = []
    for row in rows_of(TABLE):
        if "{" not in row.what or row.lent:
            continue
        for other in ("county", "call", "talk record", "O", "notice"):
            data = data_of(desk.town, row.what, _Always(desk, other))
            if len(data.encode()) > LIMIT or data == data_of(desk.town, row.what, {}):
                continue
            seen = await desk.press("T", data)
            if seen.failed or not seen.answered:
                wrong.append(f"{data}: it failed or was not answered")
    assert not wrong, "\n".join(("", *wrong))


class _Always(dict[str, str]):
    """Another row's id, whichever is asked for."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._id = short(desk.town.id(name))

    def __missing__(self, name: str) -> str:
        return self._id

"""Rows of the table as they are read, and a row at the desk, pressed or said by everybody."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.callbacks.basic import short
from bot.callbacks.requests import packed_moment
from handlers.routers import dispatcher
from locales.catalog import texts
from tests.trust.desk import Desk, Seen
from tests.trust.lent import TOKEN, Draft, made
from tests.trust.people import JOINED, OUT, OWN
from tests.trust.pressable import FIRST, kinds, literals
from tests.trust.things import FREE, JUST_NOW
from tests.trust.town import Town

KINDS = kinds(dispatcher())
COLUMNS = "".join(OWN)
_ALWAYS = ("teacher2", "school_b", "father_z", "barred", "former", "stranger")
_IN_TURN = ("teacher_b", "mother_y", "dead", "lost", "stopped", "withdrawn")
_A_FEW = ("F", "H", "T", "W", "O")
_MOMENTS = {"free": FREE, "just now": JUST_NOW}
_NUMBER = {"text": "167 0000 3333"}
_WORDS: Mapping[str, dict[str, Any]] = {
    "words Cried": {"text": "救命"},
    "words Code": {"text": TOKEN},
    "words Halfway": {"text": "你好"},
    "words Named": {"text": "今天"},
    "words Shared": {"contact": {"phone_number": "+8616700001900", "first_name": "某人"}},
    "words File": {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "名单.csv"}},
    "words AwaitedHere": {"text": "新的话"},
    "words AwaitedNumber": {"text": "0930 621 2222"},
    "words AwaitedBirthday": {"text": "农历闰六月初三"},
    "words AwaitedWhy": {"text": "学校停电"},
    "words AwaitedDays": {"text": "2025-03-31 2025-07-04"},
    "words Unasked": {"text": "他今天发烧了，我带他去看医生"},
    "words AnswersForm": {"text": "他说数学有进步"},
    "words Setting": {"text": "东莞"},
    "number": _NUMBER,
    "add": _NUMBER,
    "teacher": _NUMBER,
    "name": {"text": "新名字"},
    "new name": {"text": "新同学"},
    "new child": {"text": "2016-01-01"},
    "move": {"text": "2025-03-20"},
    "year": {"text": "2025-04-01"},
    "anything": {"text": "/whatever"},
    "/start link": {"text": f"/start {TOKEN}"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """`what` is pressed or said, perhaps in a half-finished conversation that is `lent`; `cells`
    by actor; `effect`: the tables that may change where it has an effect.
    """

    what: str
    lent: str
    cells: Mapping[str, str]
    effect: frozenset[str]

    @property
    def key(self) -> str:
        """What the routers call it (`tests.trust.pressable`)."""
        return key_of(self.what)

    def __str__(self) -> str:
        return f"{self.what} + {self.lent}" if self.lent else self.what


def key_of(what: str) -> str:
    """The name of what is pressed or said."""
    if what.startswith("/") and what != "/start link":
        return what.split(maxsplit=1)[0]
    if what.startswith(("/", "key ", "words ", "anything")):
        return what
    prefix, *fields = what.split(":")
    kind = KINDS.get(prefix)
    if kind is None:
        return "any other button"
    first = next((name for name in FIRST if name in literals(kind)), None)
    return prefix if first is None else f"{prefix} {fields[list(kind.model_fields).index(first)]}"


def rows_of(table: str) -> Iterator[Row]:
    """A table as it is written: what | everybody around the child | other people | who is not in |
    the tables that change. A line of `=` ends a part of it.
    """
    for line in table.splitlines():
        if "|" in line and not line.startswith(("#", "=")):
            what, own, others, out, *effect = (part.strip() for part in line.split("|"))
            yield _row(what, own.replace(" ", ""), others, out, "".join(effect))


def _row(what: str, own: str, others: str, out: str, effect: str) -> Row:
    pressed, _, lent = what.partition(" + ")
    assert len(own) == len(COLUMNS), f"{what}: {len(own)} letters for {len(COLUMNS)} people"
    cells = dict(zip(COLUMNS, own, strict=True))
    cells |= dict.fromkeys(JOINED, others) | dict.fromkeys(OUT, out)
    return Row(pressed.strip(), lent.strip(), cells, frozenset(effect.split()))


class _Ids(dict[str, str]):
    """Ids as callback data has them, by the name of what they belong to."""

    def __init__(self, town: Town, more: Mapping[str, str]) -> None:
        super().__init__(more)
        self._town = town

    def __missing__(self, name: str) -> str:
        if name in _MOMENTS:
            return packed_moment(_MOMENTS[name])
        return short(self._town.id(name))


def data_of(town: Town, what: str, more: Mapping[str, str]) -> str:
    """The callback data of a row; fields at its end that it leaves out have their default."""
    given = what.format_map(_Ids(town, more))
    prefix, *fields = given.split(":")
    kind = KINDS.get(prefix)
    left_out = [] if kind is None else list(kind.model_fields.values())[len(fields) :]
    return ":".join([given, *(str(field.get_default() or "") for field in left_out)])


def content_of(what: str, lent: str) -> dict[str, Any]:
    """The message of a row."""
    if what.startswith("key "):
        return {"text": texts("zh_Hans")(what.removeprefix("key "))}
    return _WORDS.get(what) or _WORDS.get(lent) or {"text": what}


@asynccontextmanager
async def laid(desk: Desk, row: Row) -> AsyncIterator[Draft | None]:
    """A row before anybody presses: its half-finished conversation is made once."""
    async with desk.step():
        yield await made(desk.work, desk.town, row.lent) if row.lent else None


async def does(desk: Desk, row: Row, draft: Draft | None, who: str, *, keep: bool = False) -> Seen:
    """One cell."""
    carried: Mapping[str, str] = {"mark": "", "tag": ""}
    if draft is not None:
        carried = await draft.to(desk.work, desk.town.cast.address(who))
    if row.key.startswith(("/", "key ", "words ", "anything")):
        return await desk.say(who, content_of(row.what, row.lent), keep=keep)
    return await desk.press(who, data_of(desk.town, row.what, carried), keep=keep)


def asked_of(row: Row) -> tuple[str, ...]:
    """Who presses: everybody around the child, and of the others those in whom most comes together,
    with the rest taking turns from row to row. What is one's own affair alone, a few of each.
    """
    turn = _IN_TURN[sum(str(row).encode()) % len(_IN_TURN)]
    own = _A_FEW if len(set(row.cells.values()) - {"."}) == 1 and row.cells["C"] != "." else OWN
    return (*own, *_ALWAYS, turn)


async def everybody(desk: Desk, row: Row, people: Iterable[str] = ()) -> dict[str, Seen]:
    """The whole row, or some of it, each from the same beginning."""
    found = {}
    async with laid(desk, row) as draft:
        for who in people or asked_of(row):
            async with desk.step():
                found[who] = await does(desk, row, draft, who)
    return found

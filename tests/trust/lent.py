"""Half-finished conversations, as they would lie at somebody's address who has begun them while
they still might: each actor of a row gets a copy of their own, and then presses or writes.
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from bot.callbacks.basic import short
from bot.callbacks.moving import NewYear, Way
from care.almanac import Stretch
from care.circumstances import SpanKind
from care.numbers import NumberKind
from care.requests import What
from care.words import ChangeCode, Reach, RequestKind, Role
from services import numbers_typed
from services.calendar import birthdays, days_typed, school_days
from services.duties import excusing_typed
from services.forms import conversation, correcting, group, oneline
from services.forms.oneline import Line
from services.joining.inviting import invite_one
from services.lists import typed as lists
from services.moving.years import Year, open_year
from services.requests import searching
from services.requests import typed as requests
from services.requests.raising import Wish
from services.settings import Typing, wait_for
from storage.invitations import NewInvitation
from storage.spans import NewSpan
from storage.work import Work
from tests.services.cards import TALKED, card
from tests.trust.people import NOW, QUIET
from tests.trust.town import Town

Made = Callable[[Work, Town], Awaitable[None]]
_CONVERSATIONS = ("form", "group", "line", "typed", "sheet", "join", "message")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft to be lent."""

    conversation: str
    data: dict[str, Any]

    async def to(self, work: Work, address: int) -> Mapping[str, str]:
        """Puts it at an address; returns what its buttons carry there."""
        await work.drafts.put(address, self.conversation, self.data, NOW)
        row = await work.drafts.get(address, self.conversation)
        assert row is not None
        return {"mark": row.mark, "tag": str(self.data.get("tag", ""))}


async def made(work: Work, town: Town, name: str) -> Draft | None:
    """Lets the teacher (or who else may) begin it; what they began is taken away from them. None
    where the name is no draft but a state of the town.
    """
    before = {at: await work.drafts.get(at[0], at[1]) for at in _places(town)}
    await LENT[name](work, town)
    for address, conv in _places(town):
        row = await work.drafts.get(address, conv)
        if row is not None and before[address, conv] is None:
            await work.drafts.drop(address, conv)
            return Draft(conv, row.data)
    return None


def _places(town: Town) -> list[tuple[int, str]]:
    beginners = [town.cast.address(who) for who in "TGR"]
    return [(address, conv) for address in beginners for conv in _CONVERSATIONS]


async def _talk(work: Work, town: Town) -> None:
    children, duty = [town.child], town.it["talk"]
    await conversation.begin(
        work, town.actor("T"), card("talk"), children, NOW, duty_id=duty, known=TALKED
    )


async def _begun(work: Work, town: Town) -> None:
    await conversation.begin(work, town.actor("T"), card("talk"), [town.child], NOW)


async def _how(work: Work, town: Town) -> None:
    await conversation.begin(work, town.actor("G"), card("how-is-it"), [town.child], NOW)


async def _corrected(work: Work, town: Town) -> None:
    await correcting.correct(work, town.actor("T"), town.it["talk record"], NOW)


async def _group(work: Work, town: Town) -> None:
    await group.open_group(work, town.actor("T"), card("group-note"), NOW)
    await group.toggle(work, town.actor("T"), card("group-note"), [town.child], 0, NOW)


async def _line(work: Work, town: Town) -> None:
    await oneline.wait(work, town.actor("T"), Line("talk", TALKED, 9), NOW)


async def _wish(work: Work, town: Town) -> None:
    wish = Wish(RequestKind.worry, town.child, What.safety, "话")
    await requests.begin(work, town.cast.address("T"), requests.Waiting("raise", wish), NOW)


def _words(asks: str, about: str) -> Made:
    async def begin(work: Work, town: Town) -> None:
        waiting = requests.Waiting(asks, None, town.it[about])
        await requests.begin(work, town.cast.address("T"), waiting, NOW)

    return begin


def _listed(change: ChangeCode, who: str = "", name: str | None = None) -> Made:
    async def begin(work: Work, town: Town) -> None:
        child = 0 if change is ChangeCode.class_ else town.child
        unit = town.units["class"] if change is ChangeCode.class_ else 0
        person, role = town.cast.ids.get(who, 0), Role.guardian
        waiting = lists.Waiting(change, child, person, unit, role, name)
        await lists.begin(work, town.cast.address("T"), waiting, NOW)

    return begin


def _typed(what: str, **more: str) -> Made:
    async def begin(work: Work, town: Town) -> None:
        data: dict[str, Any] = {"what": what, **more}
        if what == "move":
            to, child = short(town.units["class2"]), short(town.child)
            data["data"] = Way(step="type", child=child, kind="c", to=to).pack()
        elif what == "year":
            data["data"] = NewYear(step="type", school=short(town.units["school"])).pack()
        else:
            data["unit"] = short(town.units["class"])
        if what == "birth":
            data["birth"] = None
        await work.drafts.put(town.cast.address("T"), "typed", data, NOW)

    return begin


async def _sheet(work: Work, town: Town) -> None:
    content = b64encode("班级,学生姓名\n三年级1班,新来的\n".encode()).decode()
    data = {"name": "名单.csv", "content": content}
    await work.drafts.put(town.cast.address("R"), "sheet", data, NOW)


async def _year(work: Work, town: Town) -> None:
    wanted = Year(date(2025, 4, 1), 6, teachers_stay=False)
    await open_year(work, town.actor("R"), town.units["school"], wanted, NOW)


async def _invited(work: Work, town: Town) -> None:
    """The one who has not come in yet holds a link that is known."""
    made = await invite_one(work, town.cast.ids["unreached"], None, NOW, code=TOKEN)
    assert made is not None


async def _joining(work: Work, town: Town) -> None:
    await work.drafts.put(town.cast.address("T"), "join", {"invitation": 1}, NOW)


async def _linked(work: Work, town: Town) -> None:
    """A link for the same one, printed on paper."""
    child = town.children[QUIET]
    new = NewInvitation(TOKEN, town.cast.ids["unreached"], "father", child, town.units["class"])
    await work.invitations.add([new], NOW, NOW + timedelta(days=9))


async def _home(work: Work, town: Town) -> None:
    """The father has been at home for weeks, as he said."""
    await _stays(work, town, SpanKind.parent_home, "F")


async def _with_parents(work: Work, town: Town) -> None:
    """The child has been with its parents for weeks, as the guardian said."""
    await _stays(work, town, SpanKind.child_away, "G")


async def _stays(work: Work, town: Town, kind: SpanKind, who: str) -> None:
    person, since = town.cast.ids[who], NOW - timedelta(weeks=7)
    at_home = person if kind is SpanKind.parent_home else None
    said = NewSpan(
        kind, since.date(), None, child_id=town.child, person_id=at_home, said_by_id=person
    )
    town.it["stay"] = await work.spans.add(said, since)


async def _not_here(work: Work, town: Town) -> None:
    await searching.not_here(work, town.actor("G"), town.child, NOW)


async def _message(work: Work, town: Town) -> None:
    data = {"tag": "abcd", "said": [{"words": "他很乖"}], "notes": [], "album": None}
    await work.drafts.put(town.cast.address("G"), "message", data, NOW)


async def _public(work: Work, town: Town) -> None:
    waiting = numbers_typed.Waiting(town.units["school"], NumberKind.office)
    await numbers_typed.begin(work, town.actor("R"), waiting, NOW)


async def _published(work: Work, town: Town) -> None:
    await _public(work, town)
    waiting = numbers_typed.Waiting(town.units["school"], NumberKind.office)
    await numbers_typed.take(work, town.actor("R"), waiting, "0930 621 3333", NOW)


async def _days(work: Work, town: Town) -> None:
    waiting = days_typed.Waiting(town.units["school"], days_typed.Kind.term)
    await days_typed.begin(work, town.actor("R"), waiting, NOW)


async def _birthday(work: Work, town: Town) -> None:
    await birthdays.begin(work, town.actor("T"), town.child, town.cast.ids["G"], NOW)


async def _why(work: Work, town: Town) -> None:
    waiting = excusing_typed.Waiting(town.it["roll"], unit_id=town.units["class"])
    await excusing_typed.begin(work, town.actor("T"), waiting, NOW)


async def _closed(work: Work, town: Town) -> None:
    days = Stretch(date(2025, 3, 20), date(2025, 3, 21))
    await school_days.close(work, town.actor("R"), town.units["school"], days, NOW)


async def _term(work: Work, town: Town) -> None:
    days = Stretch(date(2025, 2, 17), date(2025, 7, 4))
    await school_days.enter(work, town.actor("R"), town.units["school"], days, NOW)


async def _unreached(work: Work, town: Town) -> None:
    await work.accounts.set_reach(town.cast.ids["P"], Reach.stopped)


async def _zone(work: Work, town: Town) -> None:
    await wait_for(work, town.actor("T"), Typing.zone, NOW)


TOKEN = "246810"
LENT: Mapping[str, Made] = MappingProxyType(
    {
        "talk": _talk,
        "begun": _begun,
        "how": _how,
        "corrected": _corrected,
        "group": _group,
        "line": _line,
        "wish": _wish,
        "note": _words("note", "worry"),
        "reason": _words("reason", "harm"),
        "number": _listed(ChangeCode.number, "M"),
        "name": _listed(ChangeCode.name, "M"),
        "add": _listed(ChangeCode.add, name="新来的"),
        "teacher": _listed(ChangeCode.class_, name="新老师"),
        "move": _typed("move"),
        "year": _typed("year"),
        "new child": _typed("birth", name="新来的"),
        "new name": _typed("name"),
        "sheet": _sheet,
        "year planned": _year,
        "invited": _invited,
        "joining": _joining,
        "linked": _linked,
        "zone": _zone,
        "P unreached": _unreached,
        "not here": _not_here,
        "home": _home,
        "with parents": _with_parents,
        "message": _message,
        "public": _public,
        "published": _published,
        "days": _days,
        "birthday": _birthday,
        "why": _why,
        "closed": _closed,
        "term": _term,
    }
)

"""The same press again: after it has done its work, after whoever presses has lost their role,
after the child has moved on, after what was half finished has been replaced.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from care.words import Status
from storage.tables import Tie
from tests.trust.conftest import SHEET
from tests.trust.desk import Desk, Seen
from tests.trust.lent import made
from tests.trust.people import CHILD, NOW, called, name_of
from tests.trust.rows import Row, data_of, does, laid, rows_of
from tests.trust.table import PARTS

AGAIN = {
    "d later": "asked again later once more: counted, and the ladder stays where it is",
    "p link": "a new way in ends the one before",
    "p code": "a new way in ends the one before",
    "h link": "a new way in ends the one before",
    "hc choose": "the time is asked for anew, in place of the one before",
    "m yes": "the newer plan takes the place of the one before",
    "nc later": "another few days",
    "so take": "still on it: the chain waits again",
    "so raise": "asked again: whoever accepted hears it",
    "words Cried": "asked again: whoever accepted hears it",
}
"""What may have an effect each time it is pressed, and why that is right."""
_OWN_TALK = frozenset({"draft", "form"})
"""Conversations of one's own: begun and gone on with as often as one likes."""
_OF_ASKER = frozenset({"so now", "so family", "so teacher"})
"""A call for help stays that of whoever has called, whatever becomes of them."""
_STAFF = frozenset(name_of(who) for who in "TDWflcROC")


def _anew(row: Row, seen: Seen) -> bool:
    return bool(seen.changed - _OWN_TALK) and row.key not in AGAIN


@pytest.mark.parametrize("part", PARTS)
async def test_pressed_twice_it_has_one_effect(desk: Desk, part: str) -> None:
    desk.telegram.file = SHEET
    wrong = []
    for row in rows_of(PARTS[part]):
        who = next((who for who in "TRFGMHO" if row.cells[who] == "x"), None)
        if who is None or row.effect <= _OWN_TALK:
            continue
        async with laid(desk, row) as draft:
            await does(desk, row, draft, who, keep=True)
            second = await does(desk, row, None, who)
        if second.failed or not second.answered or _anew(row, second):
            wrong.append(f"{row}, by {called(who)}, again: changed {sorted(second.changed)}")
    assert not wrong, "\n".join(("", *wrong))


@pytest.mark.parametrize("part", PARTS)
async def test_who_has_lost_their_role_is_like_anybody_else(desk: Desk, part: str) -> None:
    """The teacher's post is over, the father and the guardian are barred; what they had begun lies
    there still.
    """
    desk.telegram.file = SHEET
    wrong = []
    for row in rows_of(PARTS[part]):
        async with laid(desk, row) as draft:
            await _roles_are_lost(desk)
            for who in "TFG":
                async with desk.step():
                    seen = await does(desk, row, draft, who)
                wrong += [f"{row}: {called(who)}, lately, {why}" for why in _too_much(row, seen)]
    assert not wrong, "\n".join(("", *wrong))


def _too_much(row: Row, seen: Seen) -> list[str]:
    own = row.effect if row.cells["former"] in "xo" else frozenset[str]()
    found = []
    if seen.failed or not seen.answered:
        found.append("was not answered")
    if seen.words - _STAFF:
        found.append(f"saw {sorted(seen.words - _STAFF)}")
    if not seen.changed <= own and row.key not in _OF_ASKER:
        found.append(f"changed {sorted(seen.changed)}")
    return found


async def _roles_are_lost(desk: Desk) -> None:
    work, town = desk.work, desk.town
    posts = await work.posts.of_person(town.cast.ids["T"], NOW.date())
    await work.posts.end([post.id for post in posts], NOW.date() - timedelta(days=2))
    ids = [town.cast.ids[who] for who in "FG"]
    barred = update(Tie).where(Tie.person_id.in_(ids), Tie.child_id == town.child)
    await work._room.run(barred.values(status=Status.barred))


async def test_a_child_in_another_class_is_the_former_teachers_no_more(desk: Desk) -> None:
    wrong = []
    for part in PARTS.values():
        for row in rows_of(part):
            if "{child}" not in row.what or row.cells["T"] not in "xs":
                continue
            async with laid(desk, row) as draft:
                await desk.work.children.place([desk.town.child], desk.town.units["class2"])
                seen = await does(desk, row, draft, "T")
                told = seen.words & {CHILD, name_of("M")}
                if told or seen.changed - {"draft"}:
                    wrong.append(f"{row}: changed {sorted(seen.changed)}, saw {sorted(told)}")
    assert not wrong, "\n".join(("", *wrong))


@pytest.mark.parametrize(
    ("lent", "who", "what"),
    [
        ("sheet", "R", "s:accept:{mark}"),
        ("new child", "T", "mc:yes:{class}:{mark}"),
        ("talk", "T", "f:save:{tag}:0:"),
        ("talk", "T", "f:tick:{tag}:0:"),
    ],
)
async def test_a_button_of_a_draft_that_was_replaced_does_nothing(
    desk: Desk, lent: str, who: str, what: str
) -> None:
    address = desk.town.cast.address(who)
    async with desk.step():
        draft = await made(desk.work, desk.town, lent)
        assert draft is not None
        old = await draft.to(desk.work, address)
        for each in ("sheet", "typed", "form"):
            await desk.work.drafts.drop(address, each)
        newer = await made(desk.work, desk.town, "begun" if lent == "talk" else lent)
        assert newer is not None
        await newer.to(desk.work, address)

        seen = await desk.press(who, data_of(desk.town, what, old))

    assert seen.answered
    assert not seen.changed

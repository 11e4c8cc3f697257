"""Letting one adult in: a link once more, or a short code face to face."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.words import NewsCode, Role
from services.actor import Actor, names_in
from services.joining.inviting import Invited, invite_one
from services.lists.access import Place, child_place, class_place, has_a_post
from services.lists.telling import tell_joined
from services.news import News
from storage.work import Work

CODE_DIGITS = 6


class Way(StrEnum):
    """What became of asking for a way in; each has a sentence of its own in `locales/`."""

    link = "link"
    code = "code"
    sure = "sure"
    no_place = "no_place"
    decider_only = "decider_only"
    not_yours = "not_yours"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way in, shown only here: the link's token or the digits of the code."""

    way: Way
    invited: Invited | None = None


async def let_in(  # noqa: PLR0913 - who, whom, how and when
    work: Work,
    actor: Actor,
    child_id: int,
    person_id: int,
    now: datetime,
    *,
    by_code: bool,
    sure: bool = False,
) -> WayIn:
    """A new link, or a code of six digits valid for ten minutes; older links end.

    Somebody who has joined is let in again only when one is `sure`: the old account stays until
    the new one comes in, and is told. Staff are let in by who decides, never by a colleague.
    """
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return WayIn(Way.not_yours)
    if names_in(place.circle, person_id, now).isdisjoint(Role):
        return WayIn(Way.no_place)
    return await _let_in(work, actor, place, person_id, now, by_code=by_code, sure=sure)


async def let_teacher_in(
    work: Work, actor: Actor, unit_id: int, person_id: int, now: datetime, *, sure: bool = False
) -> WayIn:
    """A new link for somebody of a school's staff, or who is to have a post there."""
    place = await class_place(work, actor, unit_id, now)
    if place is None or not await _teaches(work, place, person_id, now):
        return WayIn(Way.not_yours)
    return await _let_in(work, actor, place, person_id, now, by_code=False, sure=sure)


async def _teaches(work: Work, place: Place, person_id: int, now: datetime) -> bool:
    posts = await work.posts.not_over([place.unit.id], now.date())
    return any(post.person_id == person_id and not post.is_over(place.today) for post in posts)


async def _let_in(  # noqa: PLR0913 - who, whom, how and when
    work: Work,
    actor: Actor,
    place: Place,
    person_id: int,
    now: datetime,
    *,
    by_code: bool,
    sure: bool,
) -> WayIn:
    staff = await has_a_post(work, person_id, now)
    if staff and not place.decides(actor.person_id):
        return WayIn(Way.decider_only)
    joined = await work.accounts.consents(person_id)
    if joined and not sure:
        return WayIn(Way.sure)
    digits = await _digits(work) if by_code else None
    at = (place.child_id or None, place.unit.id)
    made = await invite_one(work, person_id, actor.person_id, now, code=digits, at=at)
    if made is None:
        return WayIn(Way.no_place)
    if joined:
        await tell_joined(work, [News(person_id, NewsCode.let_in_again)], now)
    return WayIn(Way.code if by_code else Way.link, made)


async def _digits(work: Work) -> str:
    """Digits that no stored invitation has, open or over."""
    while True:
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if await work.invitations.by_token(digits) is None:
            return digits

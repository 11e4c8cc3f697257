"""How somebody comes in: link, language, consent, phone check, welcome. And how they leave.

Nothing about the person or the child is revealed before the phone matches the sheet's; guesses
are limited per chat account; every step is journaled.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from care.phones import normalise
from care.words import NewsCode, Reach
from services.actor import is_family
from services.duties.restarting import restart_ladders
from services.joining.coming import begins_on
from services.joining.guessing import codes_rest, guessed_too_often, note_guess
from services.lists.statuses import has_a_place
from services.lists.strange_phones import ask_whose
from services.lists.telling import tell_joined
from services.news import News
from storage.invitations import InvitationRow
from storage.journal import Entry
from storage.work import Work

CONVERSATION = "join"
CODE_GRACE = timedelta(hours=1)
"""A code that was typed in time may be gone through with for so long after its end."""


class Step(StrEnum):
    """Where a joining conversation stands, or how it ended."""

    language = "language"
    consent = "consent"
    phone = "phone"
    welcome = "welcome"
    already = "already"
    taken_phone = "taken_phone"
    unknown_link = "unknown_link"
    unknown_code = "unknown_code"
    codes_rest = "codes_rest"
    used_link = "used_link"
    expired_link = "expired_link"
    too_many = "too_many"
    not_own_contact = "not_own_contact"
    wrong_phone = "wrong_phone"
    refused = "refused"
    nothing_open = "nothing_open"


@dataclass(frozen=True, slots=True)
class Joining:
    """The result of a step. Names are filled only in the welcome, after the phone check."""

    step: Step
    language: str | None = None
    person: str | None = None
    children: tuple[str, ...] = ()
    role: str | None = None
    begins_on: date | None = None


async def open_link(work: Work, address: int, token: str, now: datetime) -> Joining:
    """Somebody pressed start with a token."""
    if await guessed_too_often(work, address, now):
        return Joining(Step.too_many)
    invitation = await work.invitations.by_token(token)
    account = await work.accounts.at(address)
    if invitation is None or invitation.face_to_face:
        return await _failed(work, address, Step.unknown_link, now)
    if account is not None and account.reach is Reach.joined:
        own = account.person_id == invitation.person_id
        return Joining(Step.already if own else Step.taken_phone, account.language)
    if not invitation.is_open(now):
        return await _failed(work, address, _closed(invitation, now), now)
    await work.drafts.put(address, CONVERSATION, {"invitation": invitation.id}, now)
    await _journal(work, "join.opened", invitation, now)
    return Joining(Step.language)


async def enter_code(work: Work, address: int, digits: str, now: datetime) -> Joining:
    """Somebody typed the code that a teacher shows them: no number is asked for after it."""
    if await guessed_too_often(work, address, now):
        return Joining(Step.too_many)
    if await codes_rest(work, now):
        return Joining(Step.codes_rest)
    invitation = await work.invitations.by_token(digits)
    if invitation is None or not invitation.face_to_face or not invitation.is_open(now):
        return await _failed(work, address, Step.unknown_code, now)
    await work.drafts.put(address, CONVERSATION, {"invitation": invitation.id}, now)
    await _journal(work, "join.code", invitation, now)
    return Joining(Step.language)


def _closed(invitation: InvitationRow, now: datetime) -> Step:
    spent = invitation.used_at is not None or invitation.revoked_at is not None
    return Step.expired_link if now >= invitation.expires_at and not spent else Step.used_link


async def choose_language(work: Work, address: int, language: str, now: datetime) -> Joining:
    """The reader chose a language; asked for consent next."""
    data = await _draft(work, address)
    if data is None:
        return Joining(Step.nothing_open, language)
    await work.drafts.put(address, CONVERSATION, data | {"language": language}, now)
    return Joining(Step.consent, language)


async def consent(work: Work, address: int, agreed: bool, now: datetime) -> Joining:
    """Consent given, or refused: then nothing of this person's account is kept."""
    data = await _draft(work, address)
    invitation = None if data is None else await work.invitations.get(data["invitation"])
    if data is None or invitation is None:
        return Joining(Step.nothing_open)
    language = data.get("language")
    if not agreed:
        await work.drafts.drop(address, CONVERSATION)
        await _journal(work, "join.refused", invitation, now)
        return Joining(Step.refused, language)
    agreed_data = data | {"consent": now.isoformat()}
    await work.drafts.put(address, CONVERSATION, agreed_data, now)
    await _journal(work, "join.consented", invitation, now)
    if await _is_in(work, address):
        return Joining(Step.already, language)
    if invitation.face_to_face:
        return await _come_in(work, address, invitation, language, now)
    return Joining(Step.phone, language)


async def share_contact(
    work: Work, address: int, contact_of: int | None, phone: str, now: datetime
) -> Joining:
    """A contact was shared: it must be the sender's own, and its number one of the sheet's."""
    data = await _draft(work, address)
    invitation = None if data is None else await work.invitations.get(data["invitation"])
    if data is None or invitation is None or "consent" not in data:
        return Joining(Step.already if await _is_in(work, address) else Step.nothing_open)
    language = data.get("language")
    if step := await _in_the_way(work, address, contact_of, now):
        return Joining(step, language)
    if not _is_open(invitation, now):
        return Joining(_closed(invitation, now), language)
    person = (await work.people.by_id([invitation.person_id]))[invitation.person_id]
    number = normalise(phone)
    if not invitation.face_to_face and (number is None or number not in person.phones):
        return await _wrong_phone(work, address, invitation, number, language, now)
    return await _come_in(work, address, invitation, language, now)


async def _wrong_phone(
    work: Work,
    address: int,
    invitation: InvitationRow,
    number: str | None,
    language: str | None,
    now: datetime,
) -> Joining:
    """The class teacher is asked whose number it is; until then nothing is revealed."""
    await _journal(work, "join.wrong_phone", invitation, now)
    await note_guess(work, address, now)
    if number is not None:
        await ask_whose(work, invitation, number, now)
    return Joining(Step.wrong_phone, language)


async def _come_in(
    work: Work, address: int, invitation: InvitationRow, language: str | None, now: datetime
) -> Joining:
    """In, unless the invitation has ended meanwhile, or the person's place has."""
    if not await has_a_place(work, invitation.person_id, now):
        return Joining(Step.used_link, language)
    if not _is_open(invitation, now) or not await work.invitations.use(invitation.id, now):
        return Joining(_closed(invitation, now), language)
    return await _welcome(work, address, invitation, language or "zh-Hans", now)


def _is_open(invitation: InvitationRow, now: datetime) -> bool:
    grace = CODE_GRACE if invitation.face_to_face else timedelta(0)
    return invitation.is_open(now - grace)


async def _in_the_way(
    work: Work, address: int, contact_of: int | None, now: datetime
) -> Step | None:
    """Why a shared contact is not even looked at."""
    if contact_of != address:
        return Step.not_own_contact
    if await _is_in(work, address):
        return Step.already
    return Step.too_many if await guessed_too_often(work, address, now) else None


async def _is_in(work: Work, address: int) -> bool:
    account = await work.accounts.at(address)
    return account is not None and account.reach is Reach.joined


async def _welcome(
    work: Work, address: int, invitation: InvitationRow, language: str, now: datetime
) -> Joining:
    person_id = invitation.person_id
    before = await work.accounts.of(person_id)
    await work.accounts.join(person_id, address, now)
    await work.people.set_language(person_id, language)
    for place in {address, address if before is None else before.address}:
        await work.drafts.drop_all(place)
    await _journal(work, "join.joined", invitation, now, phone_checked=not invitation.face_to_face)
    await restart_ladders(work, person_id, now)
    if invitation.made_by_id is not None:
        news = News(
            invitation.made_by_id,
            NewsCode.has_joined,
            child_id=invitation.child_id,
            about_id=person_id,
        )
        await tell_joined(work, [news], now)
    ties = await work.children.ties_of_person(person_id, now.date())
    circles = await work.circles.around((tie.facts.child_id for tie in ties), now.date())
    mine = [child_id for child_id, circle in circles.items() if is_family(circle, person_id, now)]
    children = tuple((await work.children.names(mine)).values())
    name = (await work.people.by_id([person_id]))[person_id].name
    day = await begins_on(work, invitation, now)
    return Joining(Step.welcome, language, name, children, invitation.role, day)


async def _failed(work: Work, address: int, step: Step, now: datetime) -> Joining:
    await note_guess(work, address, now)
    await work.journal.write([Entry(f"join.{step}")], now)
    return Joining(step)


async def _draft(work: Work, address: int) -> dict[str, Any] | None:
    draft = await work.drafts.get(address, CONVERSATION)
    return None if draft is None else draft.data


async def _journal(
    work: Work, event: str, invitation: InvitationRow, now: datetime, **details: bool
) -> None:
    entry = Entry(
        event,
        person_id=invitation.person_id,
        child_id=invitation.child_id,
        unit_id=invitation.unit_id,
        details=details,
    )
    await work.journal.write([entry], now)

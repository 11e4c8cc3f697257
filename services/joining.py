"""How somebody comes in: link, language, consent, phone check, welcome. And how they leave.

Nothing about the person or the child is revealed before the phone matches the sheet's; guesses
are limited per chat account; every step is journaled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from care.people import OUT_OF_THE_CIRCLE
from care.phones import normalise
from care.words import Reach
from services.restarting import restart_ladders
from storage.invitations import InvitationRow
from storage.journal import Entry
from storage.work import Work

CONVERSATION = "join"
GUESSES = 5
GUESS_WINDOW = timedelta(hours=1)


class Step(StrEnum):
    """Where a joining conversation stands, or how it ended."""

    language = "language"
    consent = "consent"
    phone = "phone"
    welcome = "welcome"
    already = "already"
    unknown_link = "unknown_link"
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


async def open_link(work: Work, address: int, token: str, now: datetime) -> Joining:
    """Somebody pressed start with a token."""
    if await _guessed_too_often(work, address, now):
        return Joining(Step.too_many)
    invitation = await work.invitations.by_token(token)
    account = await work.accounts.at(address)
    if invitation is None:
        return await _failed(work, address, Step.unknown_link, now)
    if account is not None and account.reach is Reach.joined:
        return Joining(Step.already, account.language)
    if not invitation.is_open(now):
        return await _failed(work, address, _closed(invitation, now), now)
    await work.drafts.put(address, CONVERSATION, {"invitation": invitation.id}, now)
    await _journal(work, "join.opened", invitation, now)
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
    if data is None:
        return Joining(Step.nothing_open)
    language = data.get("language")
    invitation = await work.invitations.get(data["invitation"])
    if not agreed:
        await work.drafts.drop(address, CONVERSATION)
        await _journal(work, "join.refused", invitation, now)
        return Joining(Step.refused, language)
    agreed_data = data | {"consent": now.isoformat()}
    await work.drafts.put(address, CONVERSATION, agreed_data, now)
    await _journal(work, "join.consented", invitation, now)
    return Joining(Step.phone, language)


async def share_contact(
    work: Work, address: int, contact_of: int | None, phone: str, now: datetime
) -> Joining:
    """A contact was shared: it must be the sender's own, and its number one of the sheet's."""
    data = await _draft(work, address)
    if data is None or "consent" not in data:
        account = await work.accounts.at(address)
        joined = account is not None and account.reach is Reach.joined
        return Joining(Step.already if joined else Step.nothing_open)
    language = data.get("language")
    if step := await _in_the_way(work, address, contact_of, now):
        return Joining(step, language)
    invitation = await work.invitations.get(data["invitation"])
    person = (await work.people.by_id([invitation.person_id]))[invitation.person_id]
    number = normalise(phone)
    if number is None or number not in person.phones:
        await _journal(work, "join.wrong_phone", invitation, now)
        await work.invitations.note_guess(address, now)
        return Joining(Step.wrong_phone, language)
    if not await _belongs(work, person.id, now):
        return Joining(Step.used_link, language)
    if not invitation.is_open(now) or not await work.invitations.use(invitation.id, now):
        return Joining(_closed(invitation, now), language)
    return await _welcome(work, address, invitation, language or "zh-Hans", person.name, now)


async def _in_the_way(
    work: Work, address: int, contact_of: int | None, now: datetime
) -> Step | None:
    """Why a shared contact is not even looked at."""
    if contact_of != address:
        return Step.not_own_contact
    account = await work.accounts.at(address)
    if account is not None and account.reach is Reach.joined:
        return Step.already
    return Step.too_many if await _guessed_too_often(work, address, now) else None


async def _welcome(
    work: Work, address: int, invitation: InvitationRow, language: str, name: str, now: datetime
) -> Joining:
    await work.accounts.join(invitation.person_id, address, now)
    await work.people.set_language(invitation.person_id, language)
    await work.drafts.drop(address, CONVERSATION)
    await _journal(work, "join.joined", invitation, now)
    await restart_ladders(work, invitation.person_id, now)
    ties = await work.children.ties_of_person(invitation.person_id, now.date())
    mine = {tie.facts.child_id for tie in ties if tie.facts.status not in OUT_OF_THE_CIRCLE}
    names = await work.children.names(mine)
    return Joining(Step.welcome, language, name, tuple(names.values()), invitation.role)


async def _belongs(work: Work, person_id: int, now: datetime) -> bool:
    """Somebody barred or gone since the invitation was made does not come in by it."""
    ties = await work.children.ties_of_person(person_id, now.date())
    family = any(tie.facts.status not in OUT_OF_THE_CIRCLE for tie in ties)
    return family or bool(await work.posts.of_person(person_id, now.date()))


async def _guessed_too_often(work: Work, address: int, now: datetime) -> bool:
    return await work.invitations.guesses(address, now - GUESS_WINDOW) >= GUESSES


async def _failed(work: Work, address: int, step: Step, now: datetime) -> Joining:
    await work.invitations.note_guess(address, now)
    await work.journal.write([Entry(f"join.{step}")], now)
    return Joining(step)


async def _draft(work: Work, address: int) -> dict[str, Any] | None:
    draft = await work.drafts.get(address, CONVERSATION)
    return None if draft is None else draft.data


async def _journal(work: Work, event: str, invitation: InvitationRow, now: datetime) -> None:
    entry = Entry(
        event,
        person_id=invitation.person_id,
        child_id=invitation.child_id,
        unit_id=invitation.unit_id,
    )
    await work.journal.write([entry], now)

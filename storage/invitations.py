"""Queries about invitations and about guesses at them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select, update

from storage.room import Room, chunks
from storage.tables import Guess, Invitation, new_id


class NewInvitation(Struct, frozen=True):
    """An invitation to be stored; the token itself is never kept."""

    token: str
    person_id: int
    role: str
    child_id: int | None
    unit_id: int | None
    face_to_face: bool = False
    made_by_id: int | None = None


class InvitationRow(Struct, frozen=True):
    """A stored invitation."""

    id: int
    person_id: int
    role: str
    child_id: int | None
    unit_id: int | None
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    face_to_face: bool
    made_by_id: int | None

    def is_open(self, now: datetime) -> bool:
        """Not used, not revoked, not expired."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class Invitations:
    """One-time links."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(
        self, invitations: Sequence[NewInvitation], now: datetime, expires_at: datetime
    ) -> None:
        """Store invitations; an older open one of the same person is revoked."""
        await self.revoke((invitation.person_id for invitation in invitations), now)
        rows = [
            {
                "id": new_id(),
                "token_hash": self._room.sealer.find("invitation", invitation.token),
                "person_id": invitation.person_id,
                "role": invitation.role,
                "child_id": invitation.child_id,
                "unit_id": invitation.unit_id,
                "face_to_face": invitation.face_to_face,
                "made_by_id": invitation.made_by_id,
                "created_at": now,
                "expires_at": expires_at,
                "used_at": None,
                "revoked_at": None,
            }
            for invitation in invitations
        ]
        await self._room.add(Invitation, rows)

    async def revoke(self, person_ids: Iterable[int], now: datetime) -> None:
        """End the open invitations of these people."""
        for part in chunks(set(person_ids)):
            await self._room.run(
                update(Invitation)
                .where(Invitation.person_id.in_(part), Invitation.used_at.is_(None))
                .where(Invitation.revoked_at.is_(None))
                .values(revoked_at=now)
            )

    async def by_token(self, token: str) -> InvitationRow | None:
        """The invitation of a token, open or not."""
        found = self._room.sealer.find("invitation", token)
        row = (await self._room.get(_QUERY.where(Invitation.token_hash == found))).one_or_none()
        return None if row is None else InvitationRow(*row)

    async def get(self, invitation_id: int) -> InvitationRow | None:
        """One invitation by id; None for a code that has been forgotten."""
        rows = await self._room.get(_QUERY.where(Invitation.id == invitation_id))
        row = rows.one_or_none()
        return None if row is None else InvitationRow(*row)

    async def open_codes(self, now: datetime) -> list[InvitationRow]:
        """The codes face to face that are valid now."""
        query = _QUERY.where(
            Invitation.face_to_face,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        return [InvitationRow(*row) for row in await self._room.get(query)]

    async def revoke_one(self, invitation_id: int, now: datetime) -> None:
        """End one open invitation."""
        change = update(Invitation).where(Invitation.id == invitation_id)
        unused = Invitation.used_at.is_(None) & Invitation.revoked_at.is_(None)
        await self._room.run(change.where(unused).values(revoked_at=now))

    async def people_with_open_one(self, person_ids: Iterable[int], now: datetime) -> set[int]:
        """Who of these people holds a valid link."""
        found: set[int] = set()
        for part in chunks(set(person_ids)):
            query = select(Invitation.person_id).where(
                Invitation.person_id.in_(part),
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
            )
            found.update((await self._room.get(query)).scalars())
        return found

    async def use(self, invitation_id: int, now: datetime) -> bool:
        """Use an invitation once; False if somebody was faster."""
        result = await self._room.run(
            update(Invitation)
            .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
            .where(Invitation.revoked_at.is_(None))
            .values(used_at=now)
        )
        return result.rowcount == 1

    async def note_guess(self, address: int, now: datetime) -> None:
        """Remember a failed attempt from an address."""
        await self._room.add(Guess, [{"id": new_id(), "address": address, "at": now}])

    async def guesses(self, address: int, since: datetime) -> int:
        """How many attempts from this address failed since then."""
        query = select(func.count()).where(Guess.address == address, Guess.at >= since)
        return int((await self._room.get(query)).scalar_one())

    async def all_guesses(self, since: datetime) -> int:
        """How many attempts failed since then, from all addresses together."""
        query = select(func.count()).where(Guess.at >= since)
        return int((await self._room.get(query)).scalar_one())


_QUERY = select(
    Invitation.id,
    Invitation.person_id,
    Invitation.role,
    Invitation.child_id,
    Invitation.unit_id,
    Invitation.expires_at,
    Invitation.used_at,
    Invitation.revoked_at,
    Invitation.face_to_face,
    Invitation.made_by_id,
)

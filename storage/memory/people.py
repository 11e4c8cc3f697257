"""Adults, their posts and accounts, in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from care.habits import Habits
from care.words import Post as PostKind
from care.words import Reach
from storage.accounts import AccountRow, Accounts
from storage.memory.room import NoRoom, runs
from storage.memory.state import State
from storage.memory.stored import StoredAccount, StoredPerson
from storage.people import NewPerson, People, PersonRow
from storage.posts import PostRow, Posts
from storage.tables import new_id


class MemoryPeople(People):
    """Adults and their phones."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._people = state.people

    async def add(self, people: Sequence[NewPerson], habits: Habits, now: datetime) -> list[int]:
        """Add adults in bulk; returns their ids in the same order."""
        rows = [StoredPerson(new_id(), p.name, tuple(p.phones), None, habits) for p in people]
        for row in rows:
            self._people.put(row)
        return [row.id for row in rows]

    async def set_phones(self, numbers: dict[int, tuple[str, ...]]) -> None:
        """Replace the numbers of the given people."""
        for person_id, phones in numbers.items():
            person = self._people.rows[person_id]
            self._people.put(replace(person, phones=phones))

    async def set_language(self, person_id: int, language: str) -> None:
        """Remember the language a person chose."""
        self._change(person_id, lambda person: replace(person, language=language))

    async def rename(self, person_id: int, name: str) -> None:
        """Correct somebody's name."""
        self._change(person_id, lambda person: replace(person, name=name))

    async def set_habits(self, person_id: int, habits: Habits) -> None:
        """Change zone, own hour and quiet hours of one person."""
        self._change(person_id, lambda person: replace(person, habits=habits))

    def _change(self, person_id: int, change: Callable[[StoredPerson], StoredPerson]) -> None:
        self._people.put(change(self._people.rows[person_id]))

    async def by_id(self, person_ids: Iterable[int]) -> dict[int, PersonRow]:
        """Many adults at once."""
        return {p.id: _person(p) for p in self._people.get(person_ids)}

    async def called(self, calls: Iterable[tuple[str, str]]) -> dict[int, PersonRow]:
        """Everybody who has one of these exact names and one of these numbers (name, E.164)."""
        wanted = set(calls)
        names, numbers = {name for name, _ in wanted}, {number for _, number in wanted}
        found = (p for p in self._people.rows.values() if p.name in names)
        return {p.id: _person(p) for p in found if numbers & set(p.phones)}

    async def named(self, names: Iterable[str]) -> list[PersonRow]:
        """Everybody with one of these exact names."""
        wanted = set(names)
        return [_person(p) for p in self._people.rows.values() if p.name in wanted]

    async def habits_of(self, person_ids: Iterable[int]) -> dict[int, Habits]:
        """Zone, own hour and quiet hours of many people."""
        return {person.id: person.habits for person in self._people.get(person_ids)}

    async def zones(self) -> set[str]:
        """Every time zone that somebody lives in."""
        return {person.habits.zone for person in self._people.rows.values()}


def _person(person: StoredPerson) -> PersonRow:
    return PersonRow(person.id, person.name, person.phones, person.language)


class MemoryPosts(Posts):
    """Who holds which post where."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    def _running(self, ids: Iterable[int], today: date) -> list[PostRow]:
        held = (p for p in self._state.posts.get(ids) if runs(p.since, p.until, today))
        return sorted(held, key=lambda post: (post.since, post.id))

    async def in_units(self, unit_ids: Iterable[int], today: date) -> list[PostRow]:
        """All posts held today in the given units, longest held first."""
        ids = (i for unit_id in set(unit_ids) for i in self._state.posts_in.ids(unit_id))
        return self._running(ids, today)

    async def of_person(self, person_id: int, today: date) -> list[PostRow]:
        """All posts that a person holds today."""
        return self._running(self._state.posts_of.ids(person_id), today)

    async def of_person_not_over(self, person_id: int, today: date) -> list[PostRow]:
        """All posts that a person holds today or will, the earliest first."""
        theirs = self._state.posts.get(self._state.posts_of.ids(person_id))
        held = (post for post in theirs if runs(date.min, post.until, today))
        return sorted(held, key=lambda post: (post.since, post.id))

    async def not_over(self, unit_ids: Iterable[int], today: date) -> list[PostRow]:
        """All posts in the given units that are held today or will be, the earliest first."""
        ids = [i for unit_id in set(unit_ids) for i in self._state.posts_in.ids(unit_id)]
        held = (p for p in self._state.posts.get(ids) if runs(date.min, p.until, today))
        return sorted(held, key=lambda post: (post.since, post.id))

    async def to_look_at(self, now: datetime, limit: int) -> list[PostRow]:
        """Posts whose day may have come somewhere in the world, earliest first."""
        tomorrow = now.date() + timedelta(days=1)
        found = [(day, post.since, post.id, post) for day, post in self._to_come()]
        return [post for day, _, _, post in sorted(found) if day <= tomorrow][:limit]

    async def next_days(self) -> list[tuple[date, str]]:
        """The next local day on which a post begins or ends as planned, by zone (an IANA name)."""
        found: dict[str, date] = {}
        for day, post in self._to_come():
            zone = self._state.units.rows[post.unit_id].zone
            found[zone] = min(found.get(zone, day), day)
        return [(day, zone) for zone, day in found.items()]

    def _to_come(self) -> Iterator[tuple[date, PostRow]]:
        """The posts that begin or end as planned, with the day on which to look at them."""
        posts = self._state.posts.get(self._state.posts_to_come.ids(True))
        return ((post.look_on, post) for post in posts if post.look_on is not None)

    async def give(
        self,
        rows: Iterable[tuple[int, int, PostKind]],
        since: date,
        *,
        until: date | None = None,
        look_on: date | None = None,
    ) -> None:
        """Give posts (person, unit, kind) from a day on, to a last day or without one."""
        for person_id, unit_id, kind in rows:
            row = PostRow(new_id(), person_id, unit_id, kind, since, until, look_on)
            self._state.posts.put(row)

    async def end(
        self, post_ids: Iterable[int], last_day: date | None, *, look_on: date | None = None
    ) -> None:
        """End posts with their last day; None: they go on after all."""
        for post in list(self._state.posts.get(post_ids)):
            self._state.posts.put(replace(post, until=last_day, look_on=look_on))

    async def looked_at(self, post_ids: Iterable[int]) -> None:
        """What followed from their day has been done."""
        for post in list(self._state.posts.get(post_ids)):
            self._state.posts.put(replace(post, look_on=None))

    async def withdraw(self, post_ids: Iterable[int]) -> None:
        """Posts that were to begin, and shall not."""
        for post_id in post_ids:
            self._state.posts.drop(post_id)


class MemoryAccounts(Accounts):
    """The accounts through which people are reached."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def at(self, address: int) -> AccountRow | None:
        """The account at a chat address, whatever its reach."""
        return next(iter(self._rows(self._state.at_address.ids(address)).values()), None)

    async def of(self, person_id: int) -> AccountRow | None:
        """The account of a person."""
        account = self._state.accounts.rows.get(person_id)
        return None if account is None else self._row(account)

    async def hold(self, person_id: int) -> None:
        """Nobody else is here."""

    async def of_people(self, person_ids: Iterable[int]) -> dict[int, AccountRow]:
        """The accounts of many people."""
        return self._rows(person_ids)

    def _rows(self, person_ids: Iterable[int]) -> dict[int, AccountRow]:
        return {a.id: self._row(a) for a in self._state.accounts.get(person_ids)}

    def _row(self, account: StoredAccount) -> AccountRow:
        language = self._state.people.rows[account.id].language
        return AccountRow(account.account_id, account.id, account.address, account.reach, language)

    async def join(self, person_id: int, address: int, now: datetime) -> None:
        """A person joins from an address with consent; an earlier account of theirs is replaced,
        and so is that of whoever was behind this address before.
        """
        for other in self._state.at_address.ids(address):
            if other != person_id:
                self._state.accounts.drop(other)
        known = self._state.accounts.rows.get(person_id)
        account_id = new_id() if known is None else known.account_id
        joined = StoredAccount(person_id, account_id, address, Reach.joined, now)
        self._state.accounts.put(joined)

    async def set_reach(self, person_id: int, reach: Reach) -> None:
        """Change how a person can be reached."""
        for account in list(self._state.accounts.get([person_id])):
            self._state.accounts.put(replace(account, reach=reach))

    async def move(self, person_id: int, address: int) -> None:
        """The chat has another address from now on; one that is somebody else's is left to them."""
        if self._state.at_address.ids(address):
            return
        for account in list(self._state.accounts.get([person_id])):
            self._state.accounts.put(replace(account, address=address))

    async def withdraw(self, person_id: int, now: datetime) -> None:
        """Consent is withdrawn: nothing is sent to this account any more."""
        for account in list(self._state.accounts.get([person_id])):
            gone = replace(account, reach=Reach.stopped, withdrawn_at=now)
            self._state.accounts.put(gone)

    async def consenting(self, person_ids: Iterable[int]) -> set[int]:
        """Which of these people gave consent and have not withdrawn it."""
        accounts = self._state.accounts.get(person_ids)
        return {account.id for account in accounts if account.withdrawn_at is None}

"""The unit of work on the store in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property

from storage.memory.birthdays import MemoryBirthdays
from storage.memory.children import MemoryChildren
from storage.memory.circles import MemoryCircles
from storage.memory.confirmations import MemoryConfirmations, MemoryWritten
from storage.memory.duties import MemoryDuties
from storage.memory.forms import MemoryForms
from storage.memory.journal import MemoryJournal
from storage.memory.moves import MemoryLeavers, MemoryMoves
from storage.memory.nothing import NoDrafts, NoInvitations, NoPromotions, NoTasks
from storage.memory.outbox import MemoryOutbox, MemoryOutboxOffice
from storage.memory.pauses import MemoryPauses
from storage.memory.people import MemoryAccounts, MemoryPeople, MemoryPosts
from storage.memory.plans import MemoryPlans
from storage.memory.records import MemoryRecords
from storage.memory.requests import MemoryRequestParts, MemoryRequests
from storage.memory.room import NoRoom
from storage.memory.settings import Settings
from storage.memory.shifts import MemoryShifts
from storage.memory.spans import MemorySpans
from storage.memory.state import State
from storage.memory.tally import MemoryTally
from storage.memory.units import MemoryUnits
from storage.memory.weekly import MemoryDaily, MemoryWeekly
from storage.work import Work


class MemoryWork(Work):
    """What a service may ask. Rooms that are not named here are not in memory."""

    def __init__(self, state: State, *, keep_journal: bool) -> None:
        self._room = NoRoom()
        self._state = state
        self._keep_journal = keep_journal
        self._settings = Settings(state)

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """Whatever is done inside the block is taken back at its end."""
        point = self._state.undo.point
        try:
            yield
        finally:
            self._state.undo.back_to(point)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """What is done inside the block is taken back where it raises."""
        point = self._state.undo.point
        try:
            yield
        except BaseException:
            self._state.undo.back_to(point)
            raise

    @cached_property
    def units(self) -> MemoryUnits:
        """Counties, townships, schools, classes."""
        return MemoryUnits(self._state)

    @cached_property
    def people(self) -> MemoryPeople:
        """Adults and their phones."""
        return MemoryPeople(self._state)

    @cached_property
    def posts(self) -> MemoryPosts:
        """Staff posts."""
        return MemoryPosts(self._state)

    @cached_property
    def accounts(self) -> MemoryAccounts:
        """Chat accounts and reach."""
        return MemoryAccounts(self._state)

    @cached_property
    def children(self) -> MemoryChildren:
        """Children and their ties."""
        return MemoryChildren(self._state)

    @cached_property
    def circles(self) -> MemoryCircles:
        """The people around children, ready for the care rules."""
        return MemoryCircles(self._state, self.units)

    @cached_property
    def plans(self) -> MemoryPlans:
        """Plans in use and terms."""
        return MemoryPlans(self._state)

    @cached_property
    def pauses(self) -> MemoryPauses:
        """What rests."""
        return MemoryPauses(self._state, self._settings)

    @cached_property
    def spans(self) -> MemorySpans:
        """What is so of children and schools for a while."""
        return MemorySpans(self._state)

    @cached_property
    def birthdays(self) -> MemoryBirthdays:
        """Birthdays in children's families."""
        return MemoryBirthdays(self._state)

    @cached_property
    def duties(self) -> MemoryDuties:
        """Duties."""
        return MemoryDuties(self._state, self.pauses)

    @cached_property
    def shifts(self) -> MemoryShifts:
        """Open duties put on other days."""
        return MemoryShifts(self._state)

    @cached_property
    def records(self) -> MemoryRecords:
        """Records, answers and closures."""
        return MemoryRecords(self._state)

    @cached_property
    def forms(self) -> MemoryForms:
        """The texts of forms that records were made with."""
        return MemoryForms(self._state)

    @cached_property
    def written(self) -> MemoryWritten:
        """Which record stands."""
        return MemoryWritten(self._state)

    @cached_property
    def confirmations(self) -> MemoryConfirmations:
        """What the other side says of a record."""
        return MemoryConfirmations(self._state)

    @cached_property
    def outbox(self) -> MemoryOutbox:
        """Notices and their items."""
        return MemoryOutbox(self._state, self.pauses)

    @cached_property
    def journal(self) -> MemoryJournal:
        """The append-only history."""
        return MemoryJournal(self._state, kept=self._keep_journal)

    @cached_property
    def daily(self) -> MemoryDaily:
        """What people have heard lately."""
        return MemoryDaily(self._state)

    @cached_property
    def weekly(self) -> MemoryWeekly:
        """Who is out of reach, and what became of it week by week."""
        return MemoryWeekly(self._state, self._settings)

    @cached_property
    def moves(self) -> MemoryMoves:
        """Children on their way to another class, or out."""
        return MemoryMoves(self._state)

    @cached_property
    def leavers(self) -> MemoryLeavers:
        """Children who have left."""
        return MemoryLeavers(self._state)

    @cached_property
    def tasks(self) -> NoTasks:
        """What the staff have to decide: nothing."""
        return NoTasks()

    @cached_property
    def invitations(self) -> NoInvitations:
        """Links: none."""
        return NoInvitations()

    @cached_property
    def promotions(self) -> NoPromotions:
        """When schools go one grade up: never."""
        return NoPromotions()

    @cached_property
    def requests(self) -> MemoryRequests:
        """What somebody needs."""
        return MemoryRequests(self._state)

    @cached_property
    def request_parts(self) -> MemoryRequestParts:
        """Who has which part in a request."""
        return MemoryRequestParts(self._state)

    @cached_property
    def outbox_office(self) -> MemoryOutboxOffice:
        """The outbox as whoever runs the bot looks at it."""
        return MemoryOutboxOffice(self._state)

    @cached_property
    def tally(self) -> MemoryTally:
        """Counts over everything."""
        return MemoryTally(self._state)

    @cached_property
    def drafts(self) -> NoDrafts:
        """Half-finished conversations: none."""
        return NoDrafts()

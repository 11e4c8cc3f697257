"""The unit of work: one transaction with one room of named queries per noun."""

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.accounts import Accounts
from storage.birthdays import Birthdays
from storage.children import Children
from storage.circles import Circles
from storage.confirmations import Confirmations
from storage.daily import Daily
from storage.drafts import Drafts
from storage.duties import Duties
from storage.forms import Forms
from storage.incoming import IncomingUpdates
from storage.invitations import Invitations
from storage.journal import JournalBook
from storage.lasting import Lasting
from storage.leads import Leads
from storage.leavers import Leavers
from storage.moments import Moments
from storage.moves import Moves
from storage.numbers import Numbers
from storage.outbox import Outbox
from storage.outbox_office import OutboxOffice
from storage.own import OwnData
from storage.pauses import Pauses
from storage.people import People
from storage.plans import Plans
from storage.points import Points
from storage.posts import Posts
from storage.promotions import Promotions
from storage.records import Records
from storage.request_parts import RequestParts
from storage.requests import Requests
from storage.room import Room
from storage.seal import Sealer
from storage.sessions import Sessions
from storage.sheets import Sheets
from storage.shifts import Shifts
from storage.spans import Spans
from storage.tally import Tally
from storage.tasks import Tasks
from storage.units import Units
from storage.upkeep import Upkeep
from storage.weekly import Weekly
from storage.written import Written


class Work(Upkeep, Points):
    """Everything a service may ask of the store inside one transaction."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer, lasting: Lasting) -> None:
        self._room = Room(connection, sealer, lasting)

    async def finish(self) -> None:
        """What is written last, before the commit."""
        await self._room.finish()

    @cached_property
    def units(self) -> Units:
        """Counties, townships, schools, classes."""
        return Units(self._room)

    @cached_property
    def people(self) -> People:
        """Adults and their phones."""
        return People(self._room)

    @cached_property
    def own(self) -> OwnData:
        """What is stored about one person, for themself."""
        return OwnData(self._room)

    @cached_property
    def posts(self) -> Posts:
        """Staff posts."""
        return Posts(self._room)

    @cached_property
    def children(self) -> Children:
        """Children and their ties."""
        return Children(self._room)

    @cached_property
    def sheets(self) -> Sheets:
        """What the last sheets said."""
        return Sheets(self._room)

    @cached_property
    def leavers(self) -> Leavers:
        """Children who have left."""
        return Leavers(self._room)

    @cached_property
    def leads(self) -> Leads:
        """Which of several processes beats."""
        return Leads(self._room)

    @cached_property
    def moments(self) -> Moments:
        """When one person is to hear something."""
        return Moments(self._room)

    @cached_property
    def moves(self) -> Moves:
        """Children on their way to another class, another school, or out."""
        return Moves(self._room)

    @cached_property
    def promotions(self) -> Promotions:
        """When schools go one grade up."""
        return Promotions(self._room)

    @cached_property
    def tasks(self) -> Tasks:
        """What the staff have to decide about the lists."""
        return Tasks(self._room)

    @cached_property
    def circles(self) -> Circles:
        """The people around children, ready for the care rules."""
        return Circles(self._room)

    @cached_property
    def accounts(self) -> Accounts:
        """Chat accounts and reach."""
        return Accounts(self._room)

    @cached_property
    def invitations(self) -> Invitations:
        """One-time links and guesses at them."""
        return Invitations(self._room)

    @cached_property
    def plans(self) -> Plans:
        """Plans in use and terms."""
        return Plans(self._room)

    @cached_property
    def spans(self) -> Spans:
        """What is so of children and schools for a while."""
        return Spans(self._room)

    @cached_property
    def birthdays(self) -> Birthdays:
        """Birthdays in children's families."""
        return Birthdays(self._room)

    @cached_property
    def duties(self) -> Duties:
        """Duties."""
        return Duties(self._room)

    @cached_property
    def shifts(self) -> Shifts:
        """Open duties put on other days."""
        return Shifts(self._room)

    @cached_property
    def records(self) -> Records:
        """Records, answers and closures."""
        return Records(self._room)

    @cached_property
    def forms(self) -> Forms:
        """The texts of forms that records were made with."""
        return Forms(self._room)

    @cached_property
    def written(self) -> Written:
        """What was written on record cards."""
        return Written(self._room)

    @cached_property
    def confirmations(self) -> Confirmations:
        """What the other side says of a record."""
        return Confirmations(self._room)

    @cached_property
    def requests(self) -> Requests:
        """What somebody needs, and who sees to it."""
        return Requests(self._room)

    @cached_property
    def request_parts(self) -> RequestParts:
        """Who has which part in many requests."""
        return RequestParts(self._room)

    @cached_property
    def sessions(self) -> Sessions:
        """The family line's hours and sessions."""
        return Sessions(self._room)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers that units have made public."""
        return Numbers(self._room)

    @cached_property
    def outbox(self) -> Outbox:
        """Notices and their items."""
        return Outbox(self._room)

    @cached_property
    def journal(self) -> JournalBook:
        """The append-only history."""
        return JournalBook(self._room)

    @cached_property
    def incoming(self) -> IncomingUpdates:
        """Updates that came in, with their replies."""
        return IncomingUpdates(self._room)

    @cached_property
    def drafts(self) -> Drafts:
        """Half-finished conversations."""
        return Drafts(self._room)

    @cached_property
    def pauses(self) -> Pauses:
        """What rests."""
        return Pauses(self._room)

    @cached_property
    def daily(self) -> Daily:
        """What people have heard lately."""
        return Daily(self._room)

    @cached_property
    def weekly(self) -> Weekly:
        """Who is out of reach, and what became of it week by week."""
        return Weekly(self._room)

    @cached_property
    def outbox_office(self) -> OutboxOffice:
        """The outbox as whoever runs the bot looks at it."""
        return OutboxOffice(self._room)

    @cached_property
    def tally(self) -> Tally:
        """Counts over everything."""
        return Tally(self._room)

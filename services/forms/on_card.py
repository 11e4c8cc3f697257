"""What a child's card says about what was written: whether its reader may open it, and where the
latest letter stands.
"""

from dataclasses import dataclass
from datetime import datetime

from care.people import Circle
from services.actor import names_in
from services.forms.around import reads
from services.forms.asking import CHECK_INS
from services.forms.letters import LATELY, LetterView, letters_about
from services.forms.support import Support, supports_of
from storage.work import Work


@dataclass(frozen=True, slots=True)
class OnCard:
    """`letter`: the latest letter of the last weeks; `no_call`: the family does not remember the
    latest call that it was asked about.
    """

    reads: bool = False
    letter: LetterView | None = None
    no_call: bool = False
    supports: tuple[Support, ...] = ()
    """What runs for the child, for those who may read it."""


NOTHING = OnCard()


async def on_card(
    work: Work, person_id: int, child_id: int, circle: Circle, now: datetime
) -> OnCard:
    """What the reader of a child's card may see of it."""
    names = names_in(circle, person_id, now)
    mine = reads(names)
    letter = (await letters_about(work, [child_id], circle.zone, now)).get(child_id)
    since = (now - LATELY).date()
    said = await work.written.last_word_on_calls(child_id, since, CHECK_INS)
    supports = await supports_of(work, child_id, names) if mine else ()
    running = tuple(each for each in supports if each.next_on is not None)
    return OnCard(mine, letter, mine and said == "no", running)

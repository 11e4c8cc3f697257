"""A unit named on the command line: found, or a sentence about which ones there are."""

from cli.terminal import fail
from services.places import Place, places_called
from storage.work import Work

SHOWN = 8
"""How many places are named where a name means several."""


async def place_named(work: Work, name: str) -> Place:
    """The one unit of that name; ends with a sentence where there is none, or several."""
    found = await places_called(work, name)
    if not found:
        fail("cli.unit.unknown", name=name)
    if len(found) > 1:
        known = ", ".join(place.path for place in found[:SHOWN])
        fail("cli.unit.several", name=name, known=known)
    return found[0]

"""How many children one teacher is paired with: too few and too many are warned of, never refused
(SYSTEMS.md row 60 and C8).
"""

from enum import StrEnum

from care.rule import Pairs


class Load(StrEnum):
    """A teacher's number of children, beside what the plan asks for. Who has none was never asked
    and is not too little for anybody.
    """

    none = "none"
    few = "few"
    fitting = "fitting"
    many = "many"


def load(children: int, pairs: Pairs) -> Load:
    """Whether so many children are fitting for one teacher."""
    if children == 0:
        return Load.none
    if children < pairs.lowest:
        return Load.few
    return Load.many if children > pairs.highest else Load.fitting


def with_one_more(children: int, pairs: Pairs) -> Load:
    """What it would be with one child more."""
    return load(children + 1, pairs)

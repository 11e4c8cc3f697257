"""The words of the care: closed lists that the store, the plans and the texts share by value."""

from enum import StrEnum


class UnitKind(StrEnum):
    """A unit of the administration, from the widest to the nearest to the child."""

    county = "county"
    township = "township"
    school = "school"
    class_ = "class"


class Role(StrEnum):
    """What an adult is to one child."""

    father = "father"
    mother = "mother"
    parent = "parent"
    guardian = "guardian"
    helper = "helper"


class Status(StrEnum):
    """How an adult of the family stands to the child at present."""

    away = "away"
    at_home = "at_home"
    dead = "dead"
    no_contact = "no_contact"
    barred = "barred"
    unclear = "unclear"


class Post(StrEnum):
    """What a person of the staff does in a unit."""

    class_teacher = "class_teacher"
    deputy = "deputy"
    file_manager = "file_manager"
    hotline_duty = "hotline_duty"
    counsellor = "counsellor"
    principal = "principal"
    officer = "officer"


class Reach(StrEnum):
    """Whether a message can get to a person; only `joined` gets any."""

    joined = "joined"
    not_joined = "not_joined"
    stopped = "stopped"
    blocked = "blocked"


class DutyState(StrEnum):
    """`unknown`: nobody could be reached and nobody ticked it; neither done nor a reproach."""

    open = "open"
    done = "done"
    missed = "missed"
    excused = "excused"
    unknown = "unknown"

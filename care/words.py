"""The words of the care: closed lists that the store, the plans and the texts share by value."""

from enum import StrEnum


class UnitKind(StrEnum):
    """A unit of the administration, from the widest to the nearest to the child."""

    county = "county"
    township = "township"
    school = "school"
    class_ = "class"


class Role(StrEnum):
    """What an adult is to one child. `mentor`: a teacher of the school who is paired with it;
    `helper`: somebody from outside the school who is (SYSTEMS.md rows 60 to 63).
    """

    father = "father"
    mother = "mother"
    parent = "parent"
    guardian = "guardian"
    mentor = "mentor"
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
    """What a person of the staff does in a unit. `child_protection`: the township's or county's
    contact for suspected harm, outside the school.
    """

    class_teacher = "class_teacher"
    deputy = "deputy"
    file_manager = "file_manager"
    hotline_duty = "hotline_duty"
    counsellor = "counsellor"
    principal = "principal"
    officer = "officer"
    child_protection = "child_protection"


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


class TaskKind(StrEnum):
    """Something about the lists that a person of the staff has to decide."""

    status = "status"
    wrong_phone = "wrong_phone"
    adult_gone = "adult_gone"
    child_gone = "child_gone"
    same_child = "same_child"
    differs = "differs"
    approval = "approval"
    transfer = "transfer"


class RequestKind(StrEnum):
    """What somebody needs. `unheard`: something said that nobody of the staff has opened yet;
    `whereabouts`: a child of whom nobody knows where it is.
    """

    need = "need"
    worry = "worry"
    hotline = "hotline"
    sos = "sos"
    unheard = "unheard"
    whereabouts = "whereabouts"


class RequestState(StrEnum):
    """`taken`: it has an owner."""

    open = "open"
    taken = "taken"
    closed = "closed"
    cancelled = "cancelled"


class ChangeCode(StrEnum):
    """What somebody asks for about the lists; each has a text `change.<code>` of its own."""

    status = "status"
    bar = "bar"
    unbar = "unbar"
    end = "end"
    number = "number"
    name = "name"
    add = "add"
    pair = "pair"
    unpair = "unpair"
    class_ = "class"
    post = "post"
    post_end = "post_end"


class Moving(StrEnum):
    """Why a child changes its place."""

    class_change = "class_change"
    promotion = "promotion"
    transfer = "transfer"
    left = "left"
    graduated = "graduated"


class MoveState(StrEnum):
    """`offered`: another school has not accepted yet; `planned`: waits for its day."""

    offered = "offered"
    planned = "planned"
    done = "done"
    declined = "declined"
    cancelled = "cancelled"


class NewsCode(StrEnum):
    """Which news: each has a text `news.<code>` of its own."""

    task = "task"
    tasks = "tasks"
    approved = "approved"
    declined = "declined"
    overtaken = "overtaken"
    added = "added"
    ended = "ended"
    status_changed = "status_changed"
    number_changed = "number_changed"
    name_changed = "name_changed"
    class_given = "class_given"
    class_taken = "class_taken"
    post_over = "post_over"
    post_taken = "post_taken"
    paired = "paired"
    paired_outside = "paired_outside"
    paired_here = "paired_here"
    unpaired_here = "unpaired_here"
    has_joined = "has_joined"
    let_in_again = "let_in_again"
    codes_rest = "codes_rest"
    child_came = "child_came"
    child_went = "child_went"
    class_changed = "class_changed"
    school_changed = "school_changed"
    child_gone = "child_gone"
    child_left = "child_left"
    child_graduated = "child_graduated"
    child_back = "child_back"
    offer_accepted = "offer_accepted"
    offer_declined = "offer_declined"
    offer_withdrawn = "offer_withdrawn"
    offer_waiting = "offer_waiting"
    offer_waiting_here = "offer_waiting_here"
    year_class = "year_class"
    year_done = "year_done"
    weekly = "weekly"
    week_done = "week_done"
    live = "live"
    confirm = "confirm"
    doubt = "doubt"
    said = "said"
    told = "told"
    heard = "heard"
    call_asked = "call_asked"
    call_waiting = "call_waiting"
    call_booked = "call_booked"
    call_moved = "call_moved"
    call_unsuited = "call_unsuited"
    call_declined = "call_declined"
    call_cancelled = "call_cancelled"
    call_tomorrow = "call_tomorrow"
    call_soon = "call_soon"
    call_how = "call_how"
    call_missed = "call_missed"
    request_new = "request_new"
    request_given = "request_given"
    request_late = "request_late"
    request_waiting = "request_waiting"
    request_taken = "request_taken"
    request_closed = "request_closed"
    request_sign = "request_sign"
    request_unsigned = "request_unsigned"
    request_urgent = "request_urgent"
    request_silent = "request_silent"
    request_back = "request_back"
    parent_home = "parent_home"
    meeting_today = "meeting_today"
    still_so = "still_so"

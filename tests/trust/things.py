"""The town with all that can be pressed in it: duties, records, requests, sessions, emergencies,
tasks, moves, each by its name in `town.it`.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from care.forms.given import Value
from care.openings import Means
from care.requests import What
from care.weekly import Means as AskedBy
from care.words import (
    Moving,
    Reach,
    RequestKind,
    Status,
    TaskKind,
)
from services.duties import answering, ticking
from services.duties.programmes import use_plan
from services.forms import conversation, saving
from services.forms.saving import Saved
from services.hotline import asking, keeping
from services.lists import wishes
from services.moving.leaving import leave
from services.moving.transferring import offer
from services.requests import closing, handling
from services.requests.raising import Wish, raise_request
from services.sos import answering as alarms
from services.sos import raising
from services.sos.climbing import climb
from services.tasks.asking import ask
from services.weekly.listing import tick
from storage.store import Store
from storage.tables import Duty, Notice, NoticeItem, Session, Task
from storage.tasks import NewTask
from storage.work import Work
from tests.care.builders import MONDAY, at
from tests.seen import the_first_month_is_over
from tests.services.cards import TALKED, VISITED, card
from tests.services.plans import a_class_rule, a_plan_of, a_rule_text, a_school_rule
from tests.trust.people import GOING, LEFT, NOW, QUIET, WORDS
from tests.trust.town import Town, the_families, the_people, the_units
from tests.world import START

_TEACHERS = '"class_teacher"'
PLAN = a_plan_of(
    a_rule_text("call", more='closed_by = ["call", "hotline"]\n'),
    a_rule_text("letter", more='form = "letter"\n'),
    a_rule_text(
        "teacher-check-in", cadence='per = "month"\ntimes = 1', more='form = "teacher-check-in"\n'
    ),
    a_rule_text("talk", _TEACHERS, more='form = "talk"\n'),
    a_rule_text("visit", _TEACHERS, more='form = "visit"\n'),
    a_rule_text("how", '"guardian"', more='form = "how-is-it"\n'),
    a_rule_text("diary", '"helper"', more='form = "diary"\n'),
    a_rule_text(
        *("education-plan", _TEACHERS, "on_review = true"),
        more='form = "education-review"\nclosed_by = ["education-plan", "education-review"]\n',
    ),
    a_school_rule("meeting"),
    a_class_rule("roll"),
)
SOON = at(MONDAY + timedelta(days=15), "12:30")
LATE = at(MONDAY + timedelta(days=15), "16:30")
OVER = at(MONDAY + timedelta(days=16), "12:30")
FREE = at(MONDAY + timedelta(days=17), "12:30")
JUST_NOW = NOW - timedelta(hours=1)


async def a_town(store: Store) -> Town:
    """See the module."""
    town = Town(store)
    async with store.write() as work:
        await the_units(work, town)
        await the_people(work, town)
        await the_families(work, town)
        await use_plan(work, town.units["school"], PLAN, (), START.date(), START)
        await use_plan(work, town.units["school_b"], PLAN, (), START.date(), START)
        await the_first_month_is_over(work)
    async with store.write() as work:
        await _duties(work, town)
        await _records(work, town)
        await _requests(work, town)
        await _calls(work, town)
        await _alarms(work, town)
        await _lists(work, town)
    async with store.write() as work:
        await _quiet_ones(work, town)
    return town


async def _duties(work: Work, town: Town) -> None:
    """The open ones by rule; the father has closed the talk with the teacher just now, the teacher
    has ticked a letter of the child whom nobody of the family can be asked about.
    """
    await _name_duties(work, town)
    await answering.done(work, town.actor("F"), town.it["teacher-check-in"], JUST_NOW)
    await ticking.tick(work, NOW + timedelta(hours=5))
    heard = select(NoticeItem.notice_id).join(Notice, Notice.id == NoticeItem.notice_id)
    heard = heard.where(NoticeItem.duty_id == town.it["call"])
    heard = heard.where(Notice.person_id == town.cast.ids["F"])
    town.it["notice"] = (await work._room.get(heard)).scalars().first() or 0
    await tick(work, town.actor("T"), town.it["quiet letter"], AskedBy.phone, JUST_NOW)


async def _name_duties(work: Work, town: Town, *but: str) -> None:
    """The open ones, by rule."""
    mine = (town.units["school"], town.units["class"])
    query = select(Duty.id, Duty.rule_id, Duty.child_id).where(Duty.state == "open")
    query = query.where(Duty.child_id.is_not(None) | Duty.unit_id.in_(mine))
    known = {None: "", town.child: "", town.children[QUIET]: "quiet "}
    for duty_id, rule, child in (await work._room.get(query)).all():
        if child in known and (name := f"{known[child]}{rule}") not in but:
            town.it[name] = duty_id


async def _record(work: Work, town: Town, who: str, form: str, given: dict[str, Value]) -> int:
    actor = town.actor(who)
    await conversation.begin(work, actor, card(form), [town.child], JUST_NOW, known=given)
    saved = await saving.save(work, actor, JUST_NOW)
    assert isinstance(saved, Saved), (form, saved)
    return saved.records[0]


async def _records(work: Work, town: Town) -> None:
    said = {"words": WORDS["talk"]}
    town.it["talk record"] = await _record(work, town, "T", "talk", TALKED | {"said": said})
    plan: dict[str, Value] = {"about": "conduct", "problem": {"words": WORDS["plan"]}}
    plan |= {"goal": {"words": "目标"}, "steps": {"words": "步骤"}, "owner": "class-teacher"}
    plan |= {"review": (NOW.date() + timedelta(days=7)).isoformat()}
    town.it["plan record"] = await _record(work, town, "T", "education-plan", plan)
    seen = {"words": WORDS["visit"]}
    town.it["visit record"] = await _record(work, town, "T", "visit", VISITED | {"seen": seen})
    note = {"words": WORDS["diary"]}
    town.it["diary record"] = await _record(work, town, "H", "diary", {"note": note})
    told: dict[str, Value] = {"way": "from-parent", "how": "post"}
    town.it["told record"] = await _record(work, town, "T", "letter", told)
    month: dict[str, Value] = {"study": "well", "life": "well", "good": "helped"}
    town.it["month record"] = await _record(work, town, "T", "month-word", month)
    check = {"topics": ["study"], "note": {"words": WORDS["check"]}}
    town.it["check record"] = await _record(work, town, "F", "teacher-check-in", check)
    await _name_duties(work, town, "teacher-check-in", "quiet letter")


async def _requests(work: Work, town: Town) -> None:
    """A need that nobody has taken, a worry that the teacher sees to, suspected harm that waits for
    a signature, and one that a day is waited for.
    """

    async def says(who: str, kind: RequestKind, text: str, *about: str, harm: bool = False) -> int:
        concerned = tuple(town.cast.ids[each] for each in about)
        wish = Wish(kind, town.child, What.safety, text, harm, concerned)
        _, made = await raise_request(work, town.cast.ids[who], wish, JUST_NOW)
        assert made is not None
        return made

    async def looked_for() -> int:
        wish = Wish(RequestKind.whereabouts, town.child, What.safety)
        _, made = await raise_request(work, town.cast.ids["M"], wish, JUST_NOW)
        assert made is not None
        return made

    teacher = town.actor("T")
    town.it["search"] = await looked_for()
    await handling.take(work, teacher, town.it["search"], JUST_NOW)
    town.it["need"] = await says("F", RequestKind.need, WORDS["need"])
    town.it["worry"] = await says("M", RequestKind.worry, WORDS["worry"], "F")
    await handling.take(work, teacher, town.it["worry"], JUST_NOW)
    town.it["harm"] = await says("G", RequestKind.worry, WORDS["harm"], harm=True)
    await handling.take(work, teacher, town.it["harm"], JUST_NOW)
    town.it["to sign"] = await says("G", RequestKind.worry, WORDS["harm"], harm=True)
    await handling.take(work, teacher, town.it["to sign"], JUST_NOW)
    await closing.give_reason(work, teacher, town.it["to sign"], "误会", JUST_NOW)


async def _calls(work: Work, town: Town) -> None:
    """One time asked for by the father, one of the mother's that is booked, one of the guardian's
    that is over.
    """

    async def asked(who: str, starts: datetime) -> int:
        actor = town.actor(who)
        result = await asking.ask(work, actor, town.child, Means.video, starts, JUST_NOW)
        assert result is asking.Line.asked, result
        rows = await work.requests.running_of(actor.person_id)
        return next(row.id for row in rows if row.kind is RequestKind.hotline)

    town.it["call asked"] = await asked("F", SOON)
    town.it["call booked"] = await asked("M", LATE)
    await keeping.accept(work, town.actor("l"), town.it["call booked"], JUST_NOW)
    town.it["call over"] = await asked("G", OVER)
    await keeping.accept(work, town.actor("l"), town.it["call over"], JUST_NOW)
    over = update(Session).where(Session.starts_at == OVER)
    await work._room.run(over.values(starts_at=JUST_NOW, ends_at=NOW - timedelta(minutes=40)))


async def _alarms(work: Work, town: Town) -> None:
    """One that the teacher and those after her were told of, one that the teacher has accepted."""

    async def raised(who: str) -> int:
        made = await raising.raise_alarm(work, town.actor(who), JUST_NOW)
        assert made is not None
        for _ in range(8):
            row = await work.requests.hold(made)
            assert row is not None
            await climb(work, row, JUST_NOW)
        return made

    town.it["alarm"] = await raised("F")
    town.it["alarm taken"] = await raised("G")
    answer = await alarms.take(work, town.actor("T"), town.it["alarm taken"], JUST_NOW)
    assert answer is alarms.Answer.taken, answer


async def _lists(work: Work, town: Town) -> None:
    """A wish that the principal decides, open questions, an offered child, one that has left."""
    await wishes.wish_status(
        work, town.actor("T"), town.child, town.cast.ids["P"], Status.barred, JUST_NOW
    )
    unit, child = town.units["class"], town.child
    questions = [
        NewTask("m/status", TaskKind.status, unit, child, town.cast.ids["M"]),
        NewTask("m/gone", TaskKind.child_gone, unit, child),
    ]
    await ask(work, questions, JUST_NOW)
    going, tomorrow = town.children[GOING], NOW.date() + timedelta(days=1)
    to, receiver = town.units["class_b"], town.cast.ids["teacher_b"]
    moved = await offer(work, town.actor("R"), going, to, receiver, tomorrow, JUST_NOW)
    assert moved == "offered", moved
    left = await leave(
        work, town.actor("T"), town.children[LEFT], Moving.left, NOW.date(), JUST_NOW
    )
    assert left == "done", left
    rows = (await work._room.get(select(Task.id, Task.kind).where(Task.settled_at.is_(None)))).all()
    for task_id, kind in rows:
        town.it[f"task {kind}"] = task_id


async def _quiet_ones(work: Work, town: Town) -> None:
    await work.accounts.set_reach(town.cast.ids["stopped"], Reach.stopped)
    await work.accounts.withdraw(town.cast.ids["withdrawn"], NOW)

"""Going live: the preview of the first month, why a class has to wait, and what a switch led to."""

from collections.abc import Iterable, Iterator
from datetime import date

from care.rule import Rule
from locales.catalog import Texts
from services.live.areas import AreaView
from services.live.preview import DAYS, Load, Preview, Traffic
from services.live.readiness import ClassState, EmptyPost
from services.live.switching import Switched, Switching

_ROLES_SHOWN = 3
_GAPS_SHOWN = 4
_NAMES_SHOWN = 12
_WEEK = 7


def preview_text(seen: Preview, t: Texts) -> str:
    """Ten to fifteen lines; the classes that have to wait are buttons."""
    planned = [t.many("school.planned", n, day=t.day(day)) for day, n in seen.planned.items()]
    if not seen.classes:
        head = t("live.all_set" if planned else "live.all_live", school=seen.school.name)
        return "\n".join([head, *planned])
    lines = [t("live.head", school=seen.school.name, day=t.day(seen.on)), ""]
    waiting = len(seen.classes) - len(seen.ready)
    if seen.ready:
        children = sum(state.children for state in seen.ready)
        lines.append(t.many("live.ready", len(seen.ready), children=children))
    if waiting:
        lines.append(t.many("live.waiting", waiting))
    lines += planned if seen.was is None else []
    lines += _coverage(seen, t)
    if seen.ready:
        lines += ["", *_traffic(seen, t)]
    if gaps := list(_gaps(seen, t)):
        lines += ["", *gaps[:_GAPS_SHOWN]]
    if seen.ready:
        lines += ["", t("live.gentle")]
    return "\n".join(lines)


def _coverage(seen: Preview, t: Texts) -> list[str]:
    joined = sum(state.joined for state in seen.classes)
    people = sum(state.people for state in seen.classes)
    return [t("live.joined", joined=joined, people=people)]


def _traffic(seen: Preview, t: Texts) -> Iterator[str]:
    yield from traffic_text(seen, t)
    for load in seen.most.loads[:_ROLES_SHOWN]:
        yield load_text(load, t)


def traffic_text(seen: Preview, t: Texts) -> Iterator[str]:
    """How many messages the month brings: with those who are in now, and once all are."""
    yield t("live.traffic", days=DAYS)
    yield t("live.now", silence=len(seen.silence.sent), answers=len(seen.answers.sent))
    yield t("live.most", n=len(seen.most.sent), weeks=" · ".join(map(str, weeks(seen.most))))


def weeks(traffic: Traffic) -> list[int]:
    """Messages in each week of the month, the last one short."""
    days = traffic.by_day
    return [sum(days[start : start + _WEEK]) for start in range(0, len(days), _WEEK)]


def load_text(load: Load, t: Texts) -> str:
    """The busiest day of one role."""
    values = {"role": t(f"role.{load.role}"), "day": t.day(load.day), "most": load.most}
    return t("live.busiest", n=load.things, **values)


def _gaps(seen: Preview, t: Texts) -> Iterator[str]:
    """What has no holder, and which posts are empty, each said once for all classes."""
    unheld: dict[str, tuple[Rule, int]] = {rule.id: (rule, 0) for rule in seen.unheld}
    for rule, number in (gap for state in seen.classes for gap in state.unheld):
        before = unheld.get(rule.id, (rule, 0))[1]
        unheld[rule.id] = (rule, before + number)
    for rule, number in unheld.values():
        yield unheld_text(rule, number, t)
    empty = dict.fromkeys([*seen.empty, *(gap for s in seen.classes for gap in s.empty)])
    for gap in empty:
        yield empty_text(gap, seen, t)


def unheld_text(rule: Rule, children: int, t: Texts) -> str:
    """A rule that nobody holds, for so many children or for the school."""
    title = f"{rule.icon} {t.of(rule.title)}"
    if not children:
        return t("live.unheld_school", rule=title)
    return t.many("live.unheld", children, rule=title)


def empty_text(gap: EmptyPost, seen: Preview, t: Texts) -> str:
    """An empty post, and who hears in its place."""
    post = t(f"role.{gap.post}")
    if not gap.to:
        return t("live.empty", post=post)
    return t("live.passes", post=post, names=_joined(gap.to, seen, t))


def _joined(people: Iterable[int], seen: Preview, t: Texts) -> str:
    names = [seen.names[person] for person in people]
    return t("live.and").join(names[:_NAMES_SHOWN])


def class_text(state: ClassState, seen: Preview, t: Texts) -> str:
    """Why one class has to wait."""
    lines = [t("live.class_head", name=state.name), *class_reasons(state, seen, t)]
    lines.append(t("live.joined", joined=state.joined, people=state.people))
    return "\n".join(lines)


def class_reasons(state: ClassState, seen: Preview, t: Texts) -> Iterator[str]:
    """What is missing in a class, in a sentence each."""
    if not state.has_plan:
        yield t("live.no_plan")
    if state.lacking:
        yield t.many("live.lacking", state.lacking)
        if state.absent_staff:
            yield t("live.absent", names=_joined(state.absent_staff, seen, t))


def sure_text(seen: Preview, t: Texts) -> str:
    """The question before the second tap."""
    names = t("live.and").join(state.name for state in seen.ready)
    return t.many("live.sure", len(seen.ready), day=t.day(seen.on), names=names)


def switched_text(switched: Switched, on: date, t: Texts) -> str:
    """What became of the switch."""
    if switched.result is not Switching.done:
        return t(f"live.result.{switched.result}")
    names = t("live.and").join(state.name for state in switched.started)
    text = t.many("live.done", len(switched.started), day=t.day(on), names=names)
    if switched.waiting:
        text += "\n" + t.many("live.waiting", len(switched.waiting))
    return text


def area_text(area: AreaView, t: Texts) -> str:
    """An officer's area in two or three lines; the schools where something waits are buttons."""
    waiting = sum(line.not_live for line in area.schools)
    planned = sum(line.planned for line in area.schools)
    lines = [t.many("area.head", len(area.schools), name=area.name)]
    if waiting:
        lines.append(t.many("school.not_live", waiting))
    if planned:
        lines.append(t.many("area.planned", planned))
    return "\n".join([*lines, *([] if waiting or planned else [t("area.fine")])])

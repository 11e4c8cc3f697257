"""The figures of a trial as what a bureau wants to know, ready for JSON, a table, a picture."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from care.words import DutyState, Post, Role
from simulation.figures import SCHOOL, Figures
from simulation.minutes import of_the_school, work
from simulation.run import Trial
from simulation.who import ZONE

LIMIT = 30
"""Messages a second that Telegram takes from one bot."""
_STATES = tuple(DutyState)


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a trial. `values` is what `--json` prints; nothing else is in it."""

    values: Mapping[str, Any]
    per_day: Mapping[str, int]
    """Messages by local date."""
    per_hour: Mapping[int, int]
    """Messages by hour of the local day."""


def summary(trial: Trial, figures: Figures, plan_id: str) -> Summary:
    """Everything in one piece; the same figures give the same bytes."""
    per_day, per_hour = _by_clock(figures.minutes)
    values = {
        "plan": plan_id,
        "children": figures.children,
        "days": trial.days,
        "since": trial.since.isoformat(),
        "seed": trial.seed,
        "duties": _duties(figures),
        "rules": _rules(figures),
        "messages": _messages(trial, figures, per_day, per_hour),
        "load": _load(figures),
        "staff_hours": _hours(trial, figures),
        "school_hours": _hours_of_a_school(trial, figures),
        "records": dict(sorted(figures.acts.items())),
        "happened": dict(sorted(figures.happened.items())),
        "weekly_list": {"asked": figures.ticked},
    }
    return Summary(values, per_day, per_hour)


def _by_clock(minutes: Mapping[str, int]) -> tuple[dict[str, int], dict[int, int]]:
    zone = ZoneInfo(ZONE)
    per_day: Counter[str] = Counter()
    per_hour: Counter[int] = Counter()
    for minute, n in minutes.items():
        there = datetime.fromisoformat(f"{minute}+00:00").astimezone(zone)
        per_day[there.date().isoformat()] += n
        per_hour[there.hour] += n
    return dict(sorted(per_day.items())), dict(sorted(per_hour.items()))


def _duties(figures: Figures) -> dict[str, Any]:
    states: Counter[str] = Counter()
    for name, n in figures.duties.items():
        states[name.partition("/")[2]] += n
    return _standing(states, figures.on_time.total())


def _standing(states: Mapping[str, int], on_time: int) -> dict[str, Any]:
    due = sum(states.values())
    counts: dict[str, Any] = {"due": due} | {state.value: states.get(state, 0) for state in _STATES}
    counts["on_time_share"] = _share(on_time, due)
    counts["done_share"] = _share(counts[DutyState.done], due)
    counts["unknown_share"] = _share(counts[DutyState.unknown], due)
    return counts


def _rules(figures: Figures) -> dict[str, Any]:
    by_rule: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, n in figures.duties.items():
        rule, _, state = name.partition("/")
        by_rule[rule][state] += n
    return {
        rule: _standing(states, figures.on_time[rule]) for rule, states in sorted(by_rule.items())
    }


def _messages(
    trial: Trial, figures: Figures, per_day: Mapping[str, int], per_hour: Mapping[int, int]
) -> dict[str, Any]:
    total = figures.minutes.total()
    hours: Counter[str] = Counter()
    for minute, n in figures.minutes.items():
        hours[minute[:13]] += n
    busiest_minute = max(figures.minutes.values(), default=0)
    busiest_hour = max(hours.values(), default=0)
    return {
        "total": total,
        "a_day": _rounded(total / trial.days),
        "busiest_day": max(per_day.values(), default=0),
        "busiest_hour": busiest_hour,
        "busiest_hour_of_limit": _share(busiest_hour, LIMIT * 3600),
        "busiest_minute": busiest_minute,
        "minutes_to_send_the_busiest": _rounded(busiest_minute / LIMIT / 60),
        "by_kind": dict(sorted(figures.kinds.items())),
        "by_reader": dict(sorted(figures.told.items())),
        "escalations": figures.kinds["escalation"],
        "by_day": dict(per_day),
        "by_hour": {f"{hour:02}": n for hour, n in per_hour.items()},
    }


def _load(figures: Figures) -> dict[str, Any]:
    """Messages a week that one person of a role hears, in weeks in which there were any."""
    by_role: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for name, n in figures.weeks.items():
        role, _, heard = name.partition("/")
        by_role[role][int(heard)] += n
    return {
        role: {
            "people": figures.people[role],
            "median": _quantile(weeks, 0.5),
            "most_95": _quantile(weeks, 0.95),
            "most": max(weeks),
        }
        for role, weeks in sorted(by_role.items())
    }


def _quantile(counts: Mapping[int, int], share: float) -> int:
    left = share * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return max(counts)


def _hours(trial: Trial, figures: Figures) -> dict[str, Any]:
    """What the plan costs, by post: hours of work in all; a week, for one person, for the mean
    school and for the one in which it is most.
    """
    return {
        role: {
            "total": _rounded(minutes / 60),
            "a_week_each": _a_week(trial, minutes / max(1, figures.people[role])),
            "a_week_a_school": _a_week(trial, minutes / max(1, figures.schools)),
            "a_week_heaviest_school": _a_week(trial, figures.heaviest[role]),
        }
        for role, minutes in sorted(work(figures.acts).items())
    }


def _hours_of_a_school(trial: Trial, figures: Figures) -> dict[str, Any]:
    """The same of all posts of a school together."""
    minutes = of_the_school(work(figures.acts))
    return {
        "schools": figures.schools,
        "a_week": _a_week(trial, minutes / max(1, figures.schools)),
        "a_week_heaviest": _a_week(trial, figures.heaviest[SCHOOL]),
    }


def _a_week(trial: Trial, minutes: float) -> float:
    return _rounded(minutes / 60 / (trial.days / 7))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _rounded(value: float) -> float:
    return round(value, 2)


def rows(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The main figures, each under the name of a text in `locales/`."""
    duties, messages = values["duties"], values["messages"]
    yield "due", f"{duties['due']:,}"
    yield "done", f"{duties['done_share']:.1%}"
    yield "on_time", f"{duties['on_time_share']:.1%}"
    yield "unknown", f"{duties['unknown_share']:.1%}"
    yield "messages", f"{messages['total']:,}"
    yield "a_day", f"{messages['a_day']:,.0f}"
    yield "busiest_day", f"{messages['busiest_day']:,}"
    yield "busiest_hour", f"{messages['busiest_hour']:,}"
    yield "of_limit", f"{messages['busiest_hour_of_limit']:.2%}"
    yield "sending", f"{messages['minutes_to_send_the_busiest']:,.1f}"
    yield "escalations", f"{messages['escalations']:,}"
    yield "parent", _week_of(values, Role.parent)
    yield "teacher", _week_of(values, Post.class_teacher)
    hours = values["staff_hours"].get(Post.class_teacher.value, {"a_week_each": 0.0})
    yield "teacher_hours", f"{hours['a_week_each']:.1f}"
    school = values["school_hours"]
    yield "school_hours", f"{school['a_week']:,.1f} · {school['a_week_heaviest']:,.1f}"


def _week_of(values: Mapping[str, Any], role: str) -> str:
    load = values["load"].get(role)
    return "–" if load is None else f"{load['median']} · {load['most_95']} · {load['most']}"

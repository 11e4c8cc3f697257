"""What a clerk may write in a plan, and what they are told when it is wrong."""

from hashlib import sha256

import pytest

from care.cadences import (
    Calendar,
    Dates,
    Occasions,
    OnDemand,
    OnReview,
    PerTerm,
    Rolling,
    Span,
    Weekly,
    Windows,
)
from care.plan import digest, load
from care.problems import PlanError, Problem
from care.rule import Plan
from care.words import Post, Role

HEAD = """
id = "ours"
version = 1
title.zh-Hans = "本校方案"
title.en = "Our plan"
"""

RULE = """
[[rule]]
id = "call"
row = 22
icon = "📞"
title = { zh-Hans = "打电话", en = "A call" }
ask = { zh-Hans = "给{child}打个电话吧", en = "Call {child}" }
done = { zh-Hans = "打了电话", en = "called" }
subject = "child"
holder = "parent"
needs = "any"
kind = "call"
every = "2 weeks"
ladder = [{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }]
"""


LADDER = 'ladder = [{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }]'
EARLY_MARCH = Span(from_month=3, from_day=1, to_month=3, to_day=10)


def a_plan(*changes: tuple[str, str]) -> str:
    """A sound plan of one rule, with pieces of its text replaced."""
    text = HEAD + RULE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as caught:
        load(text)
    return caught.value.problems


def the_problem(*changes: tuple[str, str]) -> Problem:
    (only,) = problems(a_plan(*changes))
    return only


def test_a_plan_reads_as_it_is_written() -> None:
    plan = load(a_plan())
    assert (plan.id, plan.version, plan.title["en"]) == ("ours", 1, "Our plan")
    rule = plan.rule("call")
    assert (rule.holder, rule.closed_by, rule.optional) == (("parent",), ("call",), False)
    assert [(rung.to, rung.after) for rung in rule.ladder] == [("holder", 0), ("class_teacher", 4)]


@pytest.mark.parametrize(
    ("spelling", "cadence"),
    [
        ('every = "2 weeks"', Rolling(every_days=14)),
        ('every = "1 week"', Rolling(every_days=7)),
        ('every = "10 days"', Rolling(every_days=10)),
        ('per = "month"', Calendar(per="month", times=1)),
        ('per = "quarter"\ntimes = 2', Calendar(per="quarter", times=2)),
        ('per = "term"\ntimes = 2', PerTerm(times=2)),
        ('weekday = "monday"', Weekly(weekday="monday")),
        ('windows = ["start", "end"]', Windows(windows=("start", "end"))),
        ('windows = "middle"', Windows(windows=("middle",))),
        ('on = "qingming"', Occasions(names=("qingming",))),
        (
            'on = ["lantern", "child_birthday"]\nbefore = "1 week"',
            Occasions(names=("lantern", "child_birthday"), shift=-7),
        ),
        ('on = "term_start"\nlater = "30 days"', Occasions(names=("term_start",), shift=30)),
        ('dates = "early march"', Dates(spans=(EARLY_MARCH,))),
        ('dates = ["3月上旬"]\nbefore = "10 days"', Dates(spans=(EARLY_MARCH,), shift=-10)),
    ],
)
def test_the_spellings_of_a_cadence(spelling: str, cadence: object) -> None:
    assert load(a_plan(('every = "2 weeks"', spelling))).rules[0].cadence == cadence


def test_what_is_done_on_demand_has_no_ladder() -> None:
    text = a_plan(('every = "2 weeks"', "on_demand = true"), (LADDER, "ladder = []"))
    assert load(text).rules[0].cadence == OnDemand()
    assert the_problem(('every = "2 weeks"', "on_demand = true")).code == "ladder_on_demand"


REVIEW = ('every = "2 weeks"', "on_review = true")
BY_TEACHER = ('holder = "parent"', 'holder = "class_teacher"\nform = "education-review"')


def test_what_is_reviewed_is_held_by_staff_and_has_a_card() -> None:
    """The family never hears of a plan for a child (row 49)."""
    assert load(a_plan(REVIEW, BY_TEACHER)).rules[0].cadence == OnReview()
    family = the_problem(REVIEW, ("needs", 'form = "education-review"\nneeds'))
    assert (family.key, family.code) == ("holder", "value")
    bare = the_problem(REVIEW, ('holder = "parent"', 'holder = "class_teacher"'))
    assert (bare.key, bare.code) == ("form", "missing")


def test_a_rule_says_when_it_rests_what_pauses_it_and_whether_it_tightens() -> None:
    more = 'row = 22\nrests = "vacation"\npauses = "parent_home"\nkey_child = "halve"'
    rule = load(a_plan(("row = 22", more), ("after = 4", "after = 3"))).rules[0]
    assert (rule.rests, rule.pauses, rule.key_child) == ("vacation", ("parent_home",), "halve")


@pytest.mark.parametrize(
    ("cadence", "key", "code", "allowed"),
    [
        ('weekday = "sunday"', "weekday", "value", "monday, tuesday"),
        ('windows = ["start", "now"]', "windows", "value", "start, middle, end"),
        ("windows = []", "windows", "empty", ""),
        ("windows = [1]", "windows", "type_list", ""),
        ('on = "christmas"', "on", "value", "spring_festival"),
        ("on = 1", "on", "type_list", ""),
        ("dates = []", "dates", "empty", ""),
        ("dates = [1]", "dates", "type_list", ""),
        ('dates = ["june 31"]', "dates", "date_words", ""),
        ('weekday = "monday"\ntimes = 2', "times", "cadence_beside", "per"),
        ('per = "month"\nbefore = "3 days"', "before", "cadence_beside", "on, dates"),
        ('on = "lantern"\nbefore = "90 days"', "before", "interval", ""),
        ('on = "lantern"\nbefore = "1 day"\nlater = "1 day"', "before", "before_and_later", ""),
        ("on_demand = false", "on_demand", "only_true", ""),
    ],
)
def test_a_cadence_that_cannot_be_read_says_why(
    cadence: str, key: str, code: str, allowed: str
) -> None:
    found = the_problem(('every = "2 weeks"', cadence))
    assert (found.rule, found.key, found.code) == ("call", key, code)
    assert allowed in found.params.get("allowed", "")


@pytest.mark.parametrize(
    ("more", "key", "code"),
    [
        ('rests = "sundays"', "rests", "value"),
        ('pauses = ["rain"]', "pauses.1", "value"),
        ('key_child = "double"', "key_child", "value"),
        ('key_child = "halve"', "key_child", None),
    ],
)
def test_resting_pausing_and_tightening_have_their_words(
    more: str, key: str, code: str | None
) -> None:
    text = a_plan(("row = 22", f"row = 22\n{more}"))
    if code is None:
        assert load(text).rules
    else:
        (found,) = problems(text)
        assert (found.key, found.code) == (key, code)


@pytest.mark.parametrize(
    ("cadence", "ladder", "code"),
    [
        ('weekday = "monday"', 3, "key_child_cadence"),
        ('every = "4 days"', 2, "key_child_ladder"),
        ('per = "month"\ntimes = 14', 0, "key_child_ladder"),
    ],
)
def test_twice_as_often_has_to_make_sense(cadence: str, ladder: int, code: str) -> None:
    found = the_problem(
        ("row = 22", 'row = 22\nkey_child = "halve"'),
        ('every = "2 weeks"', cadence),
        (LADDER, f'ladder = [{{ to = "holder", after = {ladder} }}]'),
    )
    assert (found.key, found.code) == ("key_child", code)


@pytest.mark.parametrize(
    ("more", "cadence", "key"),
    [
        ('pauses = "parent_home"', 'every = "2 weeks"', "pauses"),
        ('key_child = "halve"', 'every = "2 weeks"', "key_child"),
        ("version = 1", 'on = "child_birthday"', "on"),
    ],
)
def test_a_schools_own_rule_knows_nothing_of_a_child(more: str, cadence: str, key: str) -> None:
    more = "" if more.startswith("version") else more
    found = problems(
        a_plan(
            ('subject = "child"', f'subject = "school"\n{more}'),
            ('holder = "parent"', 'holder = "principal"'),
            ("给{child}", ""),
            ("Call {child}", "Call"),
            ('every = "2 weeks"', cadence),
        )
    )
    assert [(it.key, it.code) for it in found] == [(key, "for_a_child")]


def test_two_dates_are_as_far_apart_as_their_ladder_is_long() -> None:
    dates = 'dates = ["early march", "march 14"]'
    assert load(a_plan(('every = "2 weeks"', dates), ("after = 4", "after = 11"))).rules
    found = the_problem(('every = "2 weeks"', dates), ("after = 4", "after = 12"))
    assert (found.code, found.params["highest"]) == ("ladder_long", "11")


def test_several_holders_and_closing_kinds_are_lists() -> None:
    text = a_plan(
        ('holder = "parent"', 'holder = ["hotline_duty", "class_teacher"]'),
        ('kind = "call"', 'kind = "call"\nclosed_by = ["call", "hotline"]'),
    )
    rule = load(text).rules[0]
    assert rule.holder == ("hotline_duty", "class_teacher")
    assert rule.closed_by == ("call", "hotline")


def test_a_rule_the_plan_does_not_have_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load(a_plan()).rule("letter")


def test_a_plan_cannot_be_changed_once_read() -> None:
    plan: Plan = load(a_plan())
    with pytest.raises(ValueError, match="frozen"):
        plan.version = 2  # type: ignore[misc]  # that it is refused is the point


def test_the_digest_tells_edits_apart() -> None:
    assert digest("方案") == sha256("方案".encode()).hexdigest()
    assert digest(a_plan()) != digest(a_plan(("after = 4", "after = 5")))


@pytest.mark.parametrize(
    ("text", "line"),
    [("id = ours", "1"), ('id = "ours"\n\nversion = = 1', "3"), ('a = 1\na = """', "2")],
)
def test_a_slip_in_the_toml_names_its_line(text: str, line: str) -> None:
    assert problems(text) == (Problem(None, None, "syntax", {"line": line}),)


def test_a_missing_key_is_named_with_its_rule() -> None:
    assert the_problem(('needs = "any"\n', "")) == Problem("call", "needs", "missing")


def test_a_rule_without_an_id_is_named_by_its_number() -> None:
    assert the_problem(('id = "call"\n', "")) == Problem("#1", "id", "missing")


def test_a_missing_key_of_the_plan_itself_is_named() -> None:
    assert the_problem(("version = 1\n", "")) == Problem(None, "version", "missing")


def test_a_plan_needs_rules() -> None:
    assert problems(HEAD) == (Problem(None, "rule", "missing"),)
    assert [it.code for it in problems(HEAD + 'rule = "call"')] == ["type_rules"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("row = 22", "row = 22\nhour = 1", "hour"),
        ("row = 22", 'row = 22\ncadence = "often"', "cadence"),
        ("after = 4", "after = 4, hour = 9", "ladder.2.hour"),
    ],
)
def test_an_unknown_key_comes_with_those_allowed(old: str, new: str, key: str) -> None:
    found = the_problem((old, new))
    assert (found.key, found.code) == (key, "unknown_key")
    wanted = "after" if key.startswith("ladder") else "every, per, times"
    assert wanted in found.params["allowed"]
    assert "cadence" not in found.params["allowed"]


def test_rules_in_the_plural_are_pointed_to_the_singular() -> None:
    found = problems(a_plan(("[[rule]]", "[[rules]]")))
    assert {(it.key, it.code) for it in found} == {("rules", "unknown_key"), ("rule", "missing")}
    assert "rule" in found[-1].params["allowed"]


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('subject = "child"', 'subject = "dog"', "subject", "child, class, school"),
        ('needs = "any"', 'needs = "all"', "needs", "any, each"),
        ('every = "2 weeks"', 'per = "day"', "per", "week, month, quarter, year, term"),
        ('holder = "parent"', 'holder = "uncle"', "holder", ", ".join([*Role, *Post])),
        ('to = "class_teacher"', 'to = "father"', "ladder.2.to", ", ".join(["holder", *Post])),
    ],
)
def test_a_word_that_is_not_allowed_comes_with_those_that_are(
    old: str, new: str, key: str, allowed: str
) -> None:
    found = the_problem((old, new))
    assert (found.rule, found.key, found.code) == ("call", key, "value")
    assert found.params["allowed"] == allowed
    assert found.params["value"] in new


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ("row = 22", 'row = "22"', "row", "type_number"),
        ("row = 22", "row = true", "row", "type_number"),
        ('icon = "📞"', "icon = 1", "icon", "type_text"),
        ("row = 22", "row = 22\noptional = 1", "optional", "type_bool"),
        ('holder = "parent"', "holder = 1", "holder", "type_list"),
        ('holder = "parent"', "holder = [1]", "holder.1", "type_text"),
        (
            'title = { zh-Hans = "打电话", en = "A call" }',
            'title = "A call"',
            "title",
            "type_table",
        ),
        ('{ to = "class_teacher", after = 4 }', '"class_teacher 4"', "ladder.2", "type_table"),
        ("after = 4", 'after = "4 days"', "ladder.2.after", "type_number"),
        ('every = "2 weeks"', 'per = "month"\ntimes = "two"', "times", "type_number"),
        ('every = "2 weeks"', 'per = "month"\ntimes = true', "times", "type_number"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(old: str, new: str, key: str, code: str) -> None:
    assert the_problem((old, new)) == Problem("call", key, code)


@pytest.mark.parametrize("every", ['"fortnightly"', '"0 days"', '"1 month"', '"53 weeks"', "14"])
def test_an_interval_is_a_number_of_days_or_weeks_up_to_a_year(every: str) -> None:
    found = the_problem(('every = "2 weeks"', f"every = {every}"))
    assert (found.key, found.code) == ("every", "interval")
    assert found.params == {"value": every.strip('"'), "highest": "366"}


@pytest.mark.parametrize(
    ("cadence", "code"),
    [
        ("", "no_cadence"),
        ('every = "2 weeks"\nper = "month"', "two_cadences"),
        ('every = "2 weeks"\ntimes = 2', "cadence_beside"),
        ("times = 2", "no_cadence"),
        ('every = "2 weeks"\nday = 25', "day_without_month"),
        ('per = "week"\nday = 3', "day_without_month"),
        ('per = "year"\nday = 3', "day_without_month"),
        ('per = "month"\ntimes = 2\nday = 25', "day_without_month"),
        ('per = "month"\nday = 28', "range"),
        ('per = "month"\nday = true', "range"),
    ],
)
def test_a_rule_has_exactly_one_cadence(cadence: str, code: str) -> None:
    assert the_problem(('every = "2 weeks"', cadence)).code == code


@pytest.mark.parametrize("times", ["0", "-1", "28", "1000000000"])
def test_a_count_fits_its_period(times: str) -> None:
    found = the_problem(('every = "2 weeks"', f'per = "month"\ntimes = {times}'))
    assert (found.key, found.code) == ("times", "range")
    assert found.params == {"value": times, "lowest": "1", "highest": "27"}


@pytest.mark.parametrize("key", ["title", "ask", "done"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_text_is_there_in_both_languages(key: str, language: str) -> None:
    other = {"zh-Hans": "en", "en": "zh-Hans"}[language]
    lines = [
        f'{key} = {{ {other} = "{{child}}" }}' if line.startswith(f"{key} =") else line
        for line in RULE.splitlines()
    ]
    found = problems(HEAD + "\n".join(lines))
    assert found == (Problem("call", f"{key}.{language}", "language", {"language": language}),)


def test_the_plans_own_title_too() -> None:
    found = the_problem(('title.en = "Our plan"', 'title.en = " "'))
    assert found == Problem(None, "title.en", "language", {"language": "en"})


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ("Call", "placeholder_missing"),
        ("Call {name}", "placeholder"),
        ("Call {child} at {hour}", "placeholder"),
        ("Call {child!r}", "placeholder"),
        ("Call {child", "braces"),
    ],
)
def test_a_reminder_names_the_child_and_nothing_else(ask: str, code: str) -> None:
    assert the_problem(("Call {child}", ask)) == Problem("call", "ask.en", code)


def test_a_schools_reminder_names_no_child_and_no_family() -> None:
    found = problems(a_plan(('subject = "child"', 'subject = "school"')))
    assert [(it.key, it.code) for it in found] == [
        ("holder", "value"),
        ("ask.zh-Hans", "placeholder"),
        ("ask.en", "placeholder"),
    ]


@pytest.mark.parametrize("name", ["Call", "call/1", "call#1", "电话", "x" * 33, ""])
def test_an_id_can_be_part_of_a_duty_key(name: str) -> None:
    found = problems(a_plan(('id = "call"', f'id = "{name}"')))
    assert [(it.key, it.code) for it in found] == [("id", "id")]


def test_two_rules_cannot_share_an_id() -> None:
    assert problems(HEAD + RULE + RULE) == (Problem("call", "id", "twice"),)


def test_what_answers_a_duty_also_closes_it() -> None:
    found = the_problem(('kind = "call"', 'kind = "call"\nclosed_by = ["hotline"]'))
    assert found == Problem("call", "closed_by", "kind_left_out", {"kind": "call"})


@pytest.mark.parametrize("icon", ["", "call", "📞📞📞📞📞📞📞📞📞"])
def test_an_icon_is_one_sign(icon: str) -> None:
    assert the_problem(("📞", icon)) == Problem("call", "icon", "icon")


def test_somebody_holds_the_duty() -> None:
    assert the_problem(('holder = "parent"', "holder = []")) == Problem("call", "holder", "empty")


def test_a_ladder_begins_with_the_holder() -> None:
    found = the_problem(('to = "holder", after = 0', 'to = "principal", after = 0'))
    assert (found.key, found.code) == ("ladder.1.to", "ladder_first")


def test_a_ladder_begins_when_the_duty_is_due() -> None:
    assert the_problem(("after = 0", "after = -1")).code == "ladder_early"


@pytest.mark.parametrize("after", ["0", "-3"])
def test_the_rungs_of_a_ladder_rise(after: str) -> None:
    found = the_problem(("after = 4", f"after = {after}"))
    assert (found.key, found.code) == ("ladder.2.after", "ladder_order")
    assert found.params == {"value": after, "before": "0"}


@pytest.mark.parametrize(
    ("cadence", "highest"),
    [
        ('every = "2 weeks"', 12),
        ('per = "week"', 2),
        ('weekday = "monday"', 5),
        ('windows = ["start", "middle"]', 12),
        ('on = "lantern"', 29),
        ('per = "month"', 12),
        ('per = "month"\ntimes = 2', 7),
        ('per = "term"\ntimes = 2', 26),
    ],
)
def test_a_ladder_ends_before_its_duty_even_in_the_shortest_period(
    cadence: str, highest: int
) -> None:
    """Conflict C25: the sources name no consequence; ours is soft and always within the duty."""
    fitting = a_plan(('every = "2 weeks"', cadence), ("after = 4", f"after = {highest}"))
    assert load(fitting).rules[0].ladder[-1].after == highest
    found = the_problem(('every = "2 weeks"', cadence), ("after = 4", f"after = {highest + 1}"))
    assert (found.key, found.code) == ("ladder.2.after", "ladder_long")
    assert found.params == {"value": str(highest + 1), "highest": str(highest)}


def test_all_problems_of_all_rules_come_at_once() -> None:
    second = RULE.replace('id = "call"', 'id = "letter"').replace('needs = "any"\n', "")
    text = a_plan(("after = 4", "after = 0"), ('every = "2 weeks"', 'every = "often"')) + second
    assert {(it.rule, it.code) for it in problems(text)} == {
        ("call", "interval"),
        ("call", "ladder_order"),
        ("letter", "missing"),
    }


def test_a_plan_error_can_be_read_in_a_log() -> None:
    with pytest.raises(PlanError, match=r"^call\.needs: missing$"):
        load(a_plan(('needs = "any"\n', "")))


KEYS = [line.partition(" =")[0] for line in RULE.splitlines() if " = " in line]
HARMLESS = {("row", "1"), ("ladder", "[]")}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["1", "1.5", "true", '""', "[]", "[[1]]", "{}", "2025-03-03"])
def test_whatever_stands_at_a_key_is_read_or_refused_by_name(key: str, value: str) -> None:
    lines = [
        f"{key} = {value}" if line.startswith(f"{key} =") else line for line in RULE.splitlines()
    ]
    text = HEAD + "\n".join(lines)
    if (key, value) in HARMLESS:
        assert load(text).rules
    else:
        assert any((it.key or "").startswith(key) for it in problems(text))

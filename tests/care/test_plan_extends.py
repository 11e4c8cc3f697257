"""A plan that builds on others, and what differs between two plans."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.cadences import Rolling, Weekly
from care.plan import load
from care.plan_diff import differences
from care.plan_extends import composed
from care.problems import PlanError
from care.rule import HOLDER, Pairs, Plan
from services.plans import find, shipped
from tests.care.test_plan import HEAD, RULE

TALK = RULE.replace('"call"', '"talk"')
BASES = {
    "town": HEAD + RULE + TALK,
    "county": HEAD.replace("Our", "Their") + RULE.replace("2 weeks", "3 weeks"),
    "village": HEAD + RULE,
    "ring": 'extends = "ring"' + HEAD,
}
OWN = 'id = "school"\nversion = 3\n'


def whole(text: str) -> Plan:
    return load(composed(text, tuple(BASES), BASES.__getitem__))


def the_problem(text: str) -> tuple[str | None, str]:
    with pytest.raises(PlanError) as caught:
        composed(text, tuple(BASES), BASES.__getitem__)
    (only,) = caught.value.problems
    return only.key, only.code


def test_a_plan_that_builds_on_nothing_stays_as_it_is_written() -> None:
    assert composed(BASES["town"], (), BASES.__getitem__) == BASES["town"]


def test_a_plan_has_the_rules_and_the_title_of_the_one_it_builds_on() -> None:
    plan = whole(f'extends = "town"\n{OWN}')
    assert (plan.id, plan.version, plan.title["en"]) == ("school", 3, "Our plan")
    assert plan.rules == load(BASES["town"]).rules


BOTH = 'extends = ["town", "county"]\n'


def test_two_plans_whose_rules_of_one_id_differ_are_refused_with_the_way_out() -> None:
    with pytest.raises(PlanError) as caught:
        whole(BOTH + OWN)
    (only,) = caught.value.problems
    assert (only.rule, only.code) == ("call", "extends_clash")
    assert only.params == {"plans": "town, county", "id": "call", "first": "town", "key": "town"}


def test_a_rule_that_two_plans_have_alike_is_asked_for_once() -> None:
    plan = whole(f'extends = ["town", "village"]\n{OWN}')
    assert [rule.id for rule in plan.rules] == ["call", "talk"]


@pytest.mark.parametrize(("dropped", "days"), [("town.call", 21), ("county.call", 14)])
def test_one_of_two_plans_keeps_its_rule(dropped: str, days: int) -> None:
    plan = whole(f'{BOTH}drop = ["{dropped}"]\n{OWN}')
    assert {rule.id for rule in plan.rules} == {"call", "talk"}
    assert plan.rule("call").cadence == Rolling(every_days=days)


def test_both_plans_keep_their_rule_where_one_is_renamed() -> None:
    own = '[[rule]]\nid = "county-call"\nevery = "4 weeks"\n'
    plan = whole(f'{BOTH}rename.county.call = "county-call"\n{OWN}{own}')
    assert [rule.id for rule in plan.rules] == ["call", "talk", "county-call"]
    assert plan.rule("call").cadence == Rolling(every_days=14)
    assert plan.rule("county-call").cadence == Rolling(every_days=28)
    assert plan.rule("county-call").kind == "call"


def test_a_rule_dropped_everywhere_may_be_written_anew() -> None:
    plan = whole(f'{BOTH}drop = "call"\n{OWN}{RULE.replace("2 weeks", "1 week")}')
    assert plan.rule("call").cadence == Rolling(every_days=7)


def test_an_own_change_does_not_choose_between_two_plans() -> None:
    """Its other keys would be one plan's, and nobody would have said whose."""
    with pytest.raises(PlanError, match="call: extends_clash"):
        whole(f'{BOTH}{OWN}[[rule]]\nid = "call"\nper = "month"\n')


def test_the_same_rule_written_twice_is_refused_as_anywhere() -> None:
    with pytest.raises(PlanError, match=r"call\.id: twice"):
        whole(f'extends = "town"\n{OWN}{RULE}{RULE}')


IDS = st.sampled_from(["a", "b", "c", "d"])
PLANS = st.dictionaries(IDS, st.sampled_from(["1 week", "2 weeks"]))


@given(PLANS, PLANS, st.sets(IDS))
def test_nothing_that_a_plan_asks_for_is_lost_unless_it_is_dropped_by_name(
    one: dict[str, str], other: dict[str, str], dropped: set[str]
) -> None:
    bases = {"one": written(one), "other": written(other)}
    names = dropped & {*one, *other}
    text = f'extends = ["one", "other"]\ndrop = [{", ".join(map(repr, sorted(names)))}]\n{OWN}'
    differ = {i for i in one if i in other and one[i] != other[i]} - names
    if differ:
        with pytest.raises(PlanError) as caught:
            composed(text, tuple(bases), bases.__getitem__)
        assert {problem.rule for problem in caught.value.problems} == differ
        return
    found = tomllib.loads(composed(text, tuple(bases), bases.__getitem__))["rule"]
    expected = {i: every for i, every in {**one, **other}.items() if i not in names}
    assert {rule["id"]: rule["every"] for rule in found} == expected


def written(rules: dict[str, str]) -> str:
    return "".join(f'[[rule]]\nid = "{i}"\nevery = "{every}"\n' for i, every in rules.items())


WITH_HEADS = {
    "day": HEAD + 'staff_hours = "working_hours"\npairs = { lowest = 1, highest = 4 }\n' + RULE,
    "night": HEAD + 'staff_hours = "own_hour"\n' + TALK,
    "silent": HEAD + TALK,
    "again": HEAD + 'extends = "day"\nstaff_hours = "own_hour"\n',
}


def built(bases: list[str], own: str = "") -> Plan:
    text = f"extends = {bases}\n{own}{OWN}"
    return load(composed(text, tuple(WITH_HEADS), WITH_HEADS.__getitem__))


@pytest.mark.parametrize("bases", [["day"], ["day", "silent"], ["silent", "day"]])
def test_the_hours_of_the_staff_and_the_pairs_are_those_of_the_plans_it_builds_on(
    bases: list[str],
) -> None:
    plan = built(bases)
    assert (plan.staff_hours, plan.pairs) == ("working_hours", Pairs(lowest=1, highest=4))
    (rung,) = {rung.at for rung in plan.rule("call").ladder if rung.to != HOLDER}
    assert rung == "working_hours"


def test_through_several_plans_the_nearest_word_counts() -> None:
    plan = built(["again"])
    assert (plan.staff_hours, plan.pairs.highest) == ("own_hour", 4)


def test_two_plans_that_differ_on_the_hours_are_refused_until_the_file_says_its_own() -> None:
    with pytest.raises(PlanError) as caught:
        built(["day", "night"])
    (only,) = caught.value.problems
    assert (only.rule, only.key, only.code) == (None, "staff_hours", "extends_differ")
    assert only.params == {"plans": "day, night", "key": "staff_hours"}
    own = built(["day", "night"], 'staff_hours = "own_hour"\npairs = { lowest = 2 }\n')
    assert (own.staff_hours, own.pairs) == ("own_hour", Pairs())


def test_a_rule_is_dropped_by_its_id() -> None:
    plan = whole(f'extends = "town"\ndrop = ["call"]\n{OWN}')
    assert [rule.id for rule in plan.rules] == ["talk"]


def test_a_rule_is_overridden_key_by_key_and_its_cadence_as_a_whole() -> None:
    own = '[[rule]]\nid = "call"\nholder = "guardian"\nper = "month"\n'
    changed = whole(f'extends = "town"\n{OWN}{own}').rule("call")
    before = load(BASES["town"]).rule("call")
    assert changed.holder == ("guardian",)
    assert changed.cadence != before.cadence
    assert (changed.title, changed.ladder, changed.row) == (before.title, before.ladder, before.row)


def test_a_new_rule_comes_behind_the_others() -> None:
    own = RULE.replace('"call"', '"letter"')
    plan = whole(f'extends = "town"\n{OWN}{own}')
    assert [rule.id for rule in plan.rules] == ["call", "talk", "letter"]


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ('extends = "lanzhou"\n', "extends", "value"),
        ("extends = 1\n", "extends", "type_list"),
        ('extends = "ring"\n', "extends", "extends_circle"),
        ('extends = "town"\ndrop = "letter"\n', "drop", "value"),
        ('extends = "town"\ndrop = "county.call"\n', "drop", "value"),
        ('drop = "letter"\n', "drop", "value"),
        ('extends = "town"\nrename = "call"\n', "rename", "type_table"),
        ('extends = "town"\nrename.town = "call"\n', "rename.town", "type_table"),
        ('extends = "town"\nrename.town.call = 2\n', "rename.town.call", "type_text"),
        ('extends = "town"\nrename.county.call = "x"\n', "rename", "value"),
        ('extends = "town"\nrename.town.letter = "x"\n', "rename.town", "value"),
        ('extends = "town"\nrename.town.call = "talk"\n', "rename.town", "twice"),
        ('extends = "town"\nrule = "call"\n', "rule", "type_rules"),
        ("extends = town\n", None, "syntax"),
    ],
)
def test_what_cannot_be_put_together_is_named(text: str, key: str | None, code: str) -> None:
    assert the_problem(text + (OWN if code != "syntax" else "")) == (key, code)


def test_a_school_combines_shipped_plans_and_overrides_them() -> None:
    known = shipped()
    text = (
        'extends = ["linxia", "town-primary", "dropout-control"]\n'
        'drop = ["town-report", "linxia.visit", "linxia.letter"]\n'
        'rename.town-primary.guardian-talk = "guardian-words"\n'
        'id = "ours"\nversion = 1\ntitle.zh-Hans = "本校"\ntitle.en = "Ours"\n'
        '[[rule]]\nid = "talk"\nweekday = "monday"\nladder = [{ to = "holder", after = 0 }]\n'
    )
    with pytest.raises(PlanError, match=r"talk\.key_child: key_child_cadence"):
        load(composed(text, tuple(known), find))
    plan = load(composed(f'{text}key_child = "same"\n', tuple(known), find))
    assert (plan.rule("visit").row, plan.rule("talk").row) == (53, 42)
    assert plan.rule("talk").cadence == Weekly(weekday="monday")
    every = {"call", "attendance", "guardian-talk", "guardian-words"}
    assert every <= {rule.id for rule in plan.rules}
    assert "town-report" not in {rule.id for rule in plan.rules}


def test_two_plans_differ_in_rules_and_in_keys() -> None:
    old, new = whole(f'extends = "town"\n{OWN}'), whole(f'extends = "county"\n{OWN}')
    found = differences(old, new)
    assert [rule.id for rule in found.dropped] == ["talk"]
    assert [rule.id for rule in differences(new, old).added] == ["talk"]
    assert [(change.new.id, change.keys) for change in found.changed] == [("call", ("cadence",))]
    assert differences(old, old).changed == ()

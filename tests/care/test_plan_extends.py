"""A plan that builds on others, and what differs between two plans."""

import pytest

from care.cadences import Rolling, Weekly
from care.plan import load
from care.plan_diff import differences
from care.plan_extends import composed
from care.problems import PlanError
from care.rule import Plan
from services.plans import find, shipped
from tests.care.test_plan import HEAD, RULE

TALK = RULE.replace('"call"', '"talk"')
BASES = {
    "town": HEAD + RULE + TALK,
    "county": HEAD.replace("Our", "Their") + RULE.replace("2 weeks", "3 weeks"),
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


def test_of_two_plans_with_the_same_rule_the_later_one_counts() -> None:
    plan = whole(f'extends = ["town", "county"]\n{OWN}')
    assert [rule.id for rule in plan.rules] == ["call", "talk"]
    assert plan.rule("call").cadence == Rolling(every_days=21)


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
        ('drop = "letter"\n', "drop", "value"),
        ('extends = "town"\nrule = "call"\n', "rule", "type_rules"),
        ("extends = town\n", None, "syntax"),
    ],
)
def test_what_cannot_be_put_together_is_named(text: str, key: str | None, code: str) -> None:
    assert the_problem(text + (OWN if code != "syntax" else "")) == (key, code)


def test_a_school_combines_shipped_plans_and_overrides_them() -> None:
    known = shipped()
    text = (
        'extends = ["linxia", "town-primary", "dropout-control"]\ndrop = ["town-report"]\n'
        'id = "ours"\nversion = 1\ntitle.zh-Hans = "本校"\ntitle.en = "Ours"\n'
        '[[rule]]\nid = "talk"\nweekday = "monday"\nladder = [{ to = "holder", after = 0 }]\n'
    )
    with pytest.raises(PlanError, match=r"talk\.key_child: key_child_cadence"):
        load(composed(text, tuple(known), find))
    plan = load(composed(f'{text}key_child = "same"\n', tuple(known), find))
    assert (plan.rule("visit").row, plan.rule("talk").row) == (53, 42)
    assert plan.rule("talk").cadence == Weekly(weekday="monday")
    assert {"call", "attendance"} <= {rule.id for rule in plan.rules}
    assert "town-report" not in {rule.id for rule in plan.rules}


def test_two_plans_differ_in_rules_and_in_keys() -> None:
    old, new = whole(f'extends = "town"\n{OWN}'), whole(f'extends = "county"\n{OWN}')
    found = differences(old, new)
    assert [rule.id for rule in found.dropped] == ["talk"]
    assert [rule.id for rule in differences(new, old).added] == ["talk"]
    assert [(change.new.id, change.keys) for change in found.changed] == [("call", ("cadence",))]
    assert differences(old, old).changed == ()

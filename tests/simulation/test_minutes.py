"""How long the staff are busy with what a programme asks of them."""

import pytest

from care.plan import load
from services.plans import find, shipped
from simulation.minutes import MINUTES, OTHERWISE, TOUCHES, work


@pytest.mark.parametrize("plan_id", shipped())
def test_every_kind_that_a_shipped_plan_asks_for_has_its_minutes_or_is_a_touch(
    plan_id: str,
) -> None:
    rules = load(find(plan_id)).rules
    asked_for = {kind for rule in rules for kind in (rule.kind, *rule.closed_by)}
    assert asked_for <= MINUTES.keys() | TOUCHES


def test_a_kind_has_its_minutes_or_is_a_touch_and_not_both() -> None:
    assert TOUCHES.isdisjoint(MINUTES)
    assert all(minutes > OTHERWISE for minutes in MINUTES.values())


def test_a_class_teacher_is_as_long_with_the_parents_as_a_principal_with_the_guardians() -> None:
    found = work({"class_teacher/parents-meeting": 2, "principal/meeting": 2, "deputy/call": 3})
    assert found == {"class_teacher": 240, "principal": 240, "deputy": 15}

"""What has changed from one plan to another: rules by id, and the keys of a rule."""

from dataclasses import dataclass

from care.rule import Plan, Rule


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that both plans have, and the keys in which they differ."""

    old: Rule
    new: Rule
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Rules that are new, that are gone, and that have changed, each in the order of its plan."""

    added: tuple[Rule, ...]
    dropped: tuple[Rule, ...]
    changed: tuple[Change, ...]


def differences(old: Plan, new: Plan) -> Differences:
    """How the new plan differs from the old one."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    both = (
        Change(before[i], rule, _keys(before[i], rule)) for i, rule in after.items() if i in before
    )
    return Differences(
        added=tuple(rule for rule in new.rules if rule.id not in before),
        dropped=tuple(rule for rule in old.rules if rule.id not in after),
        changed=tuple(change for change in both if change.keys),
    )


def _keys(old: Rule, new: Rule) -> tuple[str, ...]:
    return tuple(k for k in Rule.model_fields if getattr(old, k) != getattr(new, k))

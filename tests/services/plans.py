"""Care programmes for tests: short ones of our own, and the one that ships with the product."""

from services.plans import find

_LADDER = '{ to = "holder", after = 0 }, { to = "holder", after = 2 }, '
_LADDER += '{ to = "class_teacher", after = 4 }, { to = "principal", after = 7 }'
_TEACHERS = '{ to = "holder", after = 0 }, { to = "holder", after = 5 }, '
_TEACHERS += '{ to = "principal", after = 10 }'


def a_plan_of(*rules: str) -> str:
    """The TOML text of a plan."""
    head = 'id = "test"\nversion = 1\ntitle.zh-Hans = "测试"\ntitle.en = "Test"\n'
    return head + "".join(rules)


def a_rule_text(
    rule_id: str,
    holder: str = '"parent"',
    cadence: str = 'every = "2 weeks"',
    ladder: str = _LADDER,
    more: str = "",
) -> str:
    """One rule of a plan as its writer spells it; `kind` is the rule's own id."""
    texts = "".join(
        f'{name}.zh-Hans = "{rule_id} {{child}}"\n{name}.en = "{rule_id} {{child}}"\n'
        for name in ("title", "ask", "done")
    )
    return (
        f'[[rule]]\nid = "{rule_id}"\nrow = 22\nicon = "📞"\n{texts}subject = "child"\n'
        f'holder = {holder}\nneeds = "any"\nkind = "{rule_id}"\n{cadence}\n'
        f"ladder = [{ladder}]\n{more}"
    )


def a_school_rule(rule_id: str, holder: str = '"principal"', ladder: str = _LADDER) -> str:
    """A rule of what the school itself owes."""
    rule = a_rule_text(rule_id, holder, ladder=ladder)
    return rule.replace('subject = "child"', 'subject = "school"').replace(" {child}", "")


def a_class_rule(rule_id: str, holder: str = '"class_teacher"', ladder: str = _TEACHERS) -> str:
    """A rule of what a class owes as a whole."""
    rule = a_rule_text(rule_id, holder, ladder=ladder)
    return rule.replace('subject = "child"', 'subject = "class"').replace(" {child}", "")


CALL = a_rule_text("call", more='closed_by = ["call", "hotline"]\n')
LETTER = a_rule_text("letter")
TALK = a_rule_text("talk", '"class_teacher"', ladder=_TEACHERS)
HOTLINE = a_rule_text("hotline", '["hotline_duty", "class_teacher"]', ladder=_TEACHERS)

CALLS = a_plan_of(CALL)
"""The parents call every two weeks: they are reminded on the day and two days later, then the
class teacher hears of it after four days, the principal after seven."""

CALLS_AND_HOTLINE = a_plan_of(CALL, HOTLINE)
CALLS_AND_TALKS = a_plan_of(CALL, TALK)
TWO_TASKS = a_plan_of(CALL, LETTER)
LINXIA = find("linxia")

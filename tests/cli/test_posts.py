"""`hongyan post`: given, handed over, ended from a day on; what makes no sense is refused."""

import pytest

from cli.terminal import T
from tests.cli.office import SCHOOL, Office

CLASS = "三年级(1)班"
NEW, NUMBER = "苗望舒", "+8616700000077"


@pytest.fixture
def school(office: Office) -> Office:
    office.has_imported()
    return office


def who(office: Office, post: str, unit: str = CLASS) -> list[tuple[str, str | None]]:
    found = office.types("post", "list", unit, "--json").json
    return [(each["name"], each["until"]) for each in found if each["post"] == post]


def test_a_class_is_handed_over_from_a_day_on(school: Office) -> None:
    ((before, _),) = who(school, "class_teacher")
    first = ("--from", "2099-09-01")

    said = school.types("post", "give", CLASS, "class_teacher", NEW, "--phone", NUMBER, *first)

    assert (said.code, said.out.strip()) == (0, T("cli.post.given"))
    assert who(school, "class_teacher") == [(before, "2099-08-31"), (NEW, None)]
    again = school.types("post", "end", CLASS, "class_teacher", NEW)
    assert (again.code, again.out.strip()) == (0, T("cli.post.ended"))
    assert who(school, "class_teacher") == [(before, None)]


def test_the_principal_and_a_shared_post_change_hands_at_once(school: Office) -> None:
    before = [name for name, _ in who(school, "principal", SCHOOL)]
    for post in ("principal", "counsellor"):
        assert school.types("post", "give", SCHOOL, post, NEW, "--phone", NUMBER).code == 0

    assert who(school, "principal", SCHOOL) == [(NEW, None)]
    assert NEW not in before
    assert NEW in [name for name, _ in who(school, "counsellor", SCHOOL)]
    shown = school.types("post", "list", SCHOOL).out
    assert T("role.principal") in shown


@pytest.mark.parametrize(
    ("words", "code", "key"),
    [
        (("give", CLASS, "principal", NEW), 1, "cli.post.not_there"),
        (("give", CLASS, "class_teacher", NEW, "--phone", "12"), 2, "cli.post.bad_phone"),
        (("give", CLASS, "class_teacher", NEW, "--from", "2001-01-01"), 2, "cli.post.over"),
        (("end", CLASS, "deputy", NEW), 1, "cli.post.nobody"),
        (("give", "九年级9班", "deputy", NEW), 1, "cli.unit.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence_and_changes_nothing(
    school: Office, words: tuple[str, ...], code: int, key: str
) -> None:
    before = school.types("post", "list", SCHOOL, "--json").json

    said = school.types("post", *words)

    assert said.code == code
    start = T(key, **dict.fromkeys(("unit", "post", "known", "phone", "day", "name"), "\0"))
    assert said.complaint.startswith(start.split("\0")[0])
    assert school.types("post", "list", SCHOOL, "--json").json == before


def test_who_has_it_already_is_said(school: Office) -> None:
    ((teacher, _),) = who(school, "class_teacher")

    said = school.types("post", "give", CLASS, "class_teacher", teacher)

    assert (said.code, said.complaint) == (1, T("cli.post.has_it", name=teacher))

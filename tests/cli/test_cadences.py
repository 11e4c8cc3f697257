"""How often, in words, in each language."""

import pytest

import cli.cadences
from care.plan import load
from cli.cadences import often
from locales.catalog import texts
from services.plans import find


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("linxia/call", "every 14 days", "每 14 天一次"),
        ("linxia/visit", "2 times a term", "每个学期 2 次"),
        ("linxia/census", "28 days before: 30 Jun", "提前 28 天：6月30日"),
        ("class-plan/talk", "every Monday", "每周一"),
        ("class-plan/counselling", "whenever it is needed", "随时"),
        (
            "town-primary/visit",
            "in the term: at the beginning, in the middle, at the end",
            "每学期：期初、期中、期末",
        ),
        ("town-primary/health-check", "7 days after: start of term", "开学之后 7 天"),
        (
            "dropout-control/school-report",
            "10 days before: 1 Mar–10 Mar, 1 Sep–10 Sep",
            "提前 10 天：3月1日–3月10日、9月1日–9月10日",
        ),
        ("ten-ones/birthday", "the child's birthday", "孩子生日"),
    ],
)
def test_every_way_of_counting_has_words(
    monkeypatch: pytest.MonkeyPatch, name: str, en: str, zh: str
) -> None:
    plan_id, _, rule_id = name.partition("/")
    rule = load(find(plan_id)).rule(rule_id)
    for language, words in (("en", en), ("zh-Hans", zh)):
        monkeypatch.setattr(cli.cadences, "T", texts(language))
        assert often(rule) == words

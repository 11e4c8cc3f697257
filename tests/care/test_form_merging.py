"""The newest answers of several records, and a card that asks only for what is missing."""

from care.contact import ASKED
from care.forms.filling import asked, begin, complete
from care.forms.merging import newest, only_missing
from services.forms.library import library

(CARD,) = [card for card in library().cards if card.form.id == "profile"]
FORM = CARD.form


def test_the_newest_answer_to_each_question_counts() -> None:
    known = newest(
        [
            (FORM, {"character": {"words": "内向"}, "health": "good"}),
            (FORM, {"character": {"words": "爱笑"}}),
        ]
    )

    assert known == {"character": {"words": "爱笑"}, "health": "good"}
    assert newest([]) == {}


def test_a_note_about_an_illness_goes_when_the_health_is_said_anew() -> None:
    ill = {"health": "illness", "health-note": {"words": "哮喘"}}

    assert newest([(FORM, ill), (FORM, {"health": "good"})]) == {"health": "good"}
    assert newest([(FORM, {"health": "good"}), (FORM, ill)]) == ill
    other = {"study": {"words": "认真"}}
    assert newest([(FORM, ill), (FORM, other)]) == ill | other


def test_only_what_is_missing_is_asked_and_nothing_known_is_stored_again() -> None:
    filling = begin(FORM, only_missing(FORM, ["character", "health", "gone"]))

    assert filling.at == "hobbies"
    assert complete(FORM, filling) == {}
    assert "health-note" not in {question.id for question in asked(FORM, filling.answers)}


def test_the_card_asks_for_the_three_of_the_five_that_no_sheet_has_first() -> None:
    assert [question.id for question in FORM.questions[: len(ASKED)]] == [*ASKED]
    assert all(question.optional for question in FORM.questions)


def test_health_is_kept_sealed_and_never_counted() -> None:
    assert FORM.question("health").sealed
    assert [q.id for q in FORM.questions if q.type == "choice" and not q.sealed] == []

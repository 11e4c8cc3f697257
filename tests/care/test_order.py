"""Lists that somebody looks through: names by their sound, classes by their grade."""

from care.order import by_grade, by_sound


def test_chinese_names_stand_in_the_order_of_their_sound() -> None:
    names = ["尤佳禾", "康乐天", "石望川", "穆思源", "马小满", "Anna"]

    assert sorted(names, key=by_sound) == ["Anna", "康乐天", "马小满", "穆思源", "石望川", "尤佳禾"]


def test_classes_stand_in_the_order_of_their_grades_and_numbers() -> None:
    names = ["四年级(1)班", "一年级(2)班", "三年级(10)班", "二年级(1)班", "三年级(9)班", "向阳班"]

    assert sorted(names, key=by_grade) == [
        *("向阳班", "一年级(2)班", "二年级(1)班", "三年级(9)班", "三年级(10)班", "四年级(1)班"),
    ]


def test_a_character_outside_every_standard_still_has_its_place() -> None:
    assert sorted(["\ud800", "马小满"], key=by_sound) == ["\ud800", "马小满"]

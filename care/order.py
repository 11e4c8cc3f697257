"""In which order people and classes stand in a list that somebody looks through. Pure.

Chinese names by their sound: GB 18030 has the common characters in the order of Pinyin. Classes by
their grade: 一 三 二 is the order of the code points, and nobody's.
"""

from care.promotion import grade_of, number_of


def by_sound(name: str) -> bytes:
    """What a name is sorted by."""
    return name.encode("gb18030", "replace")


def by_grade(name: str) -> tuple[int, int, bytes]:
    """What a class's name is sorted by; a class with a name of its own comes first."""
    return (grade_of(name) or 0, number_of(name) or 0, by_sound(name))

"""The school's name, from the lines above a table."""

import re
from collections.abc import Iterable

_STATED = re.compile(
    r"(?:(?:填报)?单位|(?:填报)?学校|单位名称|学校名称|school)(?:\([^)]*\))?: *([^:]+?)"
    r"(?= +[^ :]+:| *$)",  # up to the next label: 填报时间:
    re.IGNORECASE,
)
_ENDS = r"(?:小学|中学|学校|教学点|幼儿园|完小|村小|中心校|附中|[一二三四五六七八九十]中)"
_SCHOOL = re.compile(rf"([\w·]*{_ENDS})")
_TITLE = re.compile(r"(20\d\d|二[〇○零]|留守|花名册|教职工|工作人员|登记|名单|人员)")


def school_in(titles: Iterable[str]) -> str | None:
    """The school that the titles name: "填报单位: …" first, else a title that begins with it."""
    titles = tuple(titles)
    for title in titles:
        stated = _STATED.search(title)
        if stated:
            return stated[1].strip(" _") or None
    for title in titles:
        head = re.sub(r"^附件?\d*[:.、 ]*", "", title)
        found = _SCHOOL.search(_TITLE.split(head)[0])
        if found:
            return found[1]
    return None


def class_teacher_in(titles: Iterable[str]) -> str | None:
    """The class teacher of a whole sheet: "班级:三年级(1)班 班主任:周秀文"."""
    found = (re.search(r"班主任(?:\([^)]*\))?: *([^ :]+)(?= |$)", title) for title in titles)
    return next((match[1] for match in found if match), None)

"""What the words beside a parent's name say: dead, out of contact, at home, or that it is open.

Words that leave open who may be spoken to are never guessed at: they make the parent unclear.
"""

import re
from functools import lru_cache

from care.rosters.cells import squash
from care.words import Role, Status

DEAD = r"去世|已故|病故|亡故|身故|身亡|过世|离世|逝世|死亡|遇难|双亡"
LOST = r"失联|失踪|联系不[上到]|无法联系|[无没]有?联系|下落不明|去向不明|杳?无音[讯信]|(离家)?出走"
OPEN = (
    r"服刑|监狱|入狱|坐牢|在押|羁押|判刑|拘留|看守所|戒毒|强戒|离异|离婚|分居|改嫁|再婚|另[娶嫁]"
    r"|重组|单亲|弃养|遗弃|不详|不明|未知|不清楚"
)
_BARRED = re.compile(r"剥夺|撤销监护|禁止(接触|联系|探视)|人身安全保护令|barred")
_PATTERNS = (
    (re.compile(rf"{DEAD}|^[已双]?亡$|^故$|deceased|^dead$"), Status.dead),
    (_BARRED, Status.barred),
    (re.compile(rf"{LOST}|nocontact"), Status.no_contact),
    (re.compile(rf"{OPEN}|本[村地乡镇县]"), Status.unclear),
)
_AT_HOME = re.compile(
    r"(一直)?(现?在家|家[中里]|留守|未外出|没外出|在村|athome).*|(在家)?务农|home"
)

# 祖父, 伯母 and 姑妈 are no parents; between a parent and the word may stand how or when.
_OTHERS = "(?<![祖伯叔舅姑姨岳外继养干大婶师])"
_WHOSE = {Role.father: "父亲?|爸爸?", Role.mother: "母亲?|妈妈?", Role.parent: "[父母]亲?|双亲"}
_HOW = r"(已经?|均|都|皆|双双|于|因病|因(车|工|事)[祸伤故]|意外|[去前早]年|[\d年月日.]+|[:,])*"
_GONE = rf"({DEAD}|已?故|亡)"
_ONE_AWAY = re.compile(r"[一单]方(外出|务工|打工|在外)")
_FAMILY = re.compile(
    rf"{DEAD}|{LOST}|{OPEN}|孤儿|无人抚养|[父母]亡|{_BARRED.pattern}".replace("|不详|不明|未知", "")
    + r"|(父|母|双亲|家长|监护人)[^,、;。]{0,4}(不详|不明|未知)"
)


def said_of(*texts: str | None) -> Status | None:
    """The status that a parent's own cells put in words: 已故, 失联, 在家."""
    found = {said for said in map(_said, texts) if said is not None}
    order = (*(status for _, status in _PATTERNS), Status.at_home)
    return next((status for status in order if status in found), None)


@lru_cache(maxsize=4096)
def _said(text: str | None) -> Status | None:
    joined = squash(text)
    if not joined:
        return None
    for pattern, status in _PATTERNS:
        if pattern.search(joined):
            return status
    return Status.at_home if _AT_HOME.fullmatch(joined) else None


def says_dead(text: str) -> bool:
    """Whether a cell's words say that somebody has died."""
    return _said(text) is Status.dead


def says_open(text: str) -> bool:
    """Whether a cell's words leave open who may be spoken to: 离异, 服刑, 不详."""
    return re.search(f"{OPEN}|{LOST}", squash(text)) is not None


def said_in_remark(remark: str | None, role: Role) -> Status | None:
    """What the row's remark says of a parent: 父亲去世, 母亲失联, 父亲服刑.

    Of somebody who is only called a parent it cannot be told whether it is they.
    """
    text = squash(remark)
    for words, status in ((_GONE, Status.dead), (f"({LOST})", Status.no_contact)):
        if _of(role, words, text):
            return Status.unclear if role is Role.parent else status
    return None


def in_doubt(remark: str | None, role: Role, *, several_away: bool) -> bool:
    """Whether the remark leaves open if this parent may be spoken to.

    父亲服刑 is about the father alone; 离异 and 单亲 are about both; 爷爷去世 is about neither.
    """
    text = squash(remark)
    if _ONE_AWAY.search(text) and several_away:
        return True
    text = re.sub(LOST, "", text)  # 下落不明 says enough
    if not re.search(f"{OPEN}|孤儿|无人抚养|{_BARRED.pattern}", text):
        return False
    named = [r for r in (Role.father, Role.mother) if _of(r, f"({OPEN}|{_BARRED.pattern})", text)]
    return role in named or role is Role.parent or not named


def needs_asking(remark: str | None, *, several_away: bool) -> bool:
    """Whether a remark may change who is to be spoken to, without saying how."""
    text = squash(remark)
    return bool(_FAMILY.search(text)) or (several_away and bool(_ONE_AWAY.search(text)))


def _of(role: Role, words: str, text: str) -> bool:
    """Whether the text says one of the words of this parent, or of both: 父母双亡."""
    return re.search(rf"({_OTHERS}({_WHOSE[role]})|父母(亲|双方)?){_HOW}{words}", text) is not None

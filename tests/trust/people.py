"""The people of the matrix, one letter each, and the words by which a secret of theirs is known.

The child is Xiaoman, in class one of Qinghe school, in Chuankou township.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.care.builders import MONDAY, at

NOW = at(MONDAY + timedelta(days=14), "15:00")
"""A Monday afternoon two weeks after the school began."""

CHILD = "柳小满"
QUIET = "荀望秋"
"""In the same class; nobody of her family uses the bot: hers is the weekly list."""
GOING = "凌沐风"
"""In the same class; offered to another school."""
LEFT = "邵听泉"
"""Has left the class lately."""

OWN = {
    "F": ("father", "禾远舟"),
    "M": ("mother", "祁念安"),
    "P": ("step-parent at home", "聂春山"),
    "G": ("guardian", "褚秋禾"),
    "H": ("helper from outside", "万助远"),
    "T": ("class teacher, and father of a child of another class", "谷知春"),
    "D": ("deputy of the class, and the child's mentor", "应长风"),
    "W": ("deputy who is the child's aunt and guardian", "褚晚晴"),
    "f": ("file manager", "钱立册"),
    "l": ("keeper of the family line", "路听雨"),
    "c": ("counsellor", "沈心舟"),
    "R": ("principal", "闻朝晖"),
    "O": ("officer of the township", "乔立本"),
    "C": ("child-protection contact of the township", "童守安"),
}
"""Letter: what they are to the child, and their name."""

JOINED = {
    "teacher2": ("class teacher and deputy of another class", "江映雪"),
    "school_b": ("everything at another school and in its township", "顾长风"),
    "teacher_b": ("class teacher at another school", "常南星"),
    "father_z": ("father of a child of the class and helper of another", "冉大川"),
    "mother_y": ("mother and guardian of a child of another class", "穆雨晴"),
    "barred": ("guardian who is barred", "柳不归"),
    "dead": ("guardian who is marked as dead", "柳已逝"),
    "lost": ("guardian without contact", "柳无音"),
    "former": ("former guardian and former class teacher", "谷从前"),
}
"""People who use the bot and have nothing to do with the child (any more). Several roles at once:
where all of them together open nothing, none of them does.
"""

KNOWN = {"father_z": "TDWclR", "mother_y": "TclR", "teacher2": "TDWflcR"}
"""Whose names they rightly know: the staff of their own child's school, a colleague."""

OUT = {
    "stranger": ("stranger", ""),
    "stopped": ("guardian who has stopped the messages", "柳暂停"),
    "withdrawn": ("guardian who has taken consent back", "柳撤回"),
}

WORDS = {
    "talk": "谈心里的秘密",
    "plan": "方案里的秘密",
    "visit": "家访里的秘密",
    "diary": "日记里的秘密",
    "check": "老师月谈的话",
    "need": "需要里的秘密",
    "worry": "担心里的秘密",
    "harm": "伤害里的秘密",
    "address": "柳树沟十七号",
}
"""Sealed words of the child's file, each once."""

READERS = {
    "talk": "TDRc",
    "plan": "TDRc",
    "visit": "TDR",
    "diary": "TDRH",
    "check": "TDRF",
    "need": "TDRF",
    "worry": "TDRM",
    "harm": "TDRG",
    "address": "",
}
"""Who may ever read them in the chat, whatever is pressed. Towards their own family the family role
wins: the aunt reads nothing that colleagues wrote. What somebody wrote they may read themself. A
worry of the mother's concerns the father: he never hears of it.
"""


SEE_NUMBERS = "TDWfR"
"""Who keeps the lists sees the numbers on them; nobody else sees anybody's."""


@dataclass(slots=True)
class Cast:
    """Everybody by letter or name: ids, and the numbers at which they write."""

    ids: dict[str, int] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    def address(self, who: str) -> int:
        return 77 if who == "stranger" else self.ids[who] % 10_000_000_000 + 1


def called(who: str) -> str:
    """What somebody is, for a message about a wrong cell."""
    return ({**OWN, **JOINED, **OUT}[who])[0]


def name_of(who: str) -> str:
    return ({**OWN, **JOINED, **OUT}[who])[1]

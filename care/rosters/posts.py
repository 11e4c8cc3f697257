"""What schools call the posts of their staff."""

import re
from dataclasses import dataclass

from care.rosters.cells import squash
from care.rosters.grid import Cell
from care.words import Post

# The first that is found wins: 副班主任 is no 班主任, 副校长 no 校长.
_POSTS: tuple[tuple[Post, str], ...] = (
    (Post.deputy, r"(副|代理?|助理|实习)班主任|副校长|副园长|代班|deputy|vice|assistant"),
    (Post.class_teacher, r"班主任|(class|homeroom|form)teacher"),
    (Post.file_manager, r"(学籍|档案|资料|信息)(管理)?(人?员|教师|老师)|留守.*专干|file|registrar"),
    (Post.hotline_duty, r"热线|值班|hotline|duty"),
    (Post.counsellor, r"心理|辅导员|counsell?or|psycholog"),
    (Post.officer, r"教育局|局长|科长|股长|干事|科员|教育专干|教办|officer|bureau"),
    (Post.principal, r"校长|园长|(学校|教学点|^)负责人|principal|head(teacher|master)?$"),
)
_NONE = re.compile(r"\w{0,3}(教师|老师|教员)|工友|厨师|保安|宿管.*|teacher")
_BETWEEN = re.compile(r"[、,/;|&]|(?<=[员长任班师])(?:兼|和|及)(?!职)|兼(?!职)")
_CLASS = re.compile(r"^(.*?[级班)\d])(?=副?班主任|代班|代理班主任)")


@dataclass(frozen=True)
class Posts:
    """The posts that a cell names; `of_class` if it names the class too (三年级(2)班班主任)."""

    posts: tuple[Post, ...]
    of_class: str | None
    others: tuple[str, ...]  # work that is none of these posts: 任课教师
    wrong: tuple[str, ...]


def read_posts(cell: Cell) -> Posts:
    """The posts in a cell, several with 、 or 兼 between them."""
    text = squash(cell)
    found = _CLASS.match(text)
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    known = {piece: _post(piece) for piece in pieces}
    others = tuple(p for p in pieces if known[p] is None and _NONE.fullmatch(p))
    return Posts(
        posts=tuple(dict.fromkeys(post for post in known.values() if post)),
        of_class=found[1] if found else None,
        others=others,
        wrong=tuple(p for p in pieces if known[p] is None and p not in others),
    )


def _post(text: str) -> Post | None:
    return next((post for post, pattern in _POSTS if re.search(pattern, text)), None)

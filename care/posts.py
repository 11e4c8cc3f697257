"""Which posts there are at which unit, and which of them one person holds alone."""

from collections.abc import Mapping
from types import MappingProxyType

from care.words import Post, UnitKind

HELD_BY_ONE = frozenset({Post.class_teacher, Post.principal})
"""Whoever gets one of these takes it over; any other post is shared by those who hold it."""

_OFFICE = (Post.officer, Post.child_protection)

POSTS_OF: Mapping[UnitKind, tuple[Post, ...]] = MappingProxyType(
    {
        UnitKind.class_: (Post.class_teacher, Post.deputy),
        UnitKind.school: (
            *(Post.principal, Post.deputy, Post.file_manager),
            *(Post.hotline_duty, Post.counsellor),
        ),
        UnitKind.township: _OFFICE,
        UnitKind.county: _OFFICE,
    }
)
"""The posts that can be given in a unit, the leading one first."""

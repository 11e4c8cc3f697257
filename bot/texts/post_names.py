"""What a post is called: a deputy of a class is another one than that of a school."""

from care.words import Post, UnitKind
from locales.catalog import Texts


def post_name(post: Post, kind: str | None, t: Texts) -> str:
    """The post in a unit of that kind."""
    if post is Post.deputy and kind == UnitKind.school:
        return t("post.deputy_of_school")
    return t(f"role.{post}")

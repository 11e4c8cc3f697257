"""Pages about the posts of the staff: who has which, who will, and from which day on."""

from bot.texts.lists import reach_icon
from care.words import Post
from locales.catalog import Texts
from services.posts.showing import Colleague, PostPage, StaffPage


def posts_text(page: StaffPage, t: Texts) -> str:
    """All posts of a school with who has each."""
    lines = [t("posts.head", unit=page.name), ""]
    for post, names in page.posts:
        who = t("list.comma").join(names) or t("staff.nobody")
        lines.append(t("posts.line", post=t(f"role.{post}"), names=who))
    return "\n".join([*lines, "", t("posts.which")])


def post_text(page: PostPage, t: Texts) -> str:
    """Who has a post, who will have it, and the question who shall."""
    names = "\n".join(_line(each, t) for each in page.holders) or t("staff.nobody")
    if page.post is Post.class_teacher:
        return t("staff.head", unit=page.name, names=names)
    key, post = "posts.of_one" if page.by_one else "posts.of_several", page.post
    return t(key, unit=page.name, post=t(f"role.{post}"), names=names)


def _line(each: Colleague, t: Texts) -> str:
    who = f"{reach_icon(each.reach)} {each.name}"
    if each.since is not None:
        return t("posts.from", who=who, day=t.day(each.since))
    if each.until is not None:
        return t("posts.until", who=who, day=t.day(each.until))
    return who


def when_text(page: PostPage, act: str, name: str, t: Texts) -> str:
    """From which day on somebody gets a post, or has it no longer."""
    key, post = "posts.given_when" if act == "give" else "posts.ended_when", page.post
    return t(key, unit=page.name, post=t(f"role.{post}"), name=name)

"""Pages about the posts of the staff: who has which, who will, and from which day on."""

from bot.texts.lists import reach_icon
from bot.texts.post_names import post_name
from care.words import Post
from locales.catalog import Texts
from services.posts.showing import Colleague, PostPage, StaffPage


def posts_text(page: StaffPage, t: Texts) -> str:
    """All posts of a school with who has each."""
    lines = [t("posts.head", unit=page.name), ""]
    for post, names in page.posts:
        who = t("list.comma").join(names) or t("staff.nobody")
        lines.append(t("posts.line", post=post_name(post, page.unit_kind, t), names=who))
    return "\n".join([*lines, "", t("posts.which")])


def post_text(page: PostPage, t: Texts) -> str:
    """Who has a post, who will have it, and the question who shall."""
    names = "\n".join(_line(each, t) for each in page.holders) or t("staff.nobody")
    if page.post is Post.class_teacher:
        return t("staff.head", unit=page.name, names=names)
    key = "posts.of_one" if page.by_one else "posts.of_several"
    return t(key, unit=page.name, post=post_name(page.post, page.unit_kind, t), names=names)


def _line(each: Colleague, t: Texts) -> str:
    who = f"{reach_icon(each.reach)} {each.name}"
    if each.since is not None:
        return t("posts.from", who=who, day=t.day(each.since))
    if each.until is not None:
        return t("posts.until", who=who, day=t.day(each.until))
    return who


def when_text(page: PostPage, act: str, name: str, t: Texts) -> str:
    """From which day on somebody gets a post, or has it no longer."""
    key = "posts.given_when" if act == "give" else "posts.ended_when"
    return t(key, unit=page.name, post=post_name(page.post, page.unit_kind, t), name=name)

"""Pages that several conversations about the lists come back to."""

from bot.keyboards.circle import adult_buttons, circle_buttons
from bot.keyboards.lists import confirm_buttons
from bot.keyboards.posts import post_buttons, posts_buttons
from bot.texts.lists import adult_text, circle_text
from bot.texts.posts import post_text, posts_text
from bot.texts.tasks import confirm_text
from bot.turn import Turn
from care.words import Post
from handlers.pages import Page
from services.actor import Actor
from services.lists.circle import adult_view, circle_view
from services.lists.values import Outcome
from services.lists.wishes import Asked
from services.posts import showing
from services.tasks.showing import TaskView, task_views


async def circle_page(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    """The people around a child; None where this reader may not see them."""
    view = await circle_view(turn.work, actor, child_id, turn.now)
    return None if view is None else (circle_text(view, turn.t), circle_buttons(view, turn.t))


async def adult_page(turn: Turn, actor: Actor, child_id: int, person_id: int) -> Page | None:
    """One adult; who is in the circle no longer leads back to it."""
    view = await adult_view(turn.work, actor, child_id, person_id, turn.now)
    if view is None:
        return await circle_page(turn, actor, child_id)
    return adult_text(view, turn.t), adult_buttons(view, turn.t)


async def staff_page(turn: Turn, actor: Actor, unit_id: int) -> Page | None:
    """All posts of a school."""
    view = await showing.staff_page(turn.work, actor, unit_id, turn.now)
    return None if view is None else (posts_text(view, turn.t), posts_buttons(view, turn.t))


async def post_page(turn: Turn, actor: Actor, unit_id: int, post: Post) -> Page | None:
    """Who has a post."""
    view = await showing.post_page(turn.work, actor, unit_id, post, turn.now)
    return None if view is None else (post_text(view, turn.t), post_buttons(view, turn.t))


async def confirm_page(turn: Turn, asked: Asked) -> Page | None:
    """The decider's own wish, to be confirmed; None where nothing is to be confirmed."""
    outcome, task = asked
    if outcome is not Outcome.confirm or task is None:
        return None
    (view,) = await task_views(turn.work, [task.id])
    return confirm_text(view, turn.t), confirm_buttons(view, turn.t)


async def page_about(turn: Turn, actor: Actor, task: TaskView) -> Page | None:
    """The page that a wish about the lists came from."""
    if task.child_id is None:
        post = Post(task.data.get("post") or Post.class_teacher)
        return await post_page(turn, actor, task.unit_id, post)
    if task.person_id is None:
        return await circle_page(turn, actor, task.child_id)
    return await adult_page(turn, actor, task.child_id, task.person_id)

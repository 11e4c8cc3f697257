"""What somebody of the family says that no conversation waits for: is it for the class teacher?"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.forms import Said
from bot.filters.message import Unasked
from bot.keyboards.message import told_buttons, whom_buttons
from bot.media import all_given
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.joining import emergency
from bot.turn import Turn
from services.actor import Actor
from services.forms import message as messages
from services.forms.choosing import ChildDue
from services.forms.library import Card
from services.forms.saving import Saved

router = Router(name="saying")


@router.message(Unasked())
async def came(message: Message, turn: Turn, card: Card, children: tuple[ChildDue, ...]) -> Reply:
    """It is kept, and asked about; photos sent together are asked about once."""
    actor, t = turn.actor, turn.t
    if actor is None:
        return say(message.chat.id, turn.closed)
    before = await messages.waiting(turn.work, turn.address)
    album = message.media_group_id
    new = messages.brought(card.form, all_given(message), message.message_id, album)
    kept, room = await messages.add(turn.work, actor, card, new, turn.now)
    if not room:
        said = t.many("message.full", len(kept.said))
    elif before is not None and album is not None and before.album == album:
        return Reply()
    else:
        said = t.many("message.whose", len(kept.said))
    if before is None:  # they stand above what is said next
        said = f"{said}\n\n{emergency(turn.numbers, t)}"
    return say(turn.address, said, whom_buttons(kept, children, t))


@router.callback_query(Said.filter())
async def chosen(query: CallbackQuery, callback_data: Said, turn: Turn) -> Reply:
    """For the teacher of this child, or for nobody."""
    actor, t = turn.actor, turn.t
    if actor is None:
        return toast(query, turn.closed, alert=True)
    known = await messages.waiting(turn.work, turn.address)
    if known is None or known.tag != callback_data.draft:
        return toast(query, t("form.old_button"), alert=True)
    if callback_data.act == "drop":
        await messages.drop(turn.work, actor)
        return toast(query) + rewrite(query, t("message.dropped"), None)
    return await _told(query, turn, actor, long(callback_data.child))


async def _told(query: CallbackQuery, turn: Turn, actor: Actor, child_id: int) -> Reply:
    card = turn.forms.get(messages.FORM)
    if card is None:
        return toast(query, turn.t("answer.old_button"), alert=True)
    saved = await messages.save(turn.work, actor, card, child_id, turn.now)
    if not isinstance(saved, Saved):
        return toast(query, turn.t("answer.not_yours"), alert=True)
    done = toast(query, turn.t("form.saved"))
    done += rewrite(query, turn.t("message.saved"), told_buttons(saved, turn.t))
    return done + remove(turn.address, saved.draft.notes)

"""How somebody comes in: /start with a token, language, consent, phone, welcome."""

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, ReplyKeyboardMarkup

from bot.callbacks.basic import Join
from bot.filters.basic import Code, Halfway, Shared
from bot.keyboards.items import languages, yes_or_no
from bot.reply import Reply, contact_keyboard, menu_keyboard, rewrite, say, toast
from bot.texts.joining import emergency, welcome
from bot.turn import Turn
from handlers.own_menu import menu_of_newcomer, own_menu
from locales.catalog import LANGUAGES, Texts, texts
from services.joining import leaving
from services.joining import steps as joining
from services.joining.steps import Joining, Step

router = Router(name="joining")


def menu(t: Texts) -> tuple[str, str, str]:
    """The labels of the keyboard that stays."""
    return (t("menu.today"), t("menu.help"), t("menu.sos"))


@router.message(CommandStart(deep_link=True))
async def opened(message: Message, command: CommandObject, turn: Turn) -> Reply:
    """An invitation link was opened."""
    result = await joining.open_link(turn.work, turn.address, command.args or "", turn.now)
    if result.step is Step.language:
        chat = message.chat.id
        return say(chat, turn.t("join.hello"), languages(turn.t, "language"))
    return say(message.chat.id, turn.t(f"join.{result.step}"))


@router.message(CommandStart())
async def started(message: Message, turn: Turn) -> Reply:
    """/start without a link: somebody who comes back, or a stranger."""
    if turn.actor is not None:
        said = say(message.chat.id, turn.t("join.already"), menu_keyboard(menu(turn.t)))
        return said + await own_menu(turn, turn.actor.person_id, turn.t)
    back = await leaving.come_back(turn.work, turn.address, turn.now)
    if back is None:
        text = f"{turn.t('join.stranger')}\n\n{emergency(turn.numbers, turn.t)}"
        return say(message.chat.id, text)
    t = texts(back.language)
    said = say(message.chat.id, t("join.back"), menu_keyboard(menu(t)))
    return said + await own_menu(turn, back.person_id, t)


@router.message(Code())
async def code_typed(message: Message, turn: Turn, digits: str) -> Reply:
    """The code that a teacher shows, typed by somebody who is not in."""
    result = await joining.enter_code(turn.work, turn.address, digits, turn.now)
    if result.step is Step.language:
        return say(message.chat.id, turn.t("join.hello"), languages(turn.t, "language"))
    return say(message.chat.id, turn.t(f"join.{result.step}"))


@router.callback_query(Join.filter())
async def pressed(query: CallbackQuery, callback_data: Join, turn: Turn) -> Reply:
    """A button of the joining conversation or of /language."""
    match callback_data.step:
        case "language" if callback_data.value in LANGUAGES:
            return await _language(query, callback_data.value, turn)
        case "consent":
            return await _consent(query, callback_data.value == "yes", turn)
        case "speak" if callback_data.value in LANGUAGES:
            return await _speak(query, callback_data.value, turn)
        case "withdraw":
            return await _withdraw(query, callback_data.value == "yes", turn)
    return toast(query, turn.t("answer.not_yours"), alert=True)


async def _language(query: CallbackQuery, language: str, turn: Turn) -> Reply:
    result = await joining.choose_language(turn.work, turn.address, language, turn.now)
    t = texts(language)
    if result.step is not Step.consent:
        return toast(query) + rewrite(query, t(f"join.{result.step}"), None)
    return toast(query) + rewrite(query, t("join.consent"), yes_or_no(t, "consent"))


async def _consent(query: CallbackQuery, agreed: bool, turn: Turn) -> Reply:
    result = await joining.consent(turn.work, turn.address, agreed, turn.now)
    t = texts(result.language) if result.language else turn.t
    if result.step is Step.welcome:
        return (
            toast(query) + rewrite(query, t("join.agreed"), None) + await _welcomed(result, turn, t)
        )
    if result.step is not Step.phone:
        return toast(query) + rewrite(query, t(f"join.{result.step}"), None)
    asked = say(turn.address, t("join.phone"), contact_keyboard(t("join.share")))
    return toast(query) + rewrite(query, t("join.agreed"), None) + asked


async def _speak(query: CallbackQuery, language: str, turn: Turn) -> Reply:
    """/language of somebody who has joined."""
    t = texts(language)
    if turn.actor is None:
        return toast(query, t("join.nothing_open"), alert=True)
    await turn.work.people.set_language(turn.actor.person_id, language)
    spoken = say(turn.address, t("language.changed"), menu_keyboard(menu(t)))
    own = await own_menu(turn, turn.actor.person_id, t)
    return toast(query) + rewrite(query, t("language.is"), None) + spoken + own


async def _withdraw(query: CallbackQuery, sure: bool, turn: Turn) -> Reply:
    if turn.actor is None:
        return toast(query, turn.t("join.nothing_open"), alert=True)
    if not sure:
        return toast(query) + rewrite(query, turn.t("withdraw.kept"), None)
    await leaving.withdraw(turn.work, turn.actor, turn.now)
    return toast(query) + rewrite(query, turn.t("withdraw.done"), None)


@router.message(Shared())
async def contact(message: Message, turn: Turn) -> Reply:
    """A phone number was shared."""
    shared = message.contact
    if shared is None:
        return Reply()
    result = await joining.share_contact(
        turn.work, turn.address, shared.user_id, shared.phone_number, turn.now
    )
    t = texts(result.language) if result.language else turn.t
    if result.step is Step.welcome:
        return await _welcomed(result, turn, t)
    return say(turn.address, t(f"join.{result.step}"), _again(result, t))


@router.message(Halfway())
async def meanwhile(message: Message, turn: Turn, stands: Joining) -> Reply:
    """Something was written in between: they are asked again what they were asked."""
    t, chat = texts(stands.language) if stands.language else turn.t, message.chat.id
    match stands.step:
        case Step.language:
            return say(chat, t("join.hello"), languages(t, "language"))
        case Step.consent:
            return say(chat, t("join.consent"), yes_or_no(t, "consent"))
    return say(chat, t("join.phone"), contact_keyboard(t("join.share")))


async def _welcomed(result: Joining, turn: Turn, t: Texts) -> Reply:
    said = say(turn.address, welcome(result, turn.numbers, t), menu_keyboard(menu(t)))
    return said + await menu_of_newcomer(turn, t)


def _again(result: Joining, t: Texts) -> ReplyKeyboardMarkup | None:
    """The button stays for another try: with one's own contact, or once the teacher has agreed."""
    again = result.step in (Step.not_own_contact, Step.wrong_phone)
    return contact_keyboard(t("join.share")) if again else None

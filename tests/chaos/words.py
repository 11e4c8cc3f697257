"""What people type, press and send, without rhyme or reason. `{m}` is a mark known again later."""

from bot.menus import COMMANDS
from locales.catalog import LANGUAGES, texts
from sandbox.files import Upload
from services.forms.library import library

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000000000500010d0a2db40000000049454e44ae426082"
)
VOICE = b"OggS" + bytes(60)
SHEET = "班级,姓名,学号\n三年级1班,禾小满,1\n".encode()
FORMS = [card.form.command for card in library().cards if card.form.command]
ALL_COMMANDS = [*COMMANDS, *FORMS, "start", "cancel", "nonsense"]
OF_STAFF = [*FORMS, "week", "circle", "tasks", "requests", "hotline", "worry", "today", "overdue"]
OF_FAMILY = [*FORMS, "hotline", "need", "worry", "settings", "child", "today", "requests"]
KEYS = [
    texts(language)(f"menu.{key}") for language in LANGUAGES for key in ("today", "help", "sos")
]
NOTES = ("{m} 孩子这几天好多了", "{m} he cried a little today")
LINES = (
    *NOTES,
    *("顾长青", "禾小满", "谷雨生", "禾远舟"),
    *("167 0000 0019", "16700000003", "482913", "15", "0", "-"),
    *("明天", "3月5日", "2025-03-20", "22:00-6:30", "关", "拉萨", "Urumqi"),
    *("救命 {m}", "sos", "help! {m}"),
    *("{{child}} %s {{0}} </b> {m}", "🕊️👵🏽 {m}", "\u202e{m}"),
    *("/talk 禾小满 {m} 他说想妈妈", "/talk 谷雨生 {m} 挺好", "/visit 禾小禾 {m} 昨天去的"),
    *("/talk 没有这个人 {m}", "/talk {m}", "/need {m}", "/start abcdef"),
    "{m} " + "很长的话" * 900,
)


def something(kind: str) -> Upload:
    """A voice message, a photo or a document."""
    match kind:
        case "voice":
            return Upload("voice.oga", "audio/ogg", VOICE)
        case "photo":
            return Upload("a.png", "image/png", PICTURE)
    return Upload("名单.csv", "text/csv", SHEET)

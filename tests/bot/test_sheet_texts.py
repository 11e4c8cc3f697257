"""What is said about a sheet that came in the chat."""

from bot.texts.sheets import brought_text
from locales.catalog import texts
from services.importing.bringing import Bringing, Brought
from services.importing.roster import Imported


def test_a_preview_names_the_rows_of_children_who_have_left() -> None:
    imported = Imported("青禾小学", children=3, added=1, unchanged=1, left=1)
    brought = Brought(Bringing.preview, "青禾小学", imported=(imported,))

    assert "已经离校的孩子（不会加回名单）：1 个" in brought_text(brought, texts("zh-Hans"))

"""The printable sheet: one card per person with a QR code, as one HTML file without any script."""

import html
from collections.abc import Mapping
from pathlib import Path

import segno

from cli.terminal import T
from services.joining.inviting import Invited

_STYLE = """
@page { size: A4; margin: 12mm }
body { font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0 }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm }
section { border: 1px dashed #999; padding: 5mm; display: flex; gap: 5mm; break-inside: avoid }
svg { width: 36mm; height: 36mm; flex: none }
h2 { font-size: 13pt; margin: 0 0 1mm } p { font-size: 9.5pt; margin: 0 0 1.5mm; line-height: 1.4 }
small { font-size: 7pt; color: #555; word-break: break-all }
"""


def write_sheet(file: Path, links: Mapping[Invited, str]) -> None:
    """Write the sheet; cut along the dashed lines, hand every card to its person only."""
    cards = "\n".join(_card(invited, link) for invited, link in links.items())
    page = (
        f"<!doctype html><html lang='{T.language}'><meta charset='utf-8'>"
        f"<title>{html.escape(T('sheet.title'))}</title><style>{_STYLE}</style>"
        f"<main>{cards}</main></html>"
    )
    file.write_text(page, encoding="utf-8")


def _card(invited: Invited, link: str) -> str:
    code = segno.make(link, error="m").svg_inline(scale=1, border=2, omitsize=True)
    role = T(f"role.{invited.role}")
    of = T("sheet.of_child", child=invited.child, role=role) if invited.child else role
    lines = (T("sheet.how"), T("sheet.own"))
    text = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return (
        f"<section>{code}<div><h2>{html.escape(invited.person)}</h2>"
        f"<p>{html.escape(f'{invited.unit} · {of}')}</p>{text}"
        f"<small>{html.escape(link)}</small></div></section>"
    )

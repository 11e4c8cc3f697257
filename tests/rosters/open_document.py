"""Writes .ods files by hand: a few cells, and as many repetitions as somebody may dream of."""

import io
import zipfile
from xml.sax.saxutils import escape

_NS = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    f'<office:document-content xmlns:office="{_NS}:office:1.0" xmlns:table="{_NS}:table:1.0"'
    f' xmlns:text="{_NS}:text:1.0" xmlns:style="{_NS}:style:1.0">'
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def words(text: str, more: str = "") -> str:
    """A cell with a text; `more` are attributes of it."""
    return _cell(f'office:value-type="string" {more}', text)


def number(value: float, more: str = "") -> str:
    return _cell(f'office:value-type="float" office:value="{value}" {more}', str(value))


def a_day(day: str) -> str:
    return _cell(f'office:value-type="date" office:date-value="{day}"', day)


def empty(times: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def row(*cells: str, times: int = 1) -> str:
    repeated = f'table:number-rows-repeated="{times}"'
    return f"<table:table-row {repeated}>{''.join(cells)}</table:table-row>"


def sheet(name: str, *rows: str, style: str = "shown") -> str:
    named = f'table:name="{name}" table:style-name="{style}"'
    return f"<table:table {named}>{''.join(rows)}</table:table>"


def _cell(given: str, text: str) -> str:
    return f"<table:table-cell {given}><text:p>{escape(text)}</text:p></table:table-cell>"


def an_open_document(*sheets: str, before: str = "", manifest: str = "", mime: str = MIME) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", before + _HEAD + "".join(sheets) + _TAIL)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return buffer.getvalue()

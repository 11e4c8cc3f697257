"""What a file is by its first bytes and its parts, whatever its name says."""

import re
import zipfile
from enum import StrEnum

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_HEAD = 4096  # bytes: more than an export writes before its first table
_WEB = re.compile(
    rb"<!doctype html|<html|<table|<meta |mime-version:|excel\.sheet"
    rb"|urn:schemas-microsoft-com:office:(spreadsheet|excel)",
    re.IGNORECASE,
)
_STARTS = {
    "picture": rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp|II\*\0|MM\0\*",
    "document": rb"%PDF|\{\\rtf",
    "archive": rb"Rar!|7z\xbc\xaf|\x1f\x8b",
}
_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Kind(StrEnum):
    """How a file is read; the last five are not read, each for a reason of its own."""

    workbook = "workbook"
    open_document = "open_document"
    old_office = "old_office"
    text = "text"
    web = "web"
    picture = "picture"
    document = "document"
    archive = "archive"
    unreadable = "unreadable"


def kind_of(data: bytes) -> Kind:
    """By the first bytes; an archive's kind is told by `kind_of_archive`."""
    if data.startswith(_ZIP):
        return Kind.archive
    if data.startswith(_OLE):
        return Kind.old_office
    for kind, start in _STARTS.items():
        if re.match(start, data[:16], re.DOTALL):
            return Kind(kind)
    return Kind.web if _WEB.search(data[:_HEAD].replace(b"\0", b"")) else Kind.text


def kind_of_archive(archive: zipfile.ZipFile) -> Kind:
    """A workbook, an .ods, a text document, or an archive with sheets in it."""
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return Kind.workbook
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return Kind.document
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
        is_sheet = archive.read("mimetype").strip().startswith(_ODS)
        return Kind.open_document if is_sheet else Kind.document
    packed = any(name.lower().endswith(_SHEETS) for name in names)
    return Kind.archive if packed else Kind.unreadable

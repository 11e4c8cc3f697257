"""What has to be known of a packed file (.xlsx, .ods) before it is read: that it is sound."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

MAX_UNPACKED = 400 * 1024 * 1024  # bytes, of all parts together
MAX_PARTS = 10_000  # of one archive
MAX_TEXTS = 3_000_000  # that the sheets of a workbook share
MAX_CELLS = 6_000_000  # of all sheets together, each up to its last filled row and column
_CHUNK = 1 << 20
_OVERLAP = 512  # longer than any tag that is searched for

_MANIFEST = "META-INF/manifest.xml"
_DECLARED = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))

# All that the archive's and the XML's readers raise on damaged bytes.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError),
    *(EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError),
)

Place = tuple[int, int]


class WorkbookError(ValueError):
    """A file that cannot be read at all; `code` ends the message key `workbook.error.<code>`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@contextmanager
def sound_archive(data: bytes, file: str) -> Iterator[zipfile.ZipFile]:
    """The file's parts, after each has been unpacked once and found in order.

    Raises `WorkbookError` (`unreadable`, `password`, `too_large`), also for damage that is met
    while the archive is in use.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, file)
            yield archive
    except WorkbookError:
        raise
    except _DAMAGE as error:
        raise WorkbookError("unreadable", file=file) from error


def _check(archive: zipfile.ZipFile, file: str) -> None:
    """Unpacks every part once: a part that is larger than it says fails its checksum."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or "encrypted-package" in names:
        raise WorkbookError("password", file=file)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise WorkbookError("too_large", file=file)
    for part in parts:
        with archive.open(part) as stream:
            _check_part(stream, written=part.filename.endswith((".xml", ".rels")))
    if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
        raise WorkbookError("password", file=file)


def _check_part(stream: IO[bytes], *, written: bool) -> None:
    """No part declares a document type, in any encoding: no workbook needs one, bombs do. Nor is
    any text of written parts as long as a chunk: a cell holds 32,767 characters.
    """
    tail = b""
    while chunk := stream.read(_CHUNK):
        block = tail + chunk
        if any(mark in block for mark in _DECLARED):
            raise ValueError("document type")
        if written and len(chunk) == _CHUNK > _OVERLAP and b"<" not in chunk:
            raise ValueError("endless text")
        tail = block[-_OVERLAP:]


def strict_parser(separator: str | None = None) -> expat.XMLParserType:
    """A parser that refuses document types: no workbook has one, entity bombs need one."""
    parser = expat.ParserCreate(namespace_separator=separator)

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser

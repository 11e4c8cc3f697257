"""Photos, voices and documents, kept in memory, with the ids and paths Telegram gives them."""

import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath

from sandbox.errors import bad_request

FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents"}
ENDINGS = {"photo": ".jpg", "voice": ".oga"}
SHEETS = {
    ".csv": "text/csv",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What not every machine knows by itself."""
DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""A bot cannot download more, in bytes."""
UPLOAD_LIMIT = 50 * 1024 * 1024
"""A bot cannot send more, in bytes."""
PHOTO_LIMIT = 10 * 1024 * 1024
"""A photo cannot be larger, in bytes."""


@dataclass(frozen=True)
class Upload:
    """A file as it came in a request."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file in the sandbox; `kind` is photo, voice or document and never changes."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str
    duration: int
    """Seconds, for a voice."""
    width: int
    height: int

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


class Files:
    """All files of the sandbox, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._count = 0

    def add(self, kind: str, upload: Upload, duration: int = 0) -> StoredFile:
        """Keep an upload; 400 if it is empty, too big or, as a photo, no picture."""
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > (PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT):
            raise bad_request("file is too big")
        width, height = picture_size(upload.data) if kind == "photo" else (0, 0)
        self._count += 1
        ending = PurePosixPath(upload.name).suffix or ENDINGS.get(kind, "")
        stored = StoredFile(
            file_id=f"{kind[0].upper()}gAD{secrets.token_urlsafe(24)}",
            unique_id=f"AQAD{secrets.token_urlsafe(8)}",
            kind=kind,
            name=upload.name,
            mime=_mime(upload),
            data=upload.data,
            path=f"{FOLDERS[kind]}/file_{self._count}{ending}",
            duration=duration,
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this id, if there is one."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file under this download path, if there is one."""
        return self._by_path.get(path)

    def again(self, kind: str, reference: str) -> StoredFile:
        """A file sent before, by its `file_id`; 400 if unknown or of another kind."""
        stored = self._by_id.get(reference)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def clear(self) -> None:
        """Forget every file."""
        self._by_id.clear()
        self._by_path.clear()


def _mime(upload: Upload) -> str:
    if upload.mime and upload.mime != "application/octet-stream":
        return upload.mime
    known = SHEETS.get(PurePosixPath(upload.name).suffix.lower())
    return known or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, WebP or JPEG, in pixels; 400 for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width = int.from_bytes(data[26:28], "little") & 0x3FFF
        return width, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the JPEG's segments to the frame header, which carries the size."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width), int.from_bytes(height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise bad_request("IMAGE_PROCESS_FAILED")

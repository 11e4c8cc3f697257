"""Photos, voices and documents, from the bot and from the phones."""

import struct
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from tests.sandbox.people import TOKEN, Client, Person, Sandbox, refused, seconds


def a_png(width: int = 40, height: int = 30) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08" * 20


def a_jpeg(width: int = 40, height: int = 30) -> bytes:
    comment = b"\xff\xfe\x00\x04hi"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8" + comment + frame + b"\x03" * 12


def a_gif(width: int = 40, height: int = 30) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height)


def a_webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + body


def an_extended_webp(width: int = 40, height: int = 30) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return a_webp(b"VP8X", b"\0\0\0\0" + size)


def a_lossless_webp(width: int = 40, height: int = 30) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return a_webp(b"VP8L", b"\x2f" + bits.to_bytes(4, "little"))


def a_lossy_webp(width: int = 40, height: int = 30) -> bytes:
    return a_webp(b"VP8 ", b"\0" * 6 + struct.pack("<HH", width, height))


PICTURES = {
    "png": a_png(),
    "jpeg": a_jpeg(),
    "gif": a_gif(),
    "webp": an_extended_webp(),
    "lossless webp": a_lossless_webp(),
    "lossy webp": a_lossy_webp(),
}


async def heard(client: Client) -> Any:
    return (await client.bot.get_updates())[-1].message


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
async def test_a_photo_from_the_bot_shows_on_the_phone(
    sandbox: Sandbox, client: Client, father: Person, picture: bytes
) -> None:
    sent = await client.bot.send_photo(
        chat_id=father.id,
        photo=client.file(picture, "lin"),
        caption="<b>Lin</b>",
        parse_mode="HTML",
    )
    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 30)
    assert sent.caption == "Lin"
    assert sent.caption_entities[0].type == "bold"
    shown = (await father.messages())[-1]
    assert shown["kind"] == "photo"
    async with sandbox.client.get(shown["file"]["url"]) as response:
        assert await response.read() == picture


async def test_a_file_is_sent_again_by_its_id_and_only_as_what_it_is(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    mother = await sandbox.person("Mei")
    sent = await client.bot.send_document(
        chat_id=father.id, document=client.file(b"dear child", "letter.txt")
    )
    again = await client.bot.send_document(chat_id=mother.id, document=sent.document.file_id)
    assert again.document.file_name == "letter.txt"
    assert again.document.file_unique_id == sent.document.file_unique_id
    with refused("can't use file of type Document as Photo"):
        await client.bot.send_photo(chat_id=mother.id, photo=sent.document.file_id)
    with refused("wrong file identifier"):
        await client.bot.send_document(chat_id=mother.id, document="never-seen")


async def test_a_voice_from_a_phone_can_be_downloaded(client: Client, father: Person) -> None:
    await father.sends("voice", b"OggS-invented", "voice.oga", duration="7", caption="for Lin")
    message = await heard(client)
    assert seconds(message.voice.duration) == 7
    assert message.caption == "for Lin"
    assert await client.download(message.voice.file_id) == b"OggS-invented"
    assert (await father.messages())[-1]["file"]["duration"] == 7


async def test_a_photo_and_a_document_come_from_a_phone(client: Client, father: Person) -> None:
    await father.sends("photo", a_png(), "visit.png")
    message = await heard(client)
    assert message.photo[-1].width == 40
    assert await client.download(message.photo[-1].file_id) == a_png()
    await father.sends("document", b"%PDF", "record.pdf")
    document = (await heard(client)).document
    assert (document.file_name, document.mime_type) == ("record.pdf", "application/pdf")
    assert document.file_size == 4


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("名册.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("roster.CSV", "text/csv"),
    ],
)
async def test_a_sheet_goes_both_ways_with_its_name_and_caption(
    sandbox: Sandbox, client: Client, father: Person, name: str, mime: str
) -> None:
    sheet = b"PK\x03\x04" + bytes(range(256)) * 4000
    form = aiohttp.FormData({"caption": "秋季名册"}, quote_fields=False)
    form.add_field("file", BytesIO(sheet), filename=name, content_type="application/octet-stream")
    url = f"/sandbox/phones/{father.id}/document"
    async with sandbox.client.post(url, data=form) as response:
        assert response.status == 200
    message = await heard(client)
    assert (message.document.file_name, message.document.mime_type) == (name, mime)
    assert message.caption == "秋季名册"
    assert await client.download(message.document.file_id) == sheet

    sent = await client.bot.send_document(
        chat_id=father.id, document=client.file(sheet, name), caption="查过了"
    )
    assert (sent.document.file_name, sent.caption) == (name, "查过了")
    shown = (await father.messages())[-1]
    assert (shown["file"]["name"], shown["caption"]) == (name, "查过了")
    async with sandbox.client.get(shown["file"]["url"]) as response:
        assert response.content_disposition is not None
        assert response.content_disposition.type == "attachment"
        assert response.content_disposition.filename == name
        assert await response.read() == sheet


async def test_a_voice_goes_out_with_its_length(client: Client, father: Person) -> None:
    sent = await client.bot.send_voice(
        chat_id=father.id, voice=client.file(b"OggS", "v.ogg"), duration=3
    )
    assert seconds(sent.voice.duration) == 3
    assert (await father.messages())[-1]["kind"] == "voice"


async def test_what_is_no_picture_is_no_photo(client: Client, father: Person) -> None:
    for data in (b"text", a_jpeg()[:10], b"RIFF\0\0\0\0WEBPVP9 "):
        with refused("image_process_failed"):
            await client.bot.send_photo(chat_id=father.id, photo=client.file(data, "x.jpg"))


async def test_an_empty_file_is_refused(client: Client, father: Person) -> None:
    with refused("file must be non-empty"):
        await client.bot.send_document(chat_id=father.id, document=client.file(b"", "x.txt"))


async def test_a_caption_has_at_most_1024_characters(client: Client, father: Person) -> None:
    file = client.file(b"x", "x.txt")
    await client.bot.send_document(chat_id=father.id, document=file, caption="雁" * 1024)
    with refused("message caption is too long"):
        await client.bot.send_document(chat_id=father.id, document=file, caption="雁" * 1025)


async def test_a_bot_cannot_download_more_than_20_megabytes(client: Client, father: Person) -> None:
    await father.sends("document", b"x" * (20 * 1024 * 1024), "just.bin")
    assert len(await client.download((await heard(client)).document.file_id)) == 20 * 1024 * 1024
    await father.sends("document", b"x" * (20 * 1024 * 1024 + 1), "big.bin")
    document = (await heard(client)).document
    with refused("file is too big"):
        await client.bot.get_file(document.file_id)


async def test_a_bot_cannot_upload_more_than_50_megabytes(sandbox: Sandbox, father: Person) -> None:
    form = aiohttp.FormData({"chat_id": str(father.id)})
    form.add_field("document", BytesIO(b"x" * (53 * 1024 * 1024)), filename="big.bin")
    async with sandbox.client.post(f"/bot{TOKEN}/sendDocument", data=form) as response:
        assert (await response.json())["error_code"] == 413


async def test_a_file_from_an_address_is_honestly_not_fetched(
    sandbox: Sandbox, father: Person
) -> None:
    answer = await sandbox.call("sendPhoto", chat_id=father.id, photo="https://example.org/x.png")
    assert answer["error_code"] == 501
    assert "the sandbox does not play files fetched from an address" in answer["description"]


async def test_unknown_files_and_paths_are_not_found(sandbox: Sandbox) -> None:
    answer = await sandbox.call("getFile", file_id="never-seen")
    assert answer["description"] == "Bad Request: invalid file_id"
    async with sandbox.client.get(f"/file/bot{TOKEN}/photos/none.jpg") as response:
        assert (await response.json())["error_code"] == 404


async def test_a_missing_attachment_is_named(sandbox: Sandbox, father: Person) -> None:
    answer = await sandbox.call("sendPhoto", chat_id=father.id, photo="attach://nothing")
    assert answer["description"] == ('Bad Request: there is no file "nothing" attached for "photo"')

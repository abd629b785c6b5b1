"""Pictures that lie about what they are; those that are only odd stand in engine/test_images.py."""

from __future__ import annotations

import io
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import engine
from engine import budget
from engine.images import read_image
from engine.jpeg import check as jpeg_check
from tests.fuzz.mutate import damaged


def png(width: int, height: int, content: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1)])
def test_huge_pictures_are_refused_before_decoding(guard, size):
    answer = guard("picture", source=png(*size, zlib.compress(bytes(1000))))
    assert answer["error"] in ("LimitError", "ImageError", "FormatError"), answer
    assert answer["peak_bytes"] < 64 << 20


def test_a_bomb_within_the_limit_stays_within_its_pixels(guard):
    """6,000 × 6,000 from 100 kB: allowed, and no more memory than such a picture takes."""
    row = bytes(1 + 3 * 6_000)
    content = zlib.compressobj(9)
    packed = b"".join(content.compress(row) for _ in range(6_000)) + content.flush()
    answer = guard("picture", source=png(6_000, 6_000, packed), seconds=120)
    assert answer.get("ok") == (6_000, 6_000, 3), answer
    assert answer["peak_bytes"] < 20 * 6_000**2


def test_the_limit_is_the_budgets():
    data = png(1000, 1000, zlib.compress(bytes(1000 * 3001)))
    assert read_image(data).width == 1000
    with budget.use(budget.Budget(image_pixels=999_999)), pytest.raises(engine.LimitError) as got:
        read_image(data)
    assert got.value.facts["setting"] == "image_pixels"


def jpeg(**how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), (9, 90, 190)).save(file, "JPEG", **how)
    return file.getvalue()


def test_a_jpeg_of_metadata_is_refused(guard):
    """Pillow joins its parts one by one: 131 MB of them took longer than a minute."""
    part = b"\xff\xe1" + struct.pack(">H", 65535) + b"Exif\0\0II*\0" + bytes(65523)
    sound = jpeg()
    answer = guard("picture", source=sound[:2] + part * 2000 + sound[2:], seconds=30)
    assert "metadata" in answer["text"], answer
    assert answer["error"] == "ImageError", answer
    answer = guard("picture", source=sound[:2] + part * 100 + sound[2:])
    assert answer.get("ok") == (300, 400, 3), answer


def test_a_jpeg_of_thousands_of_scans_is_refused(guard):
    """Each goes over all pixels."""
    sound = jpeg(progressive=True)
    assert guard("picture", source=sound).get("ok") == (300, 400, 3)
    scan = sound[sound.rindex(b"\xff\xda") : -2]
    answer = guard("picture", source=sound[:-2] + scan * 3000 + sound[-2:], seconds=30)
    assert answer["error"] == "ImageError", answer
    assert "scans" in answer["text"], answer


def test_what_lies_behind_a_jpeg_is_no_part_of_it(guard):
    """Phones append a film; in 20 MB of any bytes FF DA stands three hundred times."""
    film = np.random.default_rng(4).bytes(20_000_000)
    assert film.count(b"\xff\xda") > 100
    answer = guard("picture", source=jpeg() + film)
    assert answer.get("ok") == (300, 400, 3), answer


@pytest.mark.parametrize("hidden", [b"\xff\xfe\0\x06\xff\xd9\xff\xd9", b"\xff\xfe\0\0",
                                    b"\xff\xff\xff", b"\xff\x02\xff\xff"])  # fmt: skip
@pytest.mark.parametrize("pad", [0, (1 << 16) - 1])
def test_no_part_between_hides_scans(hidden, pad):
    """An end inside a comment is none, and lengths that lie do not lead past what follows."""
    sound = jpeg(progressive=True)
    start = sound.rindex(b"\xff\xda")
    scan = sound[start:-2]
    data = sound[:-2] + bytes(pad) + hidden + scan * 200 + sound[-2:]
    with pytest.raises(engine.ImageError, match="scans"):
        read_image(data)


@pytest.mark.parametrize("filler", [b"\xff", b"\xff\xfe\0\x02", b"\xff\x01", b"\xff\xd0"])
def test_walking_along_a_jpeg_ends_soon(filler):
    sound = jpeg()
    for place in (2, sound.rindex(b"\xff\xda"), len(sound) - 2):
        data = sound[:place] + filler * (20_000_000 // len(filler)) + sound[place:]
        start = time.process_time()
        with suppress(engine.ImageError):
            jpeg_check(io.BytesIO(data), "a.jpg")
        assert time.process_time() - start < 5


PARTS = {
    "text": (b"zTXt", b"k\0\0" + zlib.compress(bytes(300 << 20), 9)),
    "international text": (b"iTXt", b"k\0\1\0\0\0" + zlib.compress(bytes(300 << 20), 9)),
    "a profile": (b"iCCP", b"k\0\0" + zlib.compress(bytes(300 << 20), 9)),
    "plain text": (b"tEXt", b"k\0" + b"a" * 70_000_000),
    "directions": (b"eXIf", b"II*\0\x08\0\0\0\xff\xff" + bytes(20_000_000)),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_a_png_that_unpack_to_much_do_no_harm(guard, name):
    kind, data = PARTS[name]
    sound = png(4, 4, zlib.compress(bytes(4 * 13)))
    part = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    answer = guard("picture", source=sound[:33] + part + sound[33:])
    assert answer.get("ok") or answer["error"] == "ImageError", answer
    assert answer["peak_bytes"] < 4 * len(data) + (16 << 20), answer


def test_animations_cost_one_frame(guard):
    for kind in ("GIF", "TIFF", "PNG", "WEBP"):
        file = io.BytesIO()
        frames = [Image.new("RGB", (8, 8), (i % 250, 0, 0)) for i in range(1, 400)]
        Image.new("RGB", (8, 8)).save(file, kind, save_all=True, append_images=frames)
        answer = guard("picture", source=file.getvalue(), seconds=20)
        assert answer.get("ok") == (8, 8, 3), answer


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0, 0)])
def test_pictures_without_pixels_are_refused(guard, size):
    answer = guard("picture", source=png(*size, zlib.compress(b"")))
    assert answer.get("ours"), answer


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".bmp", ".tiff", ".webp", ".ico"])
def test_postscript_is_never_run_whatever_its_name(tmp_path, suffix):
    path = tmp_path / f"drawing{suffix}"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n")
    with pytest.raises(engine.FormatError, match="PostScript"):
        read_image(path)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "ICO"])
def test_damage_of_any_kind_gives_a_picture_or_our_error(guard, form):
    import random

    stream = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (24, 24, 3), np.uint8)
    Image.fromarray(pixels).save(stream, form)
    chance = random.Random(form)
    for _ in range(60):
        answer = guard("picture", source=damaged(stream.getvalue(), chance))
        assert "ok" in answer or answer.get("ours"), answer


@pytest.mark.parametrize("name", ["NUL", "con.png", "\\\\server\\share\\a.png", "a" * 300 + ".png",
                                  "C:\\nowhere\\a.png", "中文/🦊.png", "a\0b.png", ""])  # fmt: skip
def test_names_that_are_no_file_are_told(name):
    with pytest.raises(engine.FileError):
        read_image(Path(name) if name else name)


def test_long_chinese_and_emoji_paths_are_read(tmp_path):
    folder = tmp_path
    for part in ("很长的文件夹名字" * 6, "🦊" * 20, "x" * 120, "y" * 120):
        folder = folder / part
    folder.mkdir(parents=True)
    path = folder / "图片 🦊.png"
    Image.new("RGB", (3, 2)).save(path)
    assert len(str(path)) > 260
    assert read_image(path).pixels.shape == (2, 3, 3)

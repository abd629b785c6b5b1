"""What a program carries is found at its end, inside or beside it, and only if it is whole."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from gui.pack.attach import append, archive
from resources import packed

PROGRAM = b"\x7fELF" + bytes(range(256)) * 40 + b"MEI\x0c\x0b\n\x0b\x0e" + bytes(80)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collected folder, with a model that is none."""
    made = tmp_path / "collected"
    (made / "samples").mkdir(parents=True)
    (made / "model.onnx").write_bytes(b"weights")
    (made / "samples" / "橡树.png").write_bytes(b"picture")
    (made / "about.md").write_text("By **me**", "utf-8")
    files = ["model.onnx", "samples/橡树.png", "about.md"]
    manifest = {
        "version": 1, "name": "Leaf doctor", "key": "leaf-doctor", "model": "model.onnx",
        "samples": ["samples/橡树.png"], "about": "about.md",
        "files": {name: packed.sha256(made / name) for name in files},
    }  # fmt: skip
    (made / "pack.json").write_text(json.dumps(manifest), "utf-8")
    return made


@pytest.fixture
def base(tmp_path: Path) -> Path:
    program = tmp_path / "Convolens.exe"
    program.write_bytes(PROGRAM)
    return program


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """Where a frozen program has unpacked itself."""
    made = tmp_path / "unpacked"
    made.mkdir()
    return made


def rewrite(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / "pack.json").read_text("utf-8"))
    (folder / "pack.json").write_text(json.dumps(manifest | changes), "utf-8")


def test_find_finds_nothing_in_a_plain_program(base, inside):
    assert packed.find(base, inside) is None


def test_find_unpacks_what_hangs_at_the_end(base, inside, folder, tmp_path):
    program = tmp_path / "Leaf doctor.exe"
    append(base, folder, program)
    pack = packed.find(program, inside)
    assert pack is not None
    assert (pack.name, pack.key, pack.about) == ("Leaf doctor", "leaf-doctor", "By **me**")
    assert pack.model.read_bytes() == b"weights"
    assert [sample.name for sample in pack.samples] == ["橡树.png"]
    assert inside in pack.model.parents
    assert program.read_bytes().startswith(PROGRAM)


def test_find_reads_what_a_signature_was_put_behind(base, inside, folder, tmp_path):
    program = tmp_path / "signed.exe"
    append(base, folder, program)
    program.write_bytes(program.read_bytes() + bytes(12_000))
    assert packed.find(program, inside) is not None


@pytest.mark.parametrize("place", ["inside", "beside"])
def test_find_reads_a_folder(base, inside, folder, place):
    home = inside if place == "inside" else base.parent
    folder.rename(home / "pack")
    pack = packed.find(base, inside)
    assert pack is not None
    assert pack.folder == home / "pack"


@pytest.mark.parametrize("offset", [-1, 200])
def test_find_refuses_a_damaged_archive(base, inside, folder, tmp_path, offset):
    program = tmp_path / "damaged.exe"
    append(base, folder, program)
    content = bytearray(program.read_bytes())
    content[len(PROGRAM) + (offset if offset > 0 else len(archive(folder)) // 2)] ^= 1
    program.write_bytes(content)
    with pytest.raises(packed.PackError, match="damaged"):
        packed.find(program, inside)
    assert not list(inside.iterdir())


def carrying(base: Path, content: bytes) -> None:
    """Hang an archive on a program with the checksum that it has, as whoever changed it would."""
    end = hashlib.sha256(content).digest() + len(content).to_bytes(8, "little") + packed.MAGIC
    base.write_bytes(PROGRAM + content + end)


def zipped(*entries: tuple[str, bytes]) -> bytearray:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return bytearray(stream.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        bytes(zipped(("pack.json", b"[" * 100_000))),
        bytes(zipped(("pack.json", b"[]"))),
        bytes(zipped(("pack.json", b"\xff"))),
        bytes(zipped(("pack.json/pack.json", b"{}"))),
        bytes(zipped(("../pack.json", b"{}"), ("/pack.json", b"{}"))),
        bytes(zipped(("pack.json", b'{"version": 1, "files": {"\\u0000": ""}, "model": "a"}'))),
    ],
)
def test_find_refuses_what_was_packed_by_somebody_else(base, inside, tmp_path, content):
    carrying(base, content)
    with pytest.raises(packed.PackError):
        packed.find(base, inside)
    assert not (tmp_path / "pack.json").exists()


@pytest.mark.parametrize(
    ("offset", "value"),
    [(8, b"\x01"), (10, b"\x63"), (28, b"\xff\xff"), (42, b"\xff\xff\xff\x7f"), (24, b"\x01")],
)
def test_find_refuses_an_archive_of_another_making(base, inside, offset, value):
    """Encrypted, packed unusually, names past the end, entries past the end, another size."""
    content = zipped(("pack.json", b"{}" * 50))
    place = content.rfind(b"PK\x01\x02") + offset
    content[place : place + len(value)] = value
    carrying(base, bytes(content))
    with pytest.raises(packed.PackError):
        packed.find(base, inside)


def test_find_refuses_to_unpack_without_limit(base, inside, monkeypatch):
    monkeypatch.setattr(packed, "_UNPACKED_BYTES", 99_999)
    carrying(base, bytes(zipped(("pack.json", bytes(100_000)))))
    with pytest.raises(packed.PackError, match="100,000"):
        packed.find(base, inside)
    assert not list(inside.iterdir())


def test_find_refuses_an_end_without_its_archive(base, inside):
    base.write_bytes(PROGRAM + bytes(39) + b"\x7f" + packed.MAGIC)
    with pytest.raises(packed.PackError, match="damaged"):
        packed.find(base, inside)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"version": 2}, "version"),
        ({"model": "other.onnx"}, "checksum"),
        ({"samples": ["samples/none.png"]}, "checksum"),
        ({"files": {"model.onnx": "0" * 64, "about.md": "", "samples/橡树.png": ""}}, "damaged"),
        ({"files": []}, "checksum"),
        ({"name": None, "files": None}, "pack.json"),
    ],
)
def test_read_refuses_a_manifest_that_does_not_hold(folder, change, word):
    rewrite(folder, **change)
    with pytest.raises(packed.PackError, match=word):
        packed.read(folder)


def test_read_refuses_files_outside_the_folder(folder, tmp_path):
    (tmp_path / "secret").write_bytes(b"weights")
    digest = packed.sha256(tmp_path / "secret")
    rewrite(folder, model="../secret", samples=[], about=None, files={"../secret": digest})
    with pytest.raises(packed.PackError, match="missing"):
        packed.read(folder)


def test_read_refuses_a_missing_file(folder):
    (folder / "samples" / "橡树.png").unlink()
    with pytest.raises(packed.PackError, match="missing"):
        packed.read(folder)


def test_a_program_from_source_carries_nothing():
    assert packed.carried() == (None, "")

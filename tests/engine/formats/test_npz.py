"""NumPy archives as they are written, and as nobody should write them."""

from __future__ import annotations

import contextlib
import io
import pickle
import struct
import zipfile

import numpy as np
import pytest

from engine import budget
from engine.errors import EngineError, FormatError, LimitError, UnsupportedError
from engine.formats.npz import read_npz


def saved(*arrays, compressed=False, **named):
    stream = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(stream, *arrays, **named)
    return stream.getvalue()


def npy(header, body=b"", version=1):
    text = header.encode("latin-1") + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + body


def archive(*entries, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in entries:
            made.writestr(name, content)
    return stream.getvalue()


def header(shape, descr="<f4", order="False"):
    return f"{{'descr': {descr!r}, 'fortran_order': {order}, 'shape': {shape}, }}"


@pytest.mark.parametrize("compressed", [False, True])
def test_read_npz_reads_what_numpy_writes(compressed):
    random = np.random.default_rng(0)
    arrays = {
        "W": random.normal(size=(3, 2, 5)).astype(np.float32),
        "turned": np.asfortranarray(random.normal(size=(4, 3))),
        "strided": random.normal(size=(6, 6))[::2, 1::2],
        "big_endian": np.arange(5, dtype=">f4"),
        "count": np.array(7, np.int64),
        "empty": np.zeros((0, 3), np.float16),
        "flags": np.array([True, False]),
    }
    read = read_npz(saved(**arrays, compressed=compressed), "net.npz")
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(read[name], array)
        assert read[name].shape == array.shape
        assert read[name].dtype == array.dtype.newbyteorder("=")
        assert not read[name].flags.writeable


def test_read_npz_reads_a_file(tmp_path):
    path = tmp_path / "网络.npz"
    path.write_bytes(saved(np.ones(3)))
    assert read_npz(path, path.name)["arr_0"].sum() == 3


def test_read_npz_never_unpickles():
    """Code in a pickle would run here if anything unpickled it."""

    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("the pickle was opened",))

    objects = np.empty(1, object)
    objects[0] = Bomb()
    for data in (saved(objects), pickle.dumps(Bomb()), pickle.dumps([np.ones(2)], protocol=4)):
        with pytest.raises(UnsupportedError) as caught:
            read_npz(data, "net.npz")
        assert caught.value.facts["reason"] == "pickle"
        assert "net.npz" in str(caught.value)


BROKEN = {
    "size of 12,000 digits": archive(("w.npy", npy(header("(0x" + "F" * 9000 + ",)")))),
    "no zip": b"PK\x03\x04 but nothing else",
    "empty": b"",
    "text": b"W = [1, 2, 3]",
    "single array": npy(header((2,)), bytes(8)),
    "no arrays": archive(),
    "header claims 4 TB": archive(("w.npy", npy(header((2**40,)), bytes(8)))),
    "negative shape": archive(("w.npy", npy(header((-2, 3)), bytes(24)))),
    "short": archive(("w.npy", npy(header((4,)), bytes(12)))),
    "trailing bytes": archive(("w.npy", npy(header((4,)), bytes(20)))),
    "3,000 dimensions": archive(("w.npy", npy(header((1,) * 3000), bytes(4)))),
    "long header": archive(("w.npy", npy(header((2,)) + " " * 20_000, bytes(8), version=2))),
    "header length past the end": archive(("w.npy", b"\x93NUMPY\x01\x00\xff\x0fabc")),
    "header that is no dictionary": archive(("w.npy", npy("__import__('os')", bytes(8)))),
    "header of brackets": archive(("w.npy", npy("(" * 9000, bytes(8)))),
    "V0": archive(("w.npy", npy(header((10**11,), "|V0")))),
    "structured": archive(("w.npy", npy(header((2,), [("a", "<f4"), ("b", "|O")]), bytes(24)))),
    "text array": archive(("w.npy", npy(header((2,), "<U3"), bytes(24)))),
    "complex": archive(("w.npy", npy(header((2,), "<c8"), bytes(16)))),
    "bool shape": archive(("w.npy", npy(header("(True,)"), bytes(4)))),
    "path upwards": archive(("../w.npy", npy(header((2,)), bytes(8)))),
    "absolute path": archive(("/etc/w.npy", npy(header((2,)), bytes(8)))),
    "drive": archive(("C:w.npy", npy(header((2,)), bytes(8)))),
    "long name": archive(("a" * 60_000 + ".npy", npy(header((2,)), bytes(8)))),
    "other file": archive(("run.exe", b"MZ")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_read_npz_refuses(what):
    with pytest.raises(EngineError) as caught:
        read_npz(BROKEN[what], "net.npz")
    assert len(str(caught.value)) < 400


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_read_npz_refuses_a_name_that_occurs_twice():
    one = npy(header((2,)), bytes(8))
    with pytest.raises(FormatError, match="twice"):
        read_npz(archive(("w.npy", one), ("w.npy", one)), "net.npz")


def test_read_npz_refuses_every_cut():
    data = saved(np.arange(400, dtype=np.float32), np.ones((3, 3)))
    for sixteenth in range(16):
        with pytest.raises(EngineError):
            read_npz(data[: len(data) * sixteenth // 16], "net.npz")


def test_read_npz_does_not_expand_a_bomb():
    """64 MB of zeros in 64 KB; measured by what is allocated, not by what is said."""
    tracemalloc = pytest.importorskip("tracemalloc")
    body = npy(header((2**24,)), bytes(2**26))
    bomb = archive(("w.npy", body), method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    del body
    tracemalloc.start()
    try:
        with pytest.raises(LimitError) as caught:
            read_npz(bomb, "net.npz")
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()
    assert caught.value.facts["setting"] == "ratio"
    # Whoever trusts the file opens it all the same.
    with budget.use(budget.Budget(ratio=2_000)):
        assert read_npz(bomb, "net.npz")["w"].size == 2**24


def test_read_npz_does_not_believe_the_size_an_entry_states():
    """The entry states 8 bytes less than it holds; what it holds is not read on and on."""
    data = bytearray(archive(("w.npy", npy(header((2,)), bytes(8)))))
    place = data.rfind(b"PK\x01\x02")
    size = struct.unpack_from("<I", data, place + 24)[0]
    struct.pack_into("<I", data, place + 24, size - 8)
    with pytest.raises(EngineError):
        read_npz(bytes(data), "net.npz")


def test_read_npz_counts_entries_before_it_lists_them(monkeypatch):
    data = archive(*((f"{number}.npy", b"") for number in range(10_101)))
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(LimitError) as caught:
        read_npz(data, "net.npz")
    assert caught.value.facts["setting"] == "entries"


@pytest.mark.parametrize("field", ["sizes", "offset", "count", "all"])
def test_read_npz_holds_zip64_to_what_the_file_has(field):
    """Sizes and places of more than four gigabytes, in a file of a few hundred bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made, made.open("w.npy", "w", force_zip64=True) as entry:
        entry.write(npy(header((2,)), bytes(8)))
    data = bytearray(stream.getvalue())
    np.testing.assert_array_equal(read_npz(bytes(data), "net.npz")["w"], np.zeros(2, np.float32))
    place = data.rfind(b"PK\x01\x02")
    huge = struct.pack("<HHQQQ", 1, 24, 2**40, 2**40, 2**41)
    extra = huge if field in ("sizes", "all") else struct.pack("<HHQ", 1, 8, 2**41)
    if field in ("sizes", "all"):
        data[place + 20 : place + 28] = b"\xff" * 8
    if field in ("offset", "all"):
        data[place + 42 : place + 46] = b"\xff" * 4
    struct.pack_into("<H", data, place + 30, len(extra))
    name_end = place + 46 + len("w.npy")
    old = data.rfind(b"PK\x05\x06")
    data[name_end:old] = extra
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, end - place)
    if field in ("count", "all"):
        data[end + 8 : end + 12] = b"\xff" * 4
    with contextlib.suppress(EngineError):
        read = read_npz(bytes(data), "net.npz")
        assert field == "count"
        assert read["w"].shape == (2,)


def test_read_npz_refuses_entries_that_share_their_bytes():
    """Every name of the list leads to the same bytes, so that they would be unpacked many times."""
    body = npy(header((2**18,)), bytes(2**20))
    entries = [(f"{number}.npy", body if number == 0 else b"") for number in range(50)]
    data = bytearray(archive(*entries, method=zipfile.ZIP_DEFLATED))
    first = data.find(b"PK\x01\x02")
    place = first
    while (place := data.find(b"PK\x01\x02", place + 4)) > 0:
        data[place + 16 : place + 28] = data[first + 16 : first + 28]
        data[place + 42 : place + 46] = data[first + 42 : first + 46]
    with pytest.raises(EngineError):
        read_npz(bytes(data), "net.npz")


def test_read_npz_holds_all_entries_against_the_budget():
    data = saved(*[np.zeros(1000, np.float32)] * 4)
    with budget.use(budget.Budget(file_bytes=12_000)), pytest.raises(LimitError):
        read_npz(data, "net.npz")


def test_read_npz_refuses_damage_anywhere():
    stream = io.BytesIO()
    np.savez_compressed(stream, np.arange(300, dtype=np.float32), np.ones((3, 4), np.float32))
    data = stream.getvalue()
    for place in range(len(data)):
        for value in (0, 127, 255):
            damaged = data[:place] + bytes([value]) + data[place + 1 :]
            with contextlib.suppress(EngineError):
                read_npz(damaged, "damaged.npz")

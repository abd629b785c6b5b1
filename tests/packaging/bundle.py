"""Check what is inside a frozen program: its size, what must be there and what must not.

python tests/packaging/bundle.py dist/Convolens.exe --budget=60
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

UNWANTED = re.compile(
    r"opengl32sw|Qt6(Qml|Quick|Network|OpenGL|Pdf|VirtualKeyboard)|_avif|_hashlib|libcrypto"
    r"|libssl|sqlite3|libgtk|f2py|onnx[/\\]backend|test_|\.py$|\.onnx\.data$",
    re.I,
)
WANTED = (
    r"platforms/(lib)?qoffscreen\.", r"plugins/iconengines/(lib)?qsvgicon\.",
    r"resources/models/photos\.onnx$", r"resources/models/digits\.onnx$",
    r"resources/models/doodles\.onnx$", r"resources/icons/convolens\.svg$",
    r"resources/expected\.json$", r"resources/SOURCES\.md$", r"licences/Qt-[^/]+/LGPL",
    r"licences/numpy-", r"licences/Python-3[^/]+/LICENSE",
)  # fmt: skip
WANTED_ON_WINDOWS = (r"platforms/qwindows\.dll$", r"(^|/)python311\.dll$")
_WINE = (b"Wine builtin DLL", b"Wine placeholder DLL")


def entries(program: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name, with forward slashes, and content of each file in a program or its folder."""
    if program.is_dir():
        for path in sorted(program.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(program).as_posix(), path.read_bytes()
        return
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    links = ("n",)
    for name, (*_, kind) in archive.toc.items():
        if kind not in links:
            yield name.replace("\\", "/"), archive.extract(name)


def faults(found: Iterable[tuple[str, bytes]], *, windows: bool) -> list[str]:
    """Return in words what is inside that should not be, and what is missing."""
    wrong, names = [], []
    for name, content in found:
        names.append(name)
        if UNWANTED.search(name):
            wrong.append(f"{name} is not needed")
        if content[:2] == b"MZ" and any(mark in content[:256] for mark in _WINE):
            wrong.append(f"{name} is Wine's, not Windows'")
    wanted = (*WANTED, *WANTED_ON_WINDOWS) if windows else WANTED
    wrong += [
        f"nothing like {pattern} is inside"
        for pattern in wanted
        if not any(re.search(pattern, name) for name in names)
    ]
    return wrong


def size_bytes(program: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    files = program.rglob("*") if program.is_dir() else [program]
    return sum(path.lstat().st_size for path in files if path.is_file())


def main() -> int:
    """Check the program that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("--budget", type=float, required=True, help="megabytes (10⁶ bytes)")
    options = parser.parse_args()
    found = list(entries(options.program))
    wrong = faults(found, windows=any(name.endswith("python311.dll") for name, _ in found))
    megabytes = size_bytes(options.program) / 1e6
    unpacked = sum(len(content) for _, content in found) / 1e6
    print(
        f"{options.program.name}: {megabytes:.1f} MB, {len(found)} files, {unpacked:.1f} unpacked"
    )
    if megabytes > options.budget:
        wrong.append(f"{megabytes:.1f} MB is more than the budget of {options.budget:g} MB")
    for fault in wrong:
        print(f"  {fault}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

"""Write `requirements-windows.txt`, the hash-pinned lock that the Windows program is built from.

    python tests/packaging/lock.py

The pins below were tried together; change one, run this, build, and run the self-test. What they
need in turn is taken as new as it is today. The lock is for CPython 3.11 on 64-bit Windows.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = {
    # 6.10 and later ask the operating system for icuuc.dll, which Windows 10 before 1903 and
    # Server 2019 have not.
    "PySide6-Essentials": "6.9.3",
    # 2.2 and later call `crealf`, which Wine before 11 lacks; then the program could not be
    # tested on every change.
    "numpy": "2.1.3",
    "Pillow": "13.0.0",
    "onnx": "1.23.2",
    "threadpoolctl": "3.8.0",
    # 6.22.1 and 6.22.2 broke programs that start through a junction or on a RAM disk.
    "pyinstaller": "6.22.3",
    "pefile": "2024.8.26",
    "pywin32-ctypes": "0.2.3",
}
LOCK = Path(__file__).parents[2] / "requirements-windows.txt"
HEAD = """\
# What the Windows program is built from: CPython 3.11, 64 bits. Written by
#     python tests/packaging/lock.py
# Install with: python -m pip install --require-hashes --no-deps -r requirements-windows.txt
"""


def resolved() -> list[tuple[str, str, str]]:
    """Return name, version and SHA-256 of each wheel that the pins need on Windows."""
    command = [
        sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed",
        "--report=-", "--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11",
        "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none", "--target=unused",
        *(f"{name}=={version}" for name, version in PINS.items()),
    ]  # fmt: skip
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return sorted(
        (
            found["metadata"]["name"],
            found["metadata"]["version"],
            found["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for found in json.loads(report)["install"]
    )


if __name__ == "__main__":
    lines = [f"{name}=={version} --hash=sha256:{digest}" for name, version, digest in resolved()]
    LOCK.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{LOCK}: {len(lines)} packages")

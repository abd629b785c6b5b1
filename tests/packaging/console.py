"""Run a command on a terminal of its own, and print what was written there.

python tests/packaging/console.py wine cmd /c "start /wait Convolens.exe --version"
"""

from __future__ import annotations

import os
import pty
import re
import sys

_CODES = re.compile(rb"\x1b\[[?\d;]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")
_WHERE_IS_THE_CURSOR, _AT_THE_TOP = b"\x1b[6n", b"\x1b[1;1R"

said = b""


def read(terminal: int) -> bytes:
    """Keep what is written, and answer what a terminal is asked."""
    global said
    try:
        text = os.read(terminal, 65536)
    except OSError:  # nobody holds the other end any more
        return b""
    if _WHERE_IS_THE_CURSOR in text:
        os.write(terminal, _AT_THE_TOP)
    said += text
    return b" "


process, terminal = pty.fork()
if process == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while read(terminal):
    pass
print(_CODES.sub(b"", said).decode("utf-8", "replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))

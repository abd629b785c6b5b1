"""`convolens`: a sub-command goes to the engine, anything else opens the window."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

COMMANDS = ("predict", "batch", "maps", "report", "inspect", "check", "label", "convert", "bench")

USAGE = """\
convolens [FILE…]            open the window, with models and pictures
convolens COMMAND …          work without a window; COMMAND --help says more:
                             predict batch maps report inspect check label convert bench
convolens pack MODEL -o OUT  make a program that opens straight into a model
convolens --self-test        check this program: [--report=FILE] [--expect=FILE] [--lists]
                             [--native]
convolens --version
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _repair_streams()
    first = given[0] if given else ""
    if first in (*COMMANDS, "pack") or any(word.startswith("-") for word in given):
        # No window comes that would take its place.
        from gui.desktop.splash import close_splash

        close_splash()
    if first in COMMANDS:
        from engine.cli import main as run_command

        return run_command(given)
    if first == "pack":
        from gui.pack.command import main as pack

        return pack(given[1:])
    if first in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    if first == "--version":
        from engine.version import VERSION

        print(f"convolens {VERSION}")
        return 0
    if "--self-test" in given:
        if "--native" not in given:
            # Before Qt is imported; Wine and some sandboxes drop the variable, so a flag sets it.
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from gui.self_test import main as test

        return test([word for word in given if word != "--self-test"])
    if "--offscreen" in given:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        given.remove("--offscreen")
    unknown = [word for word in given if word.startswith("-")]
    if unknown:
        print(f"convolens: {unknown[0]} is not known\n{USAGE}", end="", file=sys.stderr)
        return 2
    from gui.app import run

    return run(given)


def _repair_streams() -> None:
    """Give a windowed program, which has no streams, some that swallow what is written.

    Libraries that print would fail otherwise. A program that was started from a console on
    Windows gets that console, so that its commands can be read. A letter that a pipe's encoding
    lacks, such as a Chinese one on a Western Windows, is written as its number.
    """
    if sys.platform == "win32" and sys.stdout is None:
        from gui.desktop import console

        if console.attach():
            for name in ("stdout", "stderr"):
                setattr(sys, name, open("CONOUT$", "w", encoding="utf-8"))  # noqa: SIM115
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        # On Windows the errors are not "strict" but "surrogateescape", which is no help there.
        all_letters = out.encoding.lower() in ("utf-8", "utf8")
        if out.errors == "strict" or not all_letters:
            out.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

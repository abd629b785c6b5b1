"""The command line. Data goes to stdout, messages to stderr; one file a command.

Exit codes: 0 all done, 1 some pictures failed or numbers differ, 2 usage, 3 the model was
refused, 4 a limit was met, 130 cancelled, 141 nobody reads on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from engine import stopping
from engine.cli import batch, bench, check, convert, inspect, label, maps, predict, report
from engine.cli.reading import say
from engine.errors import CancelledError, EngineError, LimitError

_COMMANDS = {
    "predict": predict,
    "batch": batch,
    "maps": maps,
    "report": report,
    "inspect": inspect,
    "check": check,
    "label": label,
    "convert": convert,
    "bench": bench,
}
COMMANDS = tuple(_COMMANDS)
"""The names of all commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments : without the program's name; by default those of the process
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a label must not end the program.
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        # Nobody asks to stop, but somebody may press Ctrl+C, which one long call would not hear.
        with stopping.asking(lambda: False):
            code: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()  # who reads, as `head`, has enough
        return 141
    except (KeyboardInterrupt, CancelledError):
        say("Cancelled.")
        return 130
    except LimitError as error:
        say(str(error))
        return 4
    except EngineError as error:
        say(str(error))
        return 3
    except OSError as error:
        # Files of the person's are told of by what reads or writes them; this is the output.
        _drop_output()
        say(f"The answers cannot be written: {error.strerror or error}.")
        return 1
    return code


def _drop_output() -> None:
    """Let what was not written go nowhere; Python would try again, and complain, at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convolens", description="Run a trained convolutional network on pictures."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in _COMMANDS.items():
        one = commands.add_parser(name, help=command.HELP, description=command.__doc__)
        command.add_arguments(one)
        one.set_defaults(run=command.run)
    return parser

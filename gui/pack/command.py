"""`convolens pack`: make a program that opens straight into one model.

On Windows and Linux, from a source install with PyInstaller, a new program is built, with its own
icon and version. With --base, or in a released program, the model is hung on a copy of that
program instead, on any system: quick, but Explorer shows Convolens' icon, and a signature of the
released program does not hold for the copy.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine import EngineError
from engine.cli.reading import add_reading_options, load_model, say
from engine.errors import LimitError
from gui.pack.assemble import Made, assemble
from gui.pack.contents import PackingError, Wish, samples_in
from resources.packed import PackError


def main(arguments: Sequence[str]) -> int:
    """Make a program, and return the exit code: 1 no program, 2 usage, 3 model refused, 4 limit."""
    parser = argparse.ArgumentParser(
        prog="convolens pack",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_reading_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, help="the program to write")
    parser.add_argument("--name", default="", help="what the program is called")
    parser.add_argument("--icon", type=Path, metavar="PNG")
    parser.add_argument("--samples", type=Path, metavar="DIR", help="pictures to try it with")
    parser.add_argument("--about", type=Path, metavar="MD", help="a text that it shows of itself")
    parser.add_argument("--base", type=Path, metavar="EXE", help="a released Convolens program")
    parser.add_argument("--folder", action="store_true", help="make a folder, not a single file")
    options = parser.parse_args(arguments)
    try:
        wish = Wish(
            load_model(options),
            options.name,
            options.icon,
            samples_in(options.samples) if options.samples else (),
            options.about,
        )
        made = assemble(wish, options.output, base=options.base, one_folder=options.folder, say=say)
    except LimitError as error:
        say(str(error))
        return 4
    except EngineError as error:
        say(str(error))
        return 3
    except (PackingError, PackError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Cancelled.")
        return 130
    for line in remarks(made):
        say(line)
    print(made.program)
    return 0


def remarks(made: Made) -> list[str]:
    """Return what the person must know about a program that was made."""
    lines = []
    if made.answers:
        lines.append("What it says of its samples; only you can tell whether that is right:")
    for name, (label, probability) in made.answers.items():
        lines.append(f"  {name}: {label}, {probability:.1%}" if label else f"  {name}: no answer")
    if made.tested:
        lines.append("It passed its self-test.")
    else:
        lines.append(
            "Its self-test was not run, because this system cannot run it; what it carries was "
            "verified. Run it with --self-test where it can."
        )
    if not made.built:
        lines.append(
            "It keeps the icon that Explorer shows, and the properties, of the program it was made "
            "from; if that was signed, the signature does not hold for this copy."
        )
    return lines

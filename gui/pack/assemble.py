"""From a wish to a program that was tried: the one place that knows all the steps."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from gui.pack.attach import append, place_beside
from gui.pack.build import build, reason_against
from gui.pack.contents import Answers, PackingError, Wish, answers_in, collect, file_name
from gui.pack.proof import prove, runs_here
from gui.pack.running import ShouldStop


@dataclass(frozen=True)
class Made:
    """A program that was made.

    Attributes
    ----------
    path : the program, or the folder that holds it
    program : the program itself
    tested : whether its self-test was run; else only what it carries was verified
    built : whether it was built anew, with its own icon and version resource
    answers : what it says of each sample. Its self-test holds it to that, right or wrong
    """

    path: Path
    program: Path
    tested: bool
    built: bool
    answers: Answers


def default_base() -> Path | None:
    """Return the program that is running, if it can be the base of others."""
    return Path(sys.executable) if getattr(sys, "frozen", False) else None


def assemble(
    wish: Wish,
    out: Path,
    *,
    base: Path | None = None,
    one_folder: bool = False,
    say: Callable[[str], None] = lambda text: None,
    should_stop: ShouldStop = lambda: False,
) -> Made:
    """Make a program, try it, and put it in its place.

    Parameters
    ----------
    wish : what it shall be
    out : the program's file, or the folder for it
    base : a released program to hang the model on; None: the running program, or a new one is
        built where this is a source install
    one_folder : make a folder that holds the program and its parts
    say : told in a few words what is being done
    should_stop : asked often; CancelledError ends it when it returns True

    Raises
    ------
    PackingError
        If it cannot be made or fails its self-test. Nothing is left at `out` then.
    EngineError
        If the model or a sample is not in order.
    """
    base = base or default_base()
    if base is None and (reason := reason_against()):
        raise PackingError(
            f"A program cannot be built here: {reason}. Give a released one: --base Convolens.exe"
        )
    suffix = base.suffix if base is not None else ".exe" if sys.platform == "win32" else ""
    if suffix and not one_folder and out.suffix.lower() != suffix:
        out = out.with_name(out.name + suffix)
    if base is not None and out.exists() and out.samefile(base):
        raise PackingError("The new program cannot take the place of the one it is made from.")
    if out.is_dir() and (not one_folder or any(out.iterdir())):
        raise PackingError(f"{out} is a folder that is in use; name another place.")
    if not out.absolute().parent.is_dir():
        raise PackingError(f"There is no folder {out.absolute().parent}.")
    with tempfile.TemporaryDirectory(
        prefix=".packing-", dir=out.absolute().parent, ignore_cleanup_errors=True
    ) as work:
        made = _make(wish, Path(work), out, base, one_folder, suffix, say, should_stop)
        tested = runs_here(made.program)
        if tested:
            say("Running its self-test")
            prove(made.program, should_stop)
        if out.is_dir():
            out.rmdir()
        os.replace(made.path, out)
    program = out / made.program.relative_to(made.path) if one_folder else out
    return replace(made, path=out, program=program, tested=tested)


def _make(
    wish: Wish,
    work: Path,
    out: Path,
    base: Path | None,
    one_folder: bool,
    suffix: str,
    say: Callable[[str], None],
    should_stop: ShouldStop,
) -> Made:
    say("Collecting the model and its samples")
    folder = work / "pack"
    folder.mkdir()
    collect(wish, folder)
    answers = answers_in(folder)
    name = file_name(wish.title) if one_folder else out.name.removesuffix(suffix)
    if base is None:
        say("Building the program; this takes a minute or two")
        path = build(folder, work, name, should_stop, one_folder=one_folder)
        program = path / (name + suffix) if one_folder else path
        return Made(path, program, False, True, answers)
    say(f"Writing a copy of {base.name} that carries the model")
    if one_folder:
        path = work / "program"
        path.mkdir()
        return Made(path, place_beside(base, folder, path, name), False, False, answers)
    path = work / (name + suffix)
    append(base, folder, path)
    shutil.rmtree(folder)
    return Made(path, path, False, False, answers)

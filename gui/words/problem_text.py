"""Errors in the person's words: what happened, why, what to do, what is safe.

The engine's errors carry a kind and facts. Where the facts are known here, the sentence is ours
and translated; else the engine's own words are, as far as `engine_text` knows them. What it does
not know stays English, which is written for people too.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

import engine
from engine.shown_text import shown_text
from gui.pack.contents import PackingError
from gui.session import Problem, Session
from gui.words import wording
from gui.words.engine_text import closed_up, worded
from gui.work import Failure

translate = QCoreApplication.translate

_CHINESE = re.compile("[\u4e00-\u9fff]")


def of_failure(failure: Failure, session: Session) -> Problem:
    """Return the problem of something that could not be opened or run."""
    error = failure.error
    why, explanation, remedy = _words(error)
    if failure.what == "run":
        title = translate("problem_text", "{0} cannot run on this picture: {1}")
    else:
        title = translate("problem_text", "{0} could not be opened: {1}")
    text = _joined(explanation, remedy, _safe(session))
    return Problem(
        shown_text(title.format(failure.name, why)), text, _details(error), part=failure.part
    )


def of_failures(failures: Sequence[Failure], session: Session) -> Problem:
    """Return one problem for all that could not be opened: the first, the others below it."""
    first, *others = every = [of_failure(failure, session) for failure in failures]
    titles = [other.title for other in others]
    details = "\n\n".join((first.details, *(other.details for other in others)))
    part = next((problem.part for problem in every if problem.part is not None), None)
    text = "\n".join((*titles, first.text))
    return Problem(first.title, text, details, first.severity, part)


def of_error(error: BaseException, session: Session) -> Problem:
    """Return the problem of any exception; one that nobody expected keeps its traceback."""
    if isinstance(error, engine.EngineError):
        why, explanation, remedy = _words(error)
        name = Path(error.file).name if error.file else ""
        title = f"{shown_text(name)}: {why}" if name else _sentence(why).rstrip(".")
        return Problem(title, _joined(explanation, remedy, _safe(session)), _details(error))
    if isinstance(error, PackingError):
        return Problem(
            translate("problem_text", "No program was made"), _joined(str(error), _safe(session))
        )
    if isinstance(error, OSError):
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        title = translate("problem_text", "{0} could not be read or written: {1}").format(
            name or translate("problem_text", "A file"), error.strerror or str(error)
        )
        remedy = translate(
            "problem_text", "Check that the folder is there, has room and may be written to."
        )
        return Problem(title, _joined(remedy, _safe(session)), _details(error))
    if isinstance(error, MemoryError):
        return Problem(
            translate("problem_text", "There is not enough memory for this"),
            _joined(
                translate("problem_text", "Close other programs or use a smaller picture."),
                _safe(session),
            ),
            _details(error),
        )
    return Problem(
        translate("problem_text", "Something in Convolens itself went wrong"),
        _joined(
            translate(
                "problem_text",
                "This is a fault of the program, not of your file. "
                "The log says more: Help, Open log folder.",
            ),
            _safe(session),
        ),
        _details(error),
    )


def cannot_open(path: Path) -> Problem:
    """Return the problem of a file that is neither model nor picture."""
    title = translate(
        "problem_text", "{0} could not be opened: it is neither a model nor a picture"
    )
    text = translate(
        "problem_text", "Open a model (.onnx, .npz) or a picture (PNG, JPEG, WebP, BMP, TIFF, GIF)."
    )
    return Problem(title.format(shown_text(path.name)), text, str(path))


def no_pictures(path: Path) -> Problem:
    """Return the problem of a folder in which there is no picture."""
    return Problem(
        translate("problem_text", "{0} holds no pictures").format(path.name or path),
        translate(
            "problem_text",
            "Drop a folder with pictures (PNG, JPEG, WebP, BMP, TIFF, GIF), or the files.",
        ),
        str(path),
        "warning",
    )


def labels_without_model(path: Path) -> Problem:
    """Return the problem of a label file with no model to use it."""
    return Problem(
        translate("problem_text", "{0} holds labels, but no model is open").format(
            shown_text(path.name)
        ),
        translate("problem_text", "Open the model first, then load its labels."),
        severity="warning",
    )


def damaged_program(details: str) -> Problem:
    """Return the problem of a program that cannot read the model it was made to carry."""
    return Problem(
        translate("problem_text", "This program is damaged: the model it carries cannot be used"),
        translate("problem_text", "Get the program again from where you have it."),
        details,
    )


def link_dropped() -> Problem:
    """Return the problem of a link that was dropped or pasted without its picture."""
    return Problem(
        translate("problem_text", "This is a link; Convolens downloads nothing"),
        translate(
            "problem_text",
            "Save the picture in the browser, then drop the file. Or copy the picture and paste.",
        ),
        severity="warning",
    )


def nothing_to_paste() -> Problem:
    """Return the problem of a clipboard without a picture."""
    return Problem(
        translate("problem_text", "The clipboard holds no picture"),
        translate(
            "problem_text", "Copy a picture, or a file in the file manager, then paste again."
        ),
        severity="warning",
    )


def _words(error: engine.EngineError) -> tuple[str, str, str]:
    """Return why, an explanation that may be empty, and what to do."""
    reasons = {
        "empty": translate("problem_text", "the file is empty"),
        "truncated": translate("problem_text", "the file ends too early or is no model"),
        "lfs": translate("problem_text", "it only points to the model (Git LFS)"),
        "html": translate("problem_text", "it is a web page"),
        "text": translate("problem_text", "it is a text file"),
    }
    again = translate("problem_text", "Download or copy it again, then drop it here.")
    remedies = {
        "lfs": translate(
            "problem_text", "Download the real file from its web page, or run “git lfs pull”."
        ),
        "text": translate("problem_text", "Choose the .onnx file that the exporter wrote."),
    }
    reason = error.facts.get("reason")
    if reason in reasons:
        return reasons[reason], "", remedies.get(reason, again)
    message = worded(error.message.strip().rstrip("."))
    remedy = worded(error.remedy)
    if isinstance(error, engine.FileError):
        return _lowered(message), "", remedy
    if isinstance(error, engine.UnsupportedError):
        why = translate("problem_text", "it uses something Convolens does not know")
    elif isinstance(error, engine.GraphError):
        why = translate("problem_text", "its network is not complete")
    elif isinstance(error, engine.LimitError):
        why = translate("problem_text", "it is too large")
    elif isinstance(error, engine.ShapeError):
        why = translate("problem_text", "sizes do not fit")
    else:
        return _lowered(message), "", remedy
    if error.node:
        said = translate("problem_text", "{0}: {1}")
        message = closed_up(said.format(worded(error.node), message))
    return why, _sentence(message), remedy


def _safe(session: Session) -> str:
    """Return the sentence that says what is still open, or nothing."""
    picture = None
    if session.source is not None:
        drawn = session.source.kind == "drawing"
        picture = (
            translate("problem_text", "Your drawing")
            if drawn
            else translate("problem_text", "Your picture")
        )
    model = session.model.name if session.model is not None else None
    if picture and model:
        return translate("problem_text", "{0} and {1} are still open.").format(picture, model)
    if picture or model:
        return translate("problem_text", "{0} is still open.").format(picture or model)
    return ""


def _joined(*sentences: str) -> str:
    return closed_up(" ".join(sentence for sentence in sentences if sentence))


def _sentence(text: str) -> str:
    end = "。" if _CHINESE.search(text) else "."
    return text[:1].upper() + text[1:].rstrip(".。") + end


def _lowered(text: str) -> str:
    first, second = text[:1], text[1:2]
    return text if second.isupper() else first.lower() + text[1:]


def _details(error: BaseException) -> str:
    lines = []
    if isinstance(error, engine.EngineError):
        lines.append(f"{type(error).__name__}: {error}")
        lines += [f"{name} = {_fact(value)}" for name, value in error.facts.items()]
        lines += getattr(error, "__notes__", [])
    else:
        lines.append("".join(traceback.format_exception(error)).strip())
    return "\n".join(lines)


def _fact(value: object) -> str:
    return wording.count(value) if type(value) is int and 0 <= value < 10**15 else str(value)

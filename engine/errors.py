"""The errors that the engine raises on purpose, and the facts they carry."""

from __future__ import annotations

from typing import Any

LONGEST = 4_000
"""Letters of a message that somebody may still want to read."""


class EngineError(Exception):
    """The base of every error the engine raises on purpose.

    Parameters
    ----------
    message : what is wrong, in English: where, what must hold, what came
    file : the file in question, as the person named it
    node : the node in question, `operator (node 'name')`
    remedy : what the person can do, one sentence
    **facts : limits and values, for those who word the error anew (the window translates)
    """

    kind = "error"

    def __init__(
        self, message: str, *, file: str = "", node: str = "", remedy: str = "", **facts: Any
    ) -> None:
        # What stands in a file may be quoted in it, however long it is.
        self.message = message if len(message) <= LONGEST else f"{message[:LONGEST]} …"
        super().__init__(self.message)
        self.file = file
        self.node = node
        self.remedy = remedy
        self.facts = facts

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.node) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} {self.remedy}" if self.remedy else text


class FileError(EngineError):
    """A file cannot be read: missing, locked, or no file at all."""

    kind = "file"


class FormatError(EngineError):
    """A file is not what its name says, or ends too early."""

    kind = "format"


class GraphError(EngineError):
    """A model file can be read, but what it describes is no network: a cycle, a missing value."""

    kind = "graph"


class UnsupportedError(EngineError):
    """A model is valid, but holds an operator, attribute or type that the engine does not know."""

    kind = "unsupported"


class ShapeError(EngineError):
    """Arrays do not fit: wrong rank, wrong size, wrong dtype."""

    kind = "shape"


class ImageError(EngineError):
    """An image cannot be decoded or used."""

    kind = "image"


class LimitError(EngineError):
    """A budget would be exceeded; `facts` hold `needed`, `limit` and `setting`."""

    kind = "limit"


class CancelledError(EngineError):
    """Somebody asked the run to stop."""

    kind = "cancelled"


_REFUSALS = (ValueError, TypeError, IndexError, ArithmeticError)


def refused(error: Exception, node: str) -> Exception:
    """Return what to raise where an operator failed at a node.

    NumPy checks shapes, dtypes and memory itself; what it refuses is an error of the model, said
    in our words. Anything else is a fault of the engine and stays what it is, with the node as a
    note.
    """
    if isinstance(error, MemoryError):
        return LimitError(
            "needs more memory than there is.",
            node=node,
            remedy="Close other programs, or use a smaller picture or model.",
            limit=0,
            setting="memory",
        )
    if isinstance(error, _REFUSALS):
        return ShapeError(f"cannot work on what reaches it: {error}.", node=node)
    error.add_note(f"while running {node}")
    return error

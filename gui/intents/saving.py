"""Write files of what is shown, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engine
from gui.intents.base import Intents

if TYPE_CHECKING:
    import numpy as np

    from gui.background import Ticket
    from gui.exports import saving
    from gui.pack.contents import Wish


class Saving(Intents):
    """Each intent is a chore: it can be cancelled, and says in the status line what it wrote."""

    def save_drawing(self, path: Path | str) -> None:
        """Write the drawing as a PNG file."""
        if self._drawing is not None:
            self.save_picture(self._drawing, path)

    def save_picture(self, pixels: np.ndarray, path: Path | str) -> None:
        """Write pixels, (H, W, 3) uint8 RGB, as a PNG file."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(_: Ticket) -> str:
            engine.export.save_png(pixels, target)
            return saved

        self._requests.chore(job, self.tr("Saving"))

    def save(self, write: saving.Write, path: Path | str) -> None:
        """Write a file of what is shown, in the background; it can be cancelled."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(ticket: Ticket) -> str:
            write(target, should_stop=ticket.should_stop, on_step=ticket.on_step)
            return saved

        self._requests.chore(job, self.tr("Saving {0}").format(target.name))

    def save_maps(self, folder: Path | str) -> None:
        """Write all feature maps into a folder."""
        activations, target = self.session.activations, Path(folder)
        if activations is None:
            return
        saved = self.tr("Saved the maps of %n layers", "", len(activations))

        def job(ticket: Ticket) -> str:
            engine.export.save_maps(
                activations, target, should_stop=ticket.should_stop, on_step=ticket.on_step
            )
            return saved

        self._requests.chore(job, self.tr("Saving maps"))

    def make_program(
        self, wish: Wish, out: Path, *, base: Path | None = None, one_folder: bool = False
    ) -> None:
        """Make a program that carries a model, and try it."""
        tested = self.tr("{0} is made; it passed its self-test")
        untested = self.tr("{0} is made; its self-test was not run, as this computer cannot run it")

        def job(ticket: Ticket) -> str:
            from gui.pack.assemble import assemble

            made = assemble(
                wish, out, base=base, one_folder=one_folder,
                say=ticket.say, should_stop=ticket.should_stop,
            )  # fmt: skip
            return (tested if made.tested else untested).format(made.path.name)

        self._requests.chore(job, self.tr("Making a program"))

    def save_table(self, rows: Callable[[], Sequence[Sequence[Any]]], path: Path | str) -> None:
        """Write a table as CSV; `rows`, called in the background, returns heading and rows."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(_: Ticket) -> str:
            heading, *others = rows()
            engine.export.save_csv([str(name) for name in heading], others, target)
            return saved

        self._requests.chore(job, self.tr("Saving"))

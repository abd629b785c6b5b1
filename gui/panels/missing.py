"""What of the network cannot run, where only a part of it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.shown_text import shown_text
from gui import theme
from gui.panel import Area, Panel
from gui.widgets.words import OneLine, Paragraph
from gui.words.engine_text import closed_up, worded
from gui.words.wording import plain_tip

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

_NAMED = 4


class MissingPanel(Panel):
    """The operators that are not known; the layers before them are shown."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("MissingPanel", "Only a part can run")
    AREA: ClassVar[Area | None] = "right"
    ORDER: ClassVar[int] = 4

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        heading = OneLine(theme.font("heading"))
        heading.setText(self.tr("Only a part can run"))
        self.explanation = Paragraph()
        self.named = Paragraph(role="caption", quiet=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 0)
        column.setSpacing(6)
        for label in (heading, self.explanation, self.named):
            column.addWidget(label)
        session.model_changed.connect(self._on_model_changed)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        model = self.session.model
        missing = model.missing if model is not None else ()
        self.setVisible(bool(missing))
        if not missing:
            return
        self.explanation.setText(
            self.tr(
                "%n operators are not known. The layers that need them are left out, "
                "and there are no predictions.",
                "",
                len(missing),
            )
        )
        named = [shown_text(self._told(each)) for each in missing]
        shown = "\n".join(named[:_NAMED])
        self.named.setText(f"{shown}\n…" if len(named) > _NAMED else shown)
        self.named.setToolTip(plain_tip("\n".join(named)))

    def _told(self, said: str) -> str:
        """Return a node and what of it is not known in the window's language."""
        node, colon, why = said.partition(": ")
        if not colon:
            return worded(said)
        return closed_up(self.tr("{0}: {1}").format(worded(node), worded(why)))

"""The sheet on which a person says what program shall be made from a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.words import words

_WIDTH = 520


class PathField(QWidget):
    """The path of a file or a folder, typed or chosen; it may stay empty."""

    def __init__(self, ask: Callable[[], str], hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(hint)
        self.text.setClearButtonEnabled(True)
        self._ask = ask
        button = QPushButton(self.tr("Choose…"), self)
        button.setAutoDefault(False)
        button.clicked.connect(self._choose)
        self.setFocusProxy(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(button)

    @property
    def path(self) -> Path | None:
        """What is in the field."""
        text = self.text.text().strip()
        return Path(text) if text else None

    def _choose(self) -> None:
        if path := self._ask():
            self.text.setText(path)


class ProgramSheet(QDialog):
    """Name, icon, samples and words of a program; `accepted` when they are said."""

    def __init__(
        self, name: str, notes: Sequence[str], *, base_needed: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Make a program from this model"))
        self.setMinimumWidth(_WIDTH)
        self.name = QLineEdit(name, self)
        optional = self.tr("may be left out")
        self.icon = PathField(self._file(self.tr("PNG picture (*.png)")), optional, self)
        self.samples = PathField(self._folder, optional, self)
        self.about = PathField(self._file(self.tr("Text (*.md *.txt)")), optional, self)
        self.base = PathField(self._file(self.tr("Program (*.exe);;All files (*)")), "", self)
        self.folder = QCheckBox(self.tr("A folder instead of one file: it starts faster"), self)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for text, field in (
            (self.tr("Name"), self.name),
            (self.tr("Icon"), self.icon),
            (self.tr("Folder of samples"), self.samples),
            (self.tr("Text about it"), self.about),
            (self.tr("Released program"), self.base),
        ):
            label = words(text, "caption", quiet=True)
            label.setBuddy(field)
            field.setAccessibleName(text)
            form.addRow(label, field)
        self._base_needed = base_needed
        form.setRowVisible(self.base, self._base_needed)
        form.addRow("", self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        told = self.tr(
            "The program opens straight into this model; whoever gets it has nothing to install. "
            "It is checked by its own self-test where this computer can run it."
        )
        for text in (told, *notes):
            note = words(text, "caption", quiet=True)
            note.setWordWrap(True)
            column.addWidget(note)
        column.addLayout(form)
        buttons = QDialogButtonBox(self)
        self.make = buttons.addButton(self.tr("Make…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        for line in (self.name, self.base.text):
            line.textChanged.connect(self._on_text_changed)
        self._on_text_changed()

    def _on_text_changed(self) -> None:
        based = not self._base_needed or self.base.path is not None
        self.make.setEnabled(based and bool(self.name.text().strip()))

    def _file(self, kinds: str) -> Callable[[], str]:
        return lambda: QFileDialog.getOpenFileName(self, self.tr("Choose a file"), "", kinds)[0]

    def _folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of pictures"))

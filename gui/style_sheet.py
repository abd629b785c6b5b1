"""The small style sheet over Fusion: flat controls, thin scroll bars, quiet menus.

`$token` is a colour of `gui.theme`. Rules name the class they mean, so that a rule for buttons
does not reach the icon within a line edit.
"""

from __future__ import annotations

from string import Template

STYLE_SHEET = Template("""
QToolTip { color: $text; background: $surface; border: 1px solid $edge; padding: 1px 4px; }

QMenuBar { background: transparent; border: none; padding: 0; }
QMenuBar::item { background: transparent; padding: 5px 8px; border-radius: 5px; color: $text; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 20px 5px 10px; border-radius: 4px; color: $text; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:checked { image: url(icons:style-check-$theme.svg); }
QMenu::icon { left: 6px; }

QPushButton { background: $surface; color: $text; border: 1px solid $line; border-radius: 5px;
    padding: 6px 12px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $chosen; }
QPushButton:disabled { color: $disabled; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 11px; }
QPushButton:default, QPushButton[primary="true"] { background: $accent; color: $on_accent;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[primary="true"]:focus, QPushButton:default:focus { border: 2px solid $text; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: $hover; }
QPushButton[flat="true"]:focus { border: 2px solid $accent; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QToolButton { background: transparent; color: $text; border: 1px solid transparent;
    border-radius: 5px; padding: 5px 8px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $chosen; }
QToolButton:checked { background: $chosen; color: $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton:focus { border: 2px solid $accent; padding: 4px 7px; }
QToolButton::menu-indicator { image: none; }

QComboBox { background: $surface; color: $text; border: 1px solid $line; border-radius: 5px;
    padding: 4px 4px 4px 8px; min-height: 18px; }
QComboBox:hover { background: $hover; }
QComboBox:focus { border: 2px solid $accent; padding: 3px 3px 3px 7px; }
QComboBox:disabled { color: $disabled; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(icons:style-chevron-down-$theme.svg); width: 12px;
    height: 12px; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $line;
    selection-background-color: $chosen; selection-color: $text; outline: none; }

QLineEdit { background: $surface; color: $text; border: 1px solid $line; border-radius: 5px;
    padding: 4px 8px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border: 2px solid $accent; padding: 3px 7px; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider[centred="true"]::sub-page:horizontal { background: $track; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: $surface; border: 1px solid $edge; }
QSlider::sub-page:horizontal:disabled { background: $track; }
QSlider::handle:horizontal:disabled { border-color: $line; }
QSlider::handle:horizontal:hover { border-color: $accent; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; width: 10px; height: 10px; }

QScrollArea { background: transparent; border: none; }
QScrollArea#help-page { border: 2px solid $window; }
QScrollArea#help-page:focus { border-color: $accent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $edge; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 2px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QFrame#commands { background: $window; border: none; border-bottom: 1px solid $line; }
QFrame#left, QFrame#right { background: $surface; }
QFrame#batch { background: $stage; }
QScrollArea#left-scroll, QScrollArea#right-scroll { background: $surface; }
QFrame#stage, QScrollArea#start, QWidget#start-page { background: $stage; }
QFrame#strip { background: $window; }
QFrame#status { background: $window; border-top: 1px solid $line; }
QFrame#status QLabel, QLabel#quiet { color: $text2; }
QFrame#upright { background: $line; border: none; }
QSplitter::handle { background: $line; }
QToolButton#chip { background: $surface; border: 1px solid $line; border-radius: 5px;
    padding: 6px 26px 6px 8px; }
QToolButton#chip:hover { background: $hover; }
QToolButton#chip:focus { border: 2px solid $accent; padding: 5px 25px 5px 7px; }
QToolButton#chip::menu-indicator { image: url(icons:style-chevron-down-$theme.svg);
    subcontrol-origin: padding; subcontrol-position: right center; right: 8px; width: 12px;
    height: 12px; }
QFrame#status QPushButton#cancel { padding: 0 8px; border-radius: 4px; }
QFrame#banner { background: $bad_surface; border: 1px solid $bad_line; border-radius: 6px; }
QFrame#banner[severity="warning"] { background: $surface; border-color: $edge; }
QFrame#banner QPlainTextEdit { background: $surface; border: 1px solid $line; border-radius: 5px; }

QTableView#layer-table { background: $surface; color: $text; border: 2px solid $surface;
    selection-background-color: $chosen; selection-color: $text;
    outline: none; }
QTableView#layer-table:focus { border-color: $accent; }
QTableView#layer-table::item { padding: 0 10px; border: none; }
QTableView#layer-table::item:selected { background: $chosen; color: $text; }
QTableView#unit-table { background: $surface; color: $text; border: 1px solid $line;
    selection-background-color: $chosen; selection-color: $text; }
QTableView#unit-table:focus { border-color: $accent; }
QTableView#unit-table::item { padding: 0 10px; border: none; }
QTableView#unit-table QHeaderView { background: $surface; border: none; }
QTableView#unit-table QHeaderView::section { background: $surface; color: $text2; border: none;
    border-bottom: 1px solid $line; padding: 4px 10px; }
QTableView#layer-table QHeaderView { background: $window; border: none; }
QTableView#layer-table QHeaderView::section { background: $window; color: $text2; border: none;
    border-bottom: 1px solid $line; padding: 4px 12px; }
QTableView#layer-table QHeaderView::section:hover { color: $text; }
QTableView#layer-table QHeaderView::up-arrow, QTableView#layer-table QHeaderView::down-arrow {
    subcontrol-origin: padding; subcontrol-position: top center; width: 10px; height: 10px; }
QTableView#layer-table QHeaderView::up-arrow { image: url(icons:style-chevron-up-$theme.svg); }
QTableView#layer-table QHeaderView::down-arrow { image: url(icons:style-chevron-down-$theme.svg); }

QProgressBar { background: $track; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
""")

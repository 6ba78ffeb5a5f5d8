"""The style sheet of the application, written from a palette."""

from avts_desktop.resources.palette import Palette, mixed

GRID_PX = 4
"""Distances are multiples of this."""
CONTROL_PX = 28
"""Height of buttons, choices and fields."""


ICONS = {"chevron-down": "muted", "chevron-up": "muted", "check": "on_accent"}
"""Icons that the sheet names (`@check@`), each with its token of the palette."""


def style_sheet(palette: Palette) -> str:
    """Return the style sheet in Qt's dialect of CSS, files of `ICONS` still missing."""
    sheet = _TEMPLATE
    for name, value in _colours(palette).items():
        sheet = sheet.replace(f"@{name}@", value)
    return sheet


def _colours(palette: Palette) -> dict[str, str]:
    """Return the palette's tokens used and the shades made from them."""
    p = palette
    return {
        "window": p.window,
        "panel": p.panel,
        "line": p.line,
        "text": p.text,
        "muted": p.muted,
        "accent": p.accent,
        "on_accent": p.on_accent,
        "stage": p.stage,
        "in_sync": p.in_sync,
        "warn": p.warn,
        "out": p.out,
        "unknown": p.unknown,
        "hover": mixed(p.panel, p.text, 0.08),
        "pressed": mixed(p.panel, p.text, 0.16),
        "edge": mixed(p.panel, p.text, 0.24),
        "faint": mixed(p.panel, p.muted, 0.55),
        "tint": mixed(p.panel, p.accent, 0.20),
        "accent_hover": mixed(p.accent, p.text, 0.14),
    }


_TEMPLATE = """
QWidget { color: @text@; font-size: 13px; }
QMainWindow, QDialog { background: @window@; }
QWidget[role="panel"] { background: @panel@; }
QWidget[role="message"] { background: @hover@; }
QWidget[role="stage"] { background: @stage@; }
QFrame[role="hairline"] { background: @line@; border: none; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: 600; }
QLabel[role="muted"] { color: @muted@; }
QLabel[role="heading"] { color: @muted@; font-weight: 600; }
QLabel[role="second"] { font-size: 14px; }
QLabel[role="word"] { font-size: 16px; font-weight: 600; }
QLabel[token="in_sync"] { color: @in_sync@; }
QLabel[token="warn"] { color: @warn@; }
QLabel[token="out"] { color: @out@; }
QLabel[token="unknown"] { color: @unknown@; }
QLabel:disabled { color: @faint@; }
QToolTip {
  color: @text@; background: @panel@; border: 1px solid @edge@; padding: 4px;
}

QPushButton, QToolButton {
  border: 1px solid transparent; border-radius: 4px; background: transparent;
}
QToolButton { padding: 3px; min-width: 20px; min-height: 20px; }
QPushButton {
  padding: 0 11px; min-height: 26px; border-color: @edge@; background: @panel@;
}
QPushButton:hover, QToolButton:hover { background: @hover@; }
QPushButton:pressed, QToolButton:pressed { background: @pressed@; }
QPushButton:checked, QToolButton:checked {
  background: @tint@; border-color: @accent@;
}
QPushButton:focus, QToolButton:focus { border: 1px solid @accent@; }
QPushButton:disabled { color: @faint@; border-color: @line@; }
QToolButton:disabled { color: @faint@; }
QPushButton[role="primary"] {
  color: @on_accent@; background: @accent@; border-color: @accent@; font-weight: 600;
}
QPushButton[role="primary"]:hover { background: @accent_hover@; }
QPushButton[role="primary"]:focus { border: 2px solid @text@; padding: 0 10px; }
QPushButton[role="primary"]:disabled {
  color: @faint@; background: @hover@; border-color: @line@;
}
QToolButton::menu-indicator { image: none; }

QComboBox, QLineEdit, QAbstractSpinBox {
  background: @window@; border: 1px solid @edge@; border-radius: 4px;
  padding: 0 7px; min-height: 26px;
  selection-background-color: @accent@; selection-color: @on_accent@;
}
QComboBox:hover, QLineEdit:hover, QAbstractSpinBox:hover { border-color: @muted@; }
QComboBox:focus, QLineEdit:focus, QAbstractSpinBox:focus { border-color: @accent@; }
QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled {
  color: @faint@; border-color: @line@;
}
QComboBox[role="quiet"] { background: transparent; border-color: transparent; }
QComboBox[role="quiet"]:hover { background: @hover@; }
QComboBox[role="quiet"]:focus { border-color: @accent@; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("@chevron-down@"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: @panel@; border: 1px solid @edge@; padding: 3px; outline: none;
  selection-background-color: @tint@; selection-color: @text@;
}
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 4px; }
QAbstractSpinBox { padding: 0 2px 0 4px; max-height: 26px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  border: none; width: 14px; background: transparent;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
  background: @hover@;
}
QAbstractSpinBox::up-arrow {
  image: url("@chevron-up@"); width: 10px; height: 10px;
}
QAbstractSpinBox::down-arrow {
  image: url("@chevron-down@"); width: 10px; height: 10px;
}

QLineEdit[role="time"] {
  background: transparent; border-color: transparent; font-size: 15px;
}
QLineEdit[role="time"]:hover { background: @hover@; }
QLineEdit[role="time"]:focus { background: @window@; border-color: @accent@; }
QLineEdit[is_wrong="true"] { border-color: @out@; }
QLineEdit[is_wrong="true"]:focus { border-color: @out@; }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @edge@; }
QSlider::sub-page:horizontal { border-radius: 2px; background: @muted@; }
QSlider::handle:horizontal {
  width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: @text@;
}
QSlider::handle:horizontal:focus { background: @accent@; }
QSlider::handle:horizontal:disabled { background: @faint@; }

QProgressBar {
  border: none; border-radius: 2px; background: @edge@; max-height: 4px;
}
QProgressBar::chunk { border-radius: 2px; background: @accent@; }

QTableView, QListView, QPlainTextEdit {
  background: @panel@; alternate-background-color: @panel@; border: none;
  gridline-color: @line@; outline: none;
  selection-background-color: @tint@; selection-color: @text@;
}
QTableView, QListView, QPlainTextEdit { border: 1px solid transparent; }
QTableView:focus, QListView:focus, QPlainTextEdit:focus {
  border: 1px solid @accent@;
}
QTableView::item { padding: 0 5px; border: none; }
QHeaderView { background: @panel@; }
QHeaderView::section {
  color: @muted@; background: @panel@; border: none;
  border-bottom: 1px solid @line@; padding: 4px 8px;
}
QTableCornerButton::section { background: @panel@; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid @line@; }
QTabBar { background: transparent; }
QTabBar::tab {
  color: @muted@; background: transparent; border: 1px solid transparent;
  border-bottom: 2px solid transparent; padding: 5px 11px;
}
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected { color: @text@; border-bottom-color: @accent@; }
QTabBar::tab:focus { border-color: @accent@; }

QMenuBar { background: @window@; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: @hover@; }
QMenu { background: @panel@; border: 1px solid @edge@; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 24px; border-radius: 4px; }
QMenu::item:selected { background: @tint@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; margin: 4px; background: @line@; }

QCheckBox { spacing: 8px; padding: 1px; border: 1px solid transparent; }
QCheckBox:focus { border: 1px solid @accent@; border-radius: 4px; }
QCheckBox::indicator {
  width: 14px; height: 14px; border: 1px solid @muted@; border-radius: 3px;
  background: @window@;
}
QCheckBox::indicator:hover { border-color: @text@; }
QCheckBox::indicator:disabled { border-color: @faint@; }
QCheckBox::indicator:checked {
  border-color: @accent@; background: @accent@; image: url("@check@");
}
QSplitter::handle { background: @line@; }
QStatusBar { background: @window@; border-top: 1px solid @line@; }
QStatusBar::item { border: none; }
QDockWidget::title { background: @panel@; padding: 4px; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle {
  background: @edge@; border-radius: 4px; margin: 2px;
  min-height: 24px; min-width: 24px;
}
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

"""Buttons with an icon or words, whose tooltips tell their shortcuts."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from avts_desktop.views.look import Look

ICON_PX = 20


class KeyKeeper(QObject):
    """Lets a focused widget have keys that are shortcuts of the window elsewhere.

    Space plays, arrows seek; but on a button that somebody reached by Tab, Space must
    press it, and on a slider the arrows must move it.
    """

    def __init__(self, widget: QWidget, *keys: Qt.Key) -> None:
        super().__init__(widget)
        self._keys = frozenset(keys)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Claim the keys before a shortcut takes them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in self._keys:
                event.accept()
                return True
        return False


class IconButton(QToolButton):
    """A flat button with an icon of the theme.

    Parameters
    ----------
    look
        Where the icon comes from.
    icon_name
        See `Look.icon`.
    """

    def __init__(
        self, look: Look, icon_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name = icon_name
        # Not by a click: the keys of the player should go on working after one.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        KeyKeeper(self, Qt.Key.Key_Space)
        look.changed.connect(self._draw)
        self._draw()

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        if name != self._icon_name:
            self._icon_name = name
            self._draw()

    def _draw(self) -> None:
        self.setIcon(self._look.icon(self._icon_name))


class WordButton(QPushButton):
    """A button with words."""

    def __init__(
        self, parent: QWidget | None = None, *, is_primary: bool = False
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if is_primary:
            self.setProperty("role", "primary")
        KeyKeeper(self, Qt.Key.Key_Space)


def name_button(
    button: QToolButton | QPushButton, name: str, *, help_text: str = "", keys: str = ""
) -> None:
    """Give a button its accessible name and its tooltip.

    Parameters
    ----------
    button
        An icon button or one that shows words of its own.
    name
        What it does, in a word or two.
    help_text
        What that means, in a sentence.
    keys
        Its shortcut as people read it; empty if it has none.
    """
    title = f"{name} ({keys})" if keys else name
    button.setAccessibleName(name)
    button.setAccessibleDescription(help_text or title)
    button.setToolTip(f"{title}\n{help_text}" if help_text else title)
    if isinstance(button, QPushButton):
        button.setText(name)

"""The actions of the window, made from their table, and the keys in force."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from avts_desktop.views.look import Look
from avts_desktop.windows.action_table import ACTIONS, SPECS, ActionSpec

Keys = Mapping[str, tuple[str, ...]]
"""Keys of each action, as Qt writes them on every system (`Ctrl+O`)."""

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText


def translated(text: str) -> str:
    """Return a text of the table in the language of the window."""
    return QCoreApplication.translate("actions", text)


def plain_name(id_: str) -> str:
    """Return what an action does, without the dots that menus put behind it."""
    return translated(SPECS[id_].text).rstrip(".\N{HORIZONTAL ELLIPSIS}")


def keys_in_force(chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the keys of each action.

    Parameters
    ----------
    chosen
        `Preferences.keys`: the keys that people gave to an action instead of its own,
        ``"; "`` between them, empty for none. What cannot be read does not count. A key
        that is chosen for one action is taken from those that have it by default.
    """
    read = {id_: _read(text) for id_, text in chosen.items() if id_ in SPECS}
    own = {id_: keys for id_, keys in read.items() if keys is not None}
    taken = {key for keys in own.values() for key in keys}
    keys = {}
    for id_, spec in SPECS.items():
        default = tuple(key for key in _normal(spec.keys) if key not in taken)
        keys[id_] = own.get(id_, default)
    return keys


def key_text(keys: tuple[str, ...]) -> str:
    """Return keys as `Preferences.keys` has them."""
    return QKeySequence.listToString([QKeySequence(key) for key in keys], _PORTABLE)


def shown_keys(keys: tuple[str, ...]) -> str:
    """Return keys for people, as the system writes them (on a Mac ``⌘O``)."""
    return "   ".join(QKeySequence(key).toString(_NATIVE) for key in keys)


def users_of(key: str, keys: Keys) -> tuple[str, ...]:
    """Return the ids of the actions that have a key."""
    return tuple(id_ for id_, own in keys.items() if key in own)


class Actions(QObject):
    """A window's actions by id.

    Parameters
    ----------
    look
        Gives the icons.
    window
        Where the keys work: while it, or a text field in it does not take them, has
        the focus.
    keys
        `Preferences.keys`.

    Attributes
    ----------
    keys_changed : Signal()
        Other keys are in force.
    """

    keys_changed = Signal()

    def __init__(self, look: Look, window: QWidget, *, keys: Mapping[str, str]) -> None:
        super().__init__(window)
        self._look = look
        self._groups: dict[str, QActionGroup] = {}
        self._menus: dict[str, QMenu] = {}
        self._actions = {id_: self._made(spec) for id_, spec in SPECS.items()}
        self.keys: Keys = {}
        self.set_keys(keys)
        self._draw_icons()
        look.changed.connect(self._draw_icons)
        window.addActions(list(self._actions.values()))

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def set_keys(self, chosen: Mapping[str, str]) -> None:
        """Put the keys of the preferences in force."""
        self.keys = keys_in_force(chosen)
        for id_, action in self._actions.items():
            action.setShortcuts([QKeySequence(key) for key in self.keys[id_]])
        self.put_words()
        self.keys_changed.emit()

    def put_words(self) -> None:
        """Write all words anew; call it after a change of language."""
        for id_, action in self._actions.items():
            action.setText(translated(SPECS[id_].text))
            name, first = plain_name(id_), shown_keys(self.keys[id_][:1])
            action.setToolTip(f"{name} ({first})" if first else name)
        for category, menu in self._menus.items():
            menu.setTitle(translated(category))

    def first_keys(self) -> dict[str, str]:
        """Return the key of each action that buttons tell, as the system writes it."""
        return {id_: shown_keys(keys[:1]) for id_, keys in self.keys.items()}

    def choose(self, group: str, name: str) -> None:
        """Check one action of a group, without triggering it: ``"theme", "dark"``."""
        for action in self._groups[group].actions():
            if action.objectName().rpartition(".")[2] == name:
                action.setChecked(True)

    def fill(self, menu_bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus and return them by their English name."""
        for category, specs in ACTIONS.items():
            menu = menu_bar.addMenu(translated(category))
            for spec in specs:
                if spec.starts_section:
                    menu.addSeparator()
                menu.addAction(self._actions[spec.id])
            self._menus[category] = menu
        return dict(self._menus)

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.is_checkable)
        # The icon would take the place of the tick.
        action.setIconVisibleInMenu(not spec.is_checkable)
        action.setAutoRepeat(spec.repeats)
        action.setMenuRole(spec.role)
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(self))
            group.addAction(action)
        return action

    def _draw_icons(self) -> None:
        for id_, action in self._actions.items():
            if SPECS[id_].icon:
                action.setIcon(self._look.icon(SPECS[id_].icon))


def _read(text: str) -> tuple[str, ...] | None:
    """Return keys as Qt writes them; None if they cannot be read."""
    if not text.strip():
        return ()
    return _normal(text.split("; ")) or None


def _normal(keys: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the keys that Qt knows, as it writes them."""
    known = (
        QKeySequence.fromString(key, _PORTABLE).toString(_PORTABLE) for key in keys
    )
    return tuple(dict.fromkeys(key for key in known if key))

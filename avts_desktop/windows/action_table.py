"""All that people can do by menu or key, as one table."""

from dataclasses import dataclass

from PySide6.QtGui import QAction

_Role = QAction.MenuRole


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001
    """Mark a text for lupdate, which knows this name; Qt's own is typed as object."""
    return text


CATEGORIES = (
    QT_TRANSLATE_NOOP("actions", "File"),
    QT_TRANSLATE_NOOP("actions", "Playback"),
    QT_TRANSLATE_NOOP("actions", "Delay"),
    QT_TRANSLATE_NOOP("actions", "Timeline"),
    QT_TRANSLATE_NOOP("actions", "Measurement"),
    QT_TRANSLATE_NOOP("actions", "View"),
    QT_TRANSLATE_NOOP("actions", "Help"),
)
"""The menus, in order; English, to be translated in the context ``actions``."""


@dataclass(frozen=True)
class ActionSpec:
    """What an action is."""

    id: str
    """Names it in code and in the preferences; what is before the dot is no menu."""
    text: str
    """English, to be translated in the context ``actions``."""
    keys: tuple[str, ...] = ()
    """Keys it has from the start, as Qt writes them; the first is the one shown."""
    icon: str = ""
    is_checkable: bool = False
    group: str = ""
    """Of the actions with one group exactly one is checked."""
    repeats: bool = False
    """Whether holding the key down does it again and again."""
    starts_section: bool = False
    """Whether the menu has a line above it."""
    role: QAction.MenuRole = _Role.NoRole
    """Where macOS puts it."""


# `[ ] { }` take AltGr on a German keyboard, hence Alt with the arrows beside them. One
# press must never mean two keys of the table: Qt then does neither. So `{` stands here
# without Shift+[, which is the same press on an American keyboard.
_FILE = (
    ActionSpec(
        "file.open", QT_TRANSLATE_NOOP("actions", "Open movie..."), ("Ctrl+O",), "open"
    ),
    ActionSpec("file.sample", QT_TRANSLATE_NOOP("actions", "Open the sample")),
    ActionSpec(
        "file.close",
        QT_TRANSLATE_NOOP("actions", "Close movie"),
        ("Ctrl+W",),
        "close",
        starts_section=True,
    ),
    ActionSpec(
        "file.preferences",
        QT_TRANSLATE_NOOP("actions", "Preferences..."),
        ("Ctrl+,",),
        "settings",
        starts_section=True,
        role=_Role.PreferencesRole,
    ),
    ActionSpec(
        "file.quit",
        QT_TRANSLATE_NOOP("actions", "Quit"),
        ("Ctrl+Q",),
        starts_section=True,
        role=_Role.QuitRole,
    ),
)
_PLAYBACK = (
    ActionSpec(
        "playback.toggle",
        QT_TRANSLATE_NOOP("actions", "Play or pause"),
        ("Space", "K"),
        "play",
    ),
    ActionSpec(
        "playback.backwards",
        QT_TRANSLATE_NOOP("actions", "Play backwards; again: faster"),
        ("J",),
    ),
    ActionSpec(
        "playback.forwards",
        QT_TRANSLATE_NOOP("actions", "Play forwards; again: faster"),
        ("L",),
    ),
    ActionSpec(
        "playback.previous_frame",
        QT_TRANSLATE_NOOP("actions", "Previous frame"),
        (",",),
        "step-back",
        repeats=True,
        starts_section=True,
    ),
    ActionSpec(
        "playback.next_frame",
        QT_TRANSLATE_NOOP("actions", "Next frame"),
        (".",),
        "step-forward",
        repeats=True,
    ),
    ActionSpec(
        "playback.back_1_s",
        QT_TRANSLATE_NOOP("actions", "Back 1 second"),
        ("Left",),
        repeats=True,
    ),
    ActionSpec(
        "playback.forward_1_s",
        QT_TRANSLATE_NOOP("actions", "Forward 1 second"),
        ("Right",),
        repeats=True,
    ),
    ActionSpec(
        "playback.back_5_s",
        QT_TRANSLATE_NOOP("actions", "Back 5 seconds"),
        ("Shift+Left",),
        repeats=True,
    ),
    ActionSpec(
        "playback.forward_5_s",
        QT_TRANSLATE_NOOP("actions", "Forward 5 seconds"),
        ("Shift+Right",),
        repeats=True,
    ),
    ActionSpec(
        "playback.start",
        QT_TRANSLATE_NOOP("actions", "To the start"),
        ("Home",),
        "to-start",
    ),
    ActionSpec(
        "playback.end", QT_TRANSLATE_NOOP("actions", "To the end"), ("End",), "to-end"
    ),
    ActionSpec(
        "playback.go_to",
        QT_TRANSLATE_NOOP("actions", "Go to timecode..."),
        ("Ctrl+L", "G"),
    ),
    ActionSpec(
        "playback.loop",
        QT_TRANSLATE_NOOP("actions", "Play again from the start at the end"),
        ("R",),
        "loop",
        is_checkable=True,
        starts_section=True,
    ),
    ActionSpec(
        "playback.mute",
        QT_TRANSLATE_NOOP("actions", "Mute"),
        ("Shift+M",),
        "mute",
        is_checkable=True,
    ),
    ActionSpec(
        "playback.louder",
        QT_TRANSLATE_NOOP("actions", "Louder"),
        ("Shift+Up",),
        repeats=True,
    ),
    ActionSpec(
        "playback.softer",
        QT_TRANSLATE_NOOP("actions", "Softer"),
        ("Shift+Down",),
        repeats=True,
    ),
)
_DELAY = (
    ActionSpec(
        "delay.use_measured",
        QT_TRANSLATE_NOOP("actions", "Use the measured delay"),
        ("U",),
        "check",
    ),
    ActionSpec(
        "delay.bypass",
        QT_TRANSLATE_NOOP("actions", "A/B: hear the sound as it is in the file"),
        ("B",),
        is_checkable=True,
    ),
    ActionSpec(
        "delay.reset",
        QT_TRANSLATE_NOOP("actions", "Reset the delay"),
        ("Ctrl+0",),
        "reset",
    ),
    ActionSpec(
        "delay.frame_earlier",
        QT_TRANSLATE_NOOP("actions", "Audio 1 frame earlier"),
        ("[", "Alt+Left"),
        repeats=True,
        starts_section=True,
    ),
    ActionSpec(
        "delay.frame_later",
        QT_TRANSLATE_NOOP("actions", "Audio 1 frame later"),
        ("]", "Alt+Right"),
        repeats=True,
    ),
    ActionSpec(
        "delay.1_ms_earlier",
        QT_TRANSLATE_NOOP("actions", "Audio 1 ms earlier"),
        ("{", "Alt+Shift+Left"),
        repeats=True,
    ),
    ActionSpec(
        "delay.1_ms_later",
        QT_TRANSLATE_NOOP("actions", "Audio 1 ms later"),
        ("}", "Alt+Shift+Right"),
        repeats=True,
    ),
    ActionSpec(
        "delay.100_ms_earlier",
        QT_TRANSLATE_NOOP("actions", "Audio 100 ms earlier"),
        ("Ctrl+-",),
        repeats=True,
    ),
    ActionSpec(
        "delay.100_ms_later",
        QT_TRANSLATE_NOOP("actions", "Audio 100 ms later"),
        ("Ctrl++", "Ctrl+="),
        repeats=True,
    ),
)
_TIMELINE = (
    ActionSpec(
        "timeline.next_flagged",
        QT_TRANSLATE_NOOP("actions", "Next flagged span"),
        ("N",),
    ),
    ActionSpec(
        "timeline.previous_flagged",
        QT_TRANSLATE_NOOP("actions", "Previous flagged span"),
        ("Shift+N",),
    ),
    ActionSpec(
        "timeline.add_marker",
        QT_TRANSLATE_NOOP("actions", "Add a marker"),
        ("M",),
        "marker",
        starts_section=True,
    ),
    ActionSpec(
        "timeline.remove_marker",
        QT_TRANSLATE_NOOP("actions", "Remove the nearest marker"),
        ("Alt+M",),
    ),
    ActionSpec(
        "timeline.zoom_in",
        QT_TRANSLATE_NOOP("actions", "Zoom in"),
        ("+", "=", "Ctrl+Up"),
        "zoom-in",
        repeats=True,
        starts_section=True,
    ),
    ActionSpec(
        "timeline.zoom_out",
        QT_TRANSLATE_NOOP("actions", "Zoom out"),
        ("-", "Ctrl+Down"),
        "zoom-out",
        repeats=True,
    ),
    ActionSpec(
        "timeline.show_all",
        QT_TRANSLATE_NOOP("actions", "Show the whole movie"),
        ("Shift+Z",),
        "zoom-all",
    ),
    ActionSpec(
        "timeline.follow",
        QT_TRANSLATE_NOOP("actions", "Follow the playhead"),
        ("F",),
        is_checkable=True,
    ),
)
_MEASUREMENT = (
    ActionSpec(
        "analysis.start",
        QT_TRANSLATE_NOOP("actions", "Measure again"),
        ("F5",),
        "measure",
    ),
    ActionSpec(
        "analysis.cancel",
        QT_TRANSLATE_NOOP("actions", "Stop measuring"),
        ("Ctrl+.",),
        "cancel",
    ),
)
_VIEW = (
    ActionSpec(
        "view.faces",
        QT_TRANSLATE_NOOP("actions", "Boxes around faces"),
        ("O",),
        "faces",
        is_checkable=True,
    ),
    ActionSpec(
        "view.player_sync",
        QT_TRANSLATE_NOOP("actions", "How far off the player itself is"),
        ("Ctrl+I",),
        is_checkable=True,
    ),
    ActionSpec(
        "view.full_screen",
        QT_TRANSLATE_NOOP("actions", "Full screen"),
        ("F11",),
        is_checkable=True,
    ),
    ActionSpec(
        "view.spans",
        QT_TRANSLATE_NOOP("actions", "Spans"),
        ("Ctrl+1",),
        starts_section=True,
    ),
    ActionSpec("view.log", QT_TRANSLATE_NOOP("actions", "Log"), ("Ctrl+2",), "log"),
    ActionSpec(
        "view.theme.system",
        QT_TRANSLATE_NOOP("actions", "Look of the system"),
        is_checkable=True,
        group="theme",
        starts_section=True,
    ),
    ActionSpec(
        "view.theme.dark",
        QT_TRANSLATE_NOOP("actions", "Dark"),
        is_checkable=True,
        group="theme",
    ),
    ActionSpec(
        "view.theme.light",
        QT_TRANSLATE_NOOP("actions", "Light"),
        is_checkable=True,
        group="theme",
    ),
)
_HELP = (
    ActionSpec(
        "help.keys", QT_TRANSLATE_NOOP("actions", "Keyboard shortcuts"), ("?", "F1")
    ),
    ActionSpec("help.log_folder", QT_TRANSLATE_NOOP("actions", "Show the log files")),
    ActionSpec(
        "help.about",
        QT_TRANSLATE_NOOP("actions", "About AVTS"),
        icon="info",
        starts_section=True,
        role=_Role.AboutRole,
    ),
)

ACTIONS = dict(
    zip(
        CATEGORIES,
        (_FILE, _PLAYBACK, _DELAY, _TIMELINE, _MEASUREMENT, _VIEW, _HELP),
        strict=True,
    )
)
"""The table: what there is in each menu, in order."""

SPECS = {spec.id: spec for specs in ACTIONS.values() for spec in specs}
"""The same by id."""

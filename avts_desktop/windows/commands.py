"""Menus and keys: what each action does, and when it can be done."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMenu

from avts_desktop.settings.preferences import Preferences
from avts_desktop.state.analysis import Stage
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.follow import follow
from avts_desktop.views.look import Look
from avts_desktop.views.tooltips import plain_tip
from avts_desktop.windows.actions import Actions
from avts_desktop.windows.controls import Controls
from avts_desktop.windows.dialogs import Dialogs
from avts_desktop.windows.main_window import MainWindow

_ZOOM_STEP = 0.5
_VOLUME_STEP = 0.1


class Commands(QObject):
    """Gives a window its menus and keys.

    Parameters
    ----------
    window
        Gets them.
    workspace
        Says what can be done now, and what is checked.
    controls
        Does it.
    look
        Icons.
    dialogs
        Opens the dialogs.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        controls: Controls,
        look: Look,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._controls, self._dialogs = controls, dialogs
        preferences = controls.preferences
        self.actions = Actions(look, window, keys=preferences.current.keys)
        menus = self.actions.fill(window.menuBar())
        self._recent = QMenu(window)
        menus["File"].insertMenu(self.actions["file.close"], self._recent)
        for id_, do in self._deeds().items():
            self.actions[id_].triggered.connect(do)
        self._show_keys()
        self.actions.keys_changed.connect(self._show_keys)
        preferences.changed.connect(self._take_preferences)
        self._follow_state()
        self._check_view()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.actions.put_words()
            self._fill_recent()
        elif event.type() == QEvent.Type.WindowStateChange:
            self._check_view()
        return super().eventFilter(watched, event)

    def _deeds(self) -> Mapping[str, Callable[..., object]]:
        """Return what each action does; `triggered` gives whether it is checked."""
        window, dialogs = self._window, self._dialogs
        media, analysis = self._controls.media, self._controls.analysis
        return {
            "file.open": plain(dialogs.open_movie),
            "file.sample": plain(media.open_sample),
            "file.close": plain(media.close_movie),
            "file.preferences": plain(dialogs.show_preferences),
            "file.quit": plain(window.close),
            "analysis.start": plain(analysis.start),
            "analysis.cancel": plain(analysis.cancel),
            "view.faces": window.video.show_faces,
            "view.player_sync": window.video.show_player_sync,
            "view.full_screen": window.set_full_screen,
            "view.spans": plain(partial(window.show_tab, window.spans)),
            "view.log": plain(partial(window.show_tab, window.log)),
            "help.keys": plain(partial(dialogs.show_shortcuts, self.actions)),
            "help.log_folder": plain(dialogs.show_log_folder),
            "help.about": plain(dialogs.show_about),
            **{
                f"view.theme.{theme}": plain(
                    partial(self._controls.preferences.change, theme=theme)
                )
                for theme in ("system", "dark", "light")
            },
            **self._playback_deeds(),
            **self._delay_deeds(),
            **self._timeline_deeds(),
        }

    def _playback_deeds(self) -> Mapping[str, Callable[..., object]]:
        playback, player = self._controls.playback, self._workspace.player
        skips = {"back_5_s": -5, "back_1_s": -1, "forward_1_s": 1, "forward_5_s": 5}
        return {
            "playback.toggle": plain(playback.toggle),
            "playback.backwards": plain(partial(playback.shuttle, -1)),
            "playback.forwards": plain(partial(playback.shuttle, 1)),
            "playback.previous_frame": plain(partial(playback.step, -1)),
            "playback.next_frame": plain(partial(playback.step, 1)),
            "playback.start": plain(playback.go_to_start),
            "playback.end": plain(playback.go_to_end),
            "playback.go_to": plain(self._window.transport.time_field.setFocus),
            "playback.loop": playback.set_looping,
            "playback.mute": playback.set_muted,
            "playback.louder": lambda _: playback.set_volume(
                min(1.0, player.volume + _VOLUME_STEP)
            ),
            "playback.softer": lambda _: playback.set_volume(
                max(0.0, player.volume - _VOLUME_STEP)
            ),
            **{
                f"playback.{name}": plain(partial(playback.skip, seconds))
                for name, seconds in skips.items()
            },
        }

    def _delay_deeds(self) -> Mapping[str, Callable[..., object]]:
        delay = self._controls.delay
        return {
            "delay.use_measured": plain(delay.use_measured),
            "delay.bypass": plain(delay.toggle_bypass),
            "delay.reset": plain(delay.reset),
            "delay.frame_earlier": plain(partial(delay.nudge_frames, -1)),
            "delay.frame_later": plain(partial(delay.nudge_frames, 1)),
            "delay.1_ms_earlier": plain(partial(delay.nudge_ms, -1.0)),
            "delay.1_ms_later": plain(partial(delay.nudge_ms, 1.0)),
            "delay.100_ms_earlier": plain(partial(delay.nudge_ms, -100.0)),
            "delay.100_ms_later": plain(partial(delay.nudge_ms, 100.0)),
        }

    def _timeline_deeds(self) -> Mapping[str, Callable[..., object]]:
        timeline = self._controls.timeline
        return {
            "timeline.next_flagged": lambda _: self._go_to_flagged(1),
            "timeline.previous_flagged": lambda _: self._go_to_flagged(-1),
            "timeline.add_marker": plain(timeline.add_marker),
            "timeline.remove_marker": plain(timeline.remove_marker_here),
            "timeline.zoom_in": lambda _: self._zoom(_ZOOM_STEP),
            "timeline.zoom_out": lambda _: self._zoom(1 / _ZOOM_STEP),
            "timeline.show_all": plain(timeline.show_all),
            "timeline.follow": timeline.set_following,
        }

    def _go_to_flagged(self, direction: int) -> None:
        time_s = self._controls.timeline.next_flagged(direction)
        if time_s is not None:
            self._controls.playback.seek(time_s)
            self._window.spans.select_time(time_s)

    def _zoom(self, factor: float) -> None:
        """Zoom around the playhead where it is in view, else around the middle."""
        a_s, b_s = self._workspace.timeline.view
        position_s = float(self._workspace.player.position)
        is_in_view = a_s <= position_s <= b_s
        around_s = position_s if is_in_view else (a_s + b_s) / 2
        self._controls.timeline.zoom(factor, around_s)

    def _follow_state(self) -> None:
        session, analysis = self._workspace.session, self._workspace.analysis
        player, timeline = self._workspace.player, self._workspace.timeline
        delay = self._workspace.delay
        for signal in (
            session.events.movie,
            analysis.events.stage,
            analysis.events.report,
            timeline.events.markers,
            delay.events.delay_ms,
            delay.events.is_bypassed,
        ):
            follow(self, signal, self._enable)
        for signal in (
            player.events.is_looping,
            player.events.is_muted,
            timeline.events.is_following,
            delay.events.is_bypassed,
        ):
            follow(self, signal, self._check)
        follow(self, session.events.recent, self._fill_recent)
        self._enable()
        self._check()
        self._fill_recent()

    def _enable(self) -> None:
        """Let people do only what can be done."""
        movie = self._workspace.session.movie
        analysis, timeline = self._workspace.analysis, self._workspace.timeline
        is_measuring = analysis.stage is Stage.RUNNING
        can_measure = movie is not None and movie.can_be_measured
        has_sound = movie is not None and movie.has_sound
        has_answer = analysis.report is not None and (
            analysis.report.offset_ms is not None
        )
        can = {
            "file.close": movie is not None,
            "analysis.start": can_measure and not is_measuring,
            "analysis.cancel": is_measuring,
            "delay.use_measured": can_measure and has_answer,
            "delay.bypass": has_sound and self._workspace.delay.can_be_compared,
            "timeline.remove_marker": bool(timeline.markers),
        }
        for id_ in self.actions:
            needs_movie = id_.startswith(("playback.", "delay.", "timeline."))
            is_always = id_ in {"playback.mute", "playback.louder", "playback.softer"}
            default = movie is not None or is_always or not needs_movie
            self.actions[id_].setEnabled(can.get(id_, default))

    def _check(self) -> None:
        player, timeline = self._workspace.player, self._workspace.timeline
        self.actions["playback.loop"].setChecked(player.is_looping)
        self.actions["playback.mute"].setChecked(player.is_muted)
        self.actions["timeline.follow"].setChecked(timeline.is_following)
        self.actions["delay.bypass"].setChecked(self._workspace.delay.is_bypassed)

    def _check_view(self) -> None:
        video = self._window.video
        self.actions["view.faces"].setChecked(video.has_faces)
        self.actions["view.player_sync"].setChecked(video.has_player_sync)
        self.actions["view.full_screen"].setChecked(self._window.isFullScreen())
        theme = self._controls.preferences.current.theme
        self.actions.choose("theme", theme)

    def _take_preferences(self, new: Preferences, old: Preferences) -> None:
        if new.keys != old.keys:
            self.actions.set_keys(new.keys)
        self._check_view()

    def _show_keys(self) -> None:
        """Have the buttons say their keys."""
        keys = self.actions.first_keys()
        window = self._window
        views = (window.video, window.transport, window.sync_panel, window.status)
        for view in views:
            view.set_keys(keys)

    def _fill_recent(self) -> None:
        recent, media = self._workspace.session.recent, self._controls.media
        menu = self._recent
        menu.clear()
        menu.setTitle(self.tr("Open recent"))
        menu.setEnabled(bool(recent))
        for path in recent:
            action = menu.addAction(_menu_text(path))
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(plain(partial(media.open, path)))
        menu.addSeparator()
        menu.addAction(self.tr("Forget these")).triggered.connect(
            plain(media.clear_recent)
        )


def plain(do: Callable[[], object]) -> Callable[..., None]:
    """Return a slot that does not care whether its action is checked."""

    def call(*_: object) -> None:
        do()

    return call


def _menu_text(path: Path) -> str:
    """Return a movie's name with its folder; `&` would underline a letter."""
    return f"{path.name}  ({path.parent.name})".replace("&", "&&")

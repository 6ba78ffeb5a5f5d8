"""Connects what the views wish with what the controllers do."""

from pathlib import Path

from PySide6.QtCore import QObject

from avts_desktop.settings.preferences import Preferences
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.look import Look
from avts_desktop.windows.commands import Commands
from avts_desktop.windows.controls import Controls
from avts_desktop.windows.dialogs import Dialogs
from avts_desktop.windows.main_window import MainWindow


class Wiring(QObject):
    """Wires a window.

    Parameters
    ----------
    window
        Its views speak by signals.
    workspace
        The state.
    controls
        Does what they wish.
    look
        Follows the theme of the preferences.
    """

    def __init__(
        self, window: MainWindow, workspace: Workspace, controls: Controls, look: Look
    ) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._controls, self._look = controls, look
        self.dialogs = Dialogs(window, workspace, controls)
        self.commands = Commands(window, workspace, controls, look, self.dialogs)
        self._wire_media()
        self._wire_playback()
        self._wire_answer()
        self._wire_lanes()
        controls.preferences.changed.connect(self._take_preferences)
        window.closing.connect(self.dialogs.close_all)

    def _wire_media(self) -> None:
        window, media = self._window, self._controls.media
        window.dropped.connect(self._open)
        window.video.file_dropped.connect(self._open)
        window.video.open_wished.connect(self.dialogs.open_movie)
        window.video.sample_wished.connect(media.open_sample)
        window.messages.dismiss_wished.connect(media.dismiss_message)
        window.log.folder_wished.connect(self.dialogs.show_log_folder)
        window.transport.track_wished.connect(media.choose_track)

    def _wire_playback(self) -> None:
        window, playback = self._window, self._controls.playback
        window.video.size_wished.connect(playback.set_view_size)
        window.video.toggle_wished.connect(playback.toggle)
        bar = window.transport
        bar.toggle_wished.connect(playback.toggle)
        bar.start_wished.connect(playback.go_to_start)
        bar.end_wished.connect(playback.go_to_end)
        bar.step_wished.connect(playback.step)
        bar.seek_wished.connect(playback.seek)
        bar.loop_wished.connect(playback.set_looping)
        bar.mute_wished.connect(playback.set_muted)
        bar.speed_wished.connect(playback.set_speed)
        bar.volume_wished.connect(playback.set_volume)

    def _wire_answer(self) -> None:
        window, delay, analysis = (
            self._window,
            self._controls.delay,
            self._controls.analysis,
        )
        panel = window.sync_panel
        panel.delay_wished.connect(delay.set_ms)
        panel.nudge_wished.connect(delay.nudge_ms)
        panel.frames_wished.connect(delay.nudge_frames)
        panel.reset_wished.connect(delay.reset)
        panel.measured_wished.connect(delay.use_measured)
        panel.bypass_wished.connect(delay.toggle_bypass)
        panel.profile_wished.connect(analysis.set_profile)
        panel.analysis_wished.connect(analysis.start)
        window.status.cancel_wished.connect(analysis.cancel)
        window.spans.seek_wished.connect(self._controls.playback.seek)

    def _wire_lanes(self) -> None:
        lanes, timeline = self._window.lanes, self._controls.timeline
        lanes.seek_wished.connect(self._controls.playback.seek)
        lanes.view_wished.connect(timeline.set_view)
        lanes.delay_wished.connect(self._controls.delay.set_ms)
        lanes.marker_removal_wished.connect(timeline.remove_marker)

    def _open(self, path: Path) -> None:
        self._window.activateWindow()
        self._controls.media.open(path)

    def _take_preferences(self, new: Preferences, old: Preferences) -> None:
        if new.theme != old.theme:
            self._look.set_theme(new.theme)
        if new.monitor_latency_ms != old.monitor_latency_ms:
            self._controls.playback.set_monitor_latency_ms(new.monitor_latency_ms)

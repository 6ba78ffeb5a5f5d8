"""Everything that may change the state, in one bundle for the window to wire."""

from dataclasses import dataclass

from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.delay import DelayController
from avts_desktop.controllers.keeping import KeepingController
from avts_desktop.controllers.media import MediaController
from avts_desktop.controllers.playback import PlaybackController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.controllers.timeline import TimelineController


@dataclass(frozen=True, kw_only=True)
class Controls:
    """The controllers of a window."""

    media: MediaController
    playback: PlaybackController
    delay: DelayController
    analysis: AnalysisController
    timeline: TimelineController
    preferences: PreferencesController
    keeping: KeepingController

"""What all lanes share: the state, the colours, and where their plots begin and end."""

from dataclasses import dataclass

from avts_core.timebase import is_drop_frame_rate
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.scales import TimeScale
from avts_desktop.views.lanes.ticks import Clock
from avts_desktop.views.look import Look

TEXT_PX = 11
"""Height of letters beside axes."""
TITLE_PX = 12


@dataclass(kw_only=True)
class LaneContext:
    """Shared by the lanes of a view; the view writes it."""

    workspace: Workspace
    look: Look
    digest: Digest | None = None
    """None until something is measured."""
    left_px: int = 96
    """Width of titles and left axes."""
    right_px: int = 56
    """Width of right axes."""
    shows_spectrogram: bool = True
    shows_waveform: bool = True
    shows_distance: bool = True

    @property
    def has_movie(self) -> bool:
        """Whether there is a time axis to speak of."""
        return self.workspace.session.movie is not None

    @property
    def clock(self) -> Clock:
        """How the movie counts its pictures."""
        movie = self.workspace.session.movie
        if movie is None:
            return Clock()
        return Clock(
            fps=movie.fps,
            first_frame=movie.first_frame,
            is_drop_frame=movie.is_drop_frame and is_drop_frame_rate(movie.fps),
            start_s=float(movie.picture_start),
        )

    def scale(self, width_px: int) -> TimeScale:
        """Return the time axis over so many pixels."""
        start_s, stop_s = self.workspace.timeline.view
        return TimeScale(start_s, max(stop_s, start_s + 1e-3), width_px)

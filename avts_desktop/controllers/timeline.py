"""The stretch of time in view: zooming, panning, following, and markers."""

from fractions import Fraction

from avts_desktop.state.movie import Movie
from avts_desktop.state.timeline import MIN_VIEW_S, Marker
from avts_desktop.state.workspace import Workspace

_EMPTY_VIEW_S = 60.0
_JUMP_S = 1.0
"""A playhead that moves further at once was sent, and is shown where it went."""
_NEAR_S = 0.005
"""Markers nearer than this mark the same moment."""
_TICK_S = 0.001


class TimelineController:
    """Writes the timeline's state; a new movie is shown whole.

    Parameters
    ----------
    workspace
        The state.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._state = workspace.timeline
        self._position_s = float(workspace.player.position)
        self._movie = workspace.session.movie
        workspace.session.events.movie.connect(self._on_movie)
        workspace.player.events.position.connect(self._on_position)

    def set_view(self, a_s: float, b_s: float) -> None:
        """Show this stretch, or the nearest that lies within the movie."""
        self._show(a_s, b_s)
        self._state.is_following = self._is_in_view(self._position_s)

    def zoom(self, factor: float, around_s: float) -> None:
        """Show `factor` times as much, with a moment staying where it is on screen.

        Raises
        ------
        ValueError
            If the factor is not positive.
        """
        if not factor > 0:
            msg = f"a factor of zoom must be positive, got {factor}"
            raise ValueError(msg)
        a_s, b_s = self._state.view
        length_s = b_s - a_s
        wished_s = min(max(length_s * factor, MIN_VIEW_S), self._longest_s)
        around_s = min(max(around_s, a_s), b_s)
        share = (around_s - a_s) / length_s
        start_s = around_s - share * wished_s
        self.set_view(start_s, start_s + wished_s)

    def pan(self, seconds: float) -> None:
        """Move the view, up to the ends of the movie."""
        a_s, b_s = self._state.view
        self.set_view(a_s + seconds, b_s + seconds)

    def show_all(self) -> None:
        """Show the whole movie."""
        self.set_view(0.0, self._longest_s)

    def follow(self, position_s: float) -> None:
        """Turn the page if the playhead has left the view."""
        jumped = abs(position_s - self._position_s) > _JUMP_S
        self._position_s = position_s
        if self._is_in_view(position_s):
            self._state.is_following = True
            return
        if not (self._state.is_following or jumped):
            return
        a_s, b_s = self._state.view
        length_s = b_s - a_s
        # Forwards to a new page; backwards so that the page ends with the playhead.
        start_s = position_s if position_s >= b_s else position_s - length_s
        if jumped:
            start_s = position_s - length_s / 2
        self._show(start_s, start_s + length_s)
        self._state.is_following = True

    def add_marker(self, text: str = "") -> None:
        """Mark the moment of the playhead; a second marker there is not added."""
        markers = self._state.markers
        time_s = float(self._workspace.player.position)
        if any(abs(marker.time_s - time_s) < _NEAR_S for marker in markers):
            return
        added = (*markers, Marker(time_s=time_s, text=text))
        self._state.markers = tuple(sorted(added, key=lambda m: m.time_s))

    def remove_marker(self, index: int) -> None:
        """Remove the marker with this number.

        Raises
        ------
        IndexError
            If there is none.
        """
        markers = list(self._state.markers)
        del markers[index]
        self._state.markers = tuple(markers)

    def remove_marker_here(self) -> None:
        """Remove the marker that is nearest to the playhead."""
        markers = self._state.markers
        if markers:
            time_s = float(self._workspace.player.position)
            nearest = min(
                range(len(markers)), key=lambda i: abs(markers[i].time_s - time_s)
            )
            self.remove_marker(nearest)

    def set_following(self, is_following: bool) -> None:
        """Turn the page with the playhead from now on, or stay where the view is."""
        self._state.is_following = is_following
        if is_following:
            self.follow(self._position_s)

    def next_flagged(self, direction: int) -> float | None:
        """Return where the next flagged stretch begins, or the one before.

        Parameters
        ----------
        direction
            Positive looks ahead of the playhead, negative back.

        Returns
        -------
        Seconds, or None if there is none in that direction.
        """
        rows = self._workspace.analysis.rows
        starts_s = [row.start_s for row in rows if row.is_flagged]
        now_s = float(self._workspace.player.position)
        # The picture shown at the start of a stretch may have begun before it.
        near_s = _TICK_S + (1 / float(self._movie.fps) if self._movie else 0)
        if direction > 0:
            return min((t for t in starts_s if t > now_s + near_s), default=None)
        return max((t for t in starts_s if t < now_s - _TICK_S), default=None)

    @property
    def _longest_s(self) -> float:
        return max(self._state.duration_s or _EMPTY_VIEW_S, MIN_VIEW_S)

    def _is_in_view(self, time_s: float) -> bool:
        a_s, b_s = self._state.view
        return a_s <= time_s <= b_s

    def _show(self, a_s: float, b_s: float) -> None:
        length_s = min(max(b_s - a_s, MIN_VIEW_S), self._longest_s)
        start_s = min(max(a_s, 0.0), self._longest_s - length_s)
        self._state.view = (start_s, start_s + length_s)

    def _on_movie(self, movie: Movie | None) -> None:
        """Show another movie whole; one whose identity came later is the same."""
        before, self._movie = self._movie, movie
        if movie is None:
            self._state.duration_s = 0.0
            self._state.markers = ()
            self._state.view = (0.0, _EMPTY_VIEW_S)
        elif not movie.is_same_opening(before):
            self._position_s = 0.0
            self._state.duration_s = float(movie.duration)
            self._state.markers = ()
            self._state.is_following = True
            self.show_all()

    def _on_position(self, position: Fraction) -> None:
        self.follow(float(position))

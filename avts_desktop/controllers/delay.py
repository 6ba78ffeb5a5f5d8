"""The delay that people try on the sound."""

import math

from avts_desktop.controllers.debounce import Debounce
from avts_desktop.playback.transport import Transport
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.delay import MAX_DELAY_MS
from avts_desktop.state.workspace import Workspace


class DelayController:
    """Writes the delay, has it heard, and remembers it for each movie.

    Whoever changes the delay wants to hear it, so a change ends the bypass.

    Parameters
    ----------
    workspace
        The state.
    transport
        The player that moves the sound.
    memory
        Where each movie's delay is kept.
    """

    def __init__(
        self, workspace: Workspace, transport: Transport, *, memory: FileMemory
    ) -> None:
        self._workspace = workspace
        self._state = workspace.delay
        self._transport = transport
        self._memory = memory
        self._saving = Debounce(self._save)
        self._is_chosen = False
        """Whether people set the delay of this movie since it was opened."""

    def set_ms(self, delay_ms: float) -> None:
        """Delay the sound by so much, or by the most there is; negative advances it.

        Raises
        ------
        ValueError
            If it is not a number.
        """
        if math.isnan(delay_ms):
            msg = "a delay must be a number"
            raise ValueError(msg)
        self._is_chosen = True
        self._hear(delay_ms)
        self._saving.ask()

    def nudge_ms(self, change_ms: float) -> None:
        """Delay the sound by so much more."""
        self.set_ms(self._state.delay_ms + change_ms)

    def nudge_frames(self, num_frames: int) -> None:
        """Delay the sound by so many pictures more."""
        movie = self._workspace.session.movie
        if movie is not None:
            self.nudge_ms(float(1000 * num_frames / movie.fps))

    def reset(self) -> None:
        """Leave the sound where it is in the file."""
        self.set_ms(0.0)

    def use_measured(self) -> None:
        """Take the offset that was measured, which is the delay that repairs it."""
        report = self._workspace.analysis.report
        if report is not None and report.offset_ms is not None:
            self.set_ms(round(report.offset_ms, 1))

    def toggle_bypass(self) -> None:
        """Hear the sound as it is in the file, or with the delay again."""
        self._state.is_bypassed = not self._state.is_bypassed
        self._transport.set_delay_ms(self._state.heard_ms)

    def recall(self, delay_ms: float | None) -> None:
        """Take a movie's delay as it was remembered, unless another was set since.

        That one is remembered: until now nobody knew for which movie.
        """
        if self._is_chosen:
            self._saving.ask()
        else:
            self._hear(delay_ms or 0.0)

    def forget(self) -> None:
        """Make ready for another movie; what is not yet kept is kept first."""
        self.flush()
        self._is_chosen = False
        self._hear(0.0)

    def flush(self) -> None:
        """Remember now what is not yet remembered."""
        self._saving.flush()

    def _hear(self, delay_ms: float) -> None:
        # + 0.0 rids us of the minus in -0.0.
        clamped_ms = min(max(delay_ms, -MAX_DELAY_MS), MAX_DELAY_MS) + 0.0
        self._state.is_bypassed = False
        self._state.delay_ms = clamped_ms
        self._transport.set_delay_ms(clamped_ms)

    def _save(self) -> None:
        movie = self._workspace.session.movie
        if movie is not None and movie.identity:
            self._memory.remember(movie.identity, delay_ms=self._state.delay_ms)

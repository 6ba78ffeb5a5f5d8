"""The player: what the window and its controller know of playing a movie."""

from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from avts_desktop.state.movie import Movie


class Transport(QObject):
    """Plays a movie; lives on the UI thread and never blocks it.

    Attributes
    ----------
    picture_shown : Signal(ShownPicture)
        A picture is due now: paint it.
    position_changed : Signal(Fraction)
        Time of the picture that is shown; of the sound where there is no picture.
    playing_changed : Signal(bool)
    ended : Signal()
        The end was reached, and playing has stopped at the last picture.
    device_changed : Signal(bool)
        Whether sound comes out; else a wall clock leads.
    dropped : Signal(int)
        Pictures that came too late to be shown, since playing began.
    failed : Signal(str)
        The movie cannot be played on; why, in a sentence.
    """

    picture_shown = Signal(object)
    position_changed = Signal(object)
    playing_changed = Signal(bool)
    ended = Signal()
    device_changed = Signal(bool)
    dropped = Signal(int)
    failed = Signal(str)

    @property
    def is_playing(self) -> bool:
        """Whether it plays or will as soon as the picture is there."""
        return False

    @property
    def position(self) -> Fraction:
        """Time of the picture that is shown, in seconds on the movie's clock."""
        return Fraction(0)

    def open(self, movie: Movie, *, track: int = 0) -> None:
        """Show a movie's first picture; the one that was open is closed."""

    def close(self) -> None:
        """Let go of the movie."""

    def play(self) -> None:
        """Play on; from the start, if the end was reached."""

    def pause(self) -> None:
        """Stop at the picture that is shown."""

    def seek(self, time: Fraction) -> None:
        """Go to the picture that is shown at a time; playing goes on there."""

    def step(self, num_frames: int) -> None:
        """Stop, and go so many pictures on, or back if negative."""

    def set_speed(self, speed: float) -> None:
        """Play faster or slower; negative plays backwards without sound."""

    def set_delay_ms(self, delay_ms: float) -> None:
        """Delay the sound against the picture, heard at once."""

    def set_monitor_latency_ms(self, latency_ms: float) -> None:
        """Show pictures later, as headphones or loudspeakers are slow."""

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1, as people hear it."""

    def set_muted(self, is_muted: bool) -> None:
        """Switch the sound off and on."""

    def set_track(self, track: int) -> None:
        """Hear another sound track."""

    def set_looping(self, is_looping: bool) -> None:
        """Start again at the end, or not."""

    def set_view_size(self, width_px: int, height_px: int) -> None:
        """Say how large the view is, in pixels of the device."""

    def shutdown(self) -> None:
        """End all threads; nothing may be called afterwards."""

"""Which clips belong together in a training step; nothing is decoded here.

A network takes any way out that tells fitting pairs from others without comparing
picture and sound. So whatever can be known from one of them alone must be as frequent
in both classes:

- **Who.** Videos are drawn evenly, as picture and as sound, so that the sound of an
  easy negative comes from each video as often as the picture of a positive.
- **When.** Hard and super-hard negatives cannot lie everywhere: of a short movie the
  middle has fewer partners half a second away. A pair of moments is drawn evenly
  from all that are allowed, which makes both moments equally distributed; and the
  positive beside each negative takes its moment from the same draw.
- **How long the movie is.** Movies too short for a hard negative are not drawn for
  one; nor are they for the positive beside it. The share of hard ones stays as asked.

What is left: `pair_footage` refuses pairs for what is heard in them, and that cannot be
exactly as frequent in both classes; see there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from avts_core.data.manifest import whole_ticks
from avts_core.errors import ConfigError, TrainingError
from avts_core.features.grid import PICTURE_RATE_HZ

_KIND_STREAM, _PAIR_STREAM, _ORDER_STREAM = 1, 2, 3
"""First numbers of the seeds, which keep the draws apart."""
_SUM_TOLERANCE = 1e-6


class Negative(StrEnum):
    """Why a picture and a sound do not belong together."""

    EASY = "easy"
    """The sound is another video's."""
    HARD = "hard"
    """The sound is from another moment of the same movie, without overlap."""
    SUPER_HARD = "super_hard"
    """The sound overlaps with its picture but is out of sync."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A picture clip and a sound clip of equal length."""

    movie: int
    """Place of the picture's movie among the sampler's spans."""
    picture_s: float
    """Where the picture clip begins, on its movie's clock; a whole tick of 1/25 s."""
    sound_movie: int
    sound_s: float
    """Where the sound clip begins, on its movie's clock; a whole tick."""
    kind: Negative | None
    """None if they belong together."""


@dataclass(frozen=True, kw_only=True)
class NegativeShares:
    """How the negatives of a stage are made up; the shares sum to 1."""

    easy: float = 1.0
    hard: float = 0.0
    super_hard: float = 0.0

    def __post_init__(self) -> None:
        """Check the sum.

        Raises
        ------
        ConfigError
            If a share is negative or they do not sum to 1.
        """
        shares = (self.easy, self.hard, self.super_hard)
        if not (min(shares) >= 0 and abs(sum(shares) - 1) <= _SUM_TOLERANCE):
            listed = ", ".join(f"{share:g}" for share in shares)
            msg = f"Shares of easy, hard and super-hard must sum to 1, got {listed}."
            raise ConfigError(msg)

    def kind_at(self, place: float) -> Negative:
        """Return the kind at a place from 0 to 1 on a line cut in these shares."""
        shares = {
            Negative.EASY: self.easy,
            Negative.HARD: self.hard,
            Negative.SUPER_HARD: self.super_hard,
        }
        chosen = Negative.EASY
        for kind, share in shares.items():
            # A sum a little short of 1 leaves its rest to the last kind there is.
            if share > 0 and place >= 0:
                chosen = kind
            place -= share
        return chosen


class PairSampler:
    """Draws pairs: positives at even indices, negatives at odd ones.

    A batch of indices ``2k, 2k + 1`` is balanced; who hands every second index to a
    process gives it one class only. Each draw depends on the seed, epoch, index and
    attempt alone.

    Clips begin on ticks of 1/25 s of their movie's clock and lie wholly inside its
    span. Over one pass of as many indices as there are videos, each video is seen
    once (except those too short for a hard negative when one is due).

    Parameters
    ----------
    spans
        Begin and end in seconds of each movie, where both streams exist.
    videos
        What each movie was cut from; another movie of the same video gives no easy
        negative.
    clip_s
        Length of a clip; a whole number of ticks.
    hard_gap_s
        Between the end of one clip of a hard negative and the start of the other, at
        least.
    min_shift_s
        A super-hard negative is out of sync by at least this.
    seed
        Not negative.

    Raises
    ------
    TrainingError
        If no movie is as long as a clip.
    ValueError
        If there is not one video a span, or a length makes no sense.
    """

    def __init__(
        self,
        spans: Sequence[tuple[float, float]],
        videos: Sequence[str],
        *,
        clip_s: float = 1.0,
        hard_gap_s: float = 0.5,
        min_shift_s: float = 0.2,
        seed: int = 0,
    ) -> None:
        if len(spans) != len(videos):
            msg = f"there must be one video a span, got {len(videos)} for {len(spans)}"
            raise ValueError(msg)
        self.num_pictures = round(clip_s * PICTURE_RATE_HZ)
        if not math.isclose(self.num_pictures, clip_s * PICTURE_RATE_HZ):
            msg = f"clip_s must be a whole number of ticks of 1/25 s, got {clip_s}"
            raise ValueError(msg)
        self._seed = seed
        self._clip_s, self._hard_gap_s = clip_s, hard_gap_s
        self._least_hard = self.num_pictures + _ticks_up(hard_gap_s)
        self._least_shift = _ticks_up(min_shift_s)
        if not 0 < self._least_shift < self.num_pictures or hard_gap_s < 0:
            msg = (
                "min_shift_s must lie between 0 and the clip's length and hard_gap_s "
                f"must not be negative, got {min_shift_s} and {hard_gap_s}"
            )
            raise ValueError(msg)
        ticks = [whole_ticks(*span) for span in spans]
        self._first = np.array([t.start for t in ticks], np.int64)
        self._num_starts = np.array([len(t) - self.num_pictures + 1 for t in ticks])
        by_video: dict[str, list[int]] = {}
        for movie in np.flatnonzero(self._num_starts >= 1).tolist():
            by_video.setdefault(videos[movie], []).append(movie)
        if not by_video:
            msg = f"No movie is as long as a clip of {clip_s:g} s."
            raise TrainingError(msg)
        # Videos are numbers from here on; the names' order is that of the numbers.
        self._movies_of = [movies for _, movies in sorted(by_video.items())]
        longest = np.array([self._num_starts[m].max() for m in self._movies_of])
        self._least_starts = {
            Negative.EASY: 1,
            Negative.HARD: self._least_hard + 1,
            Negative.SUPER_HARD: self._least_shift + 1,
        }
        self._eligible = {
            kind: np.flatnonzero(longest >= num)
            for kind, num in self._least_starts.items()
        }
        self._order_of: tuple[int, int] | None = None
        self._order = np.empty(0, np.int64)

    def draw(
        self, epoch: int, index: int, shares: NegativeShares, *, attempt: int = 0
    ) -> Pair:
        """Return one pair.

        Parameters
        ----------
        epoch, index
            Which one, from 0.
        shares
            Of the kinds of negatives. Positives, too, take from it which movies and
            moments they come from.
        attempt
            Another number gives another pair of the same kind, for when one cannot be
            used.

        Raises
        ------
        TrainingError
            If no movie is long enough for the kind that is due, or there is no second
            video to take easy negatives from.
        """
        number, is_negative = divmod(index, 2)
        kind = shares.kind_at(self._rng(_KIND_STREAM, epoch, number).random())
        eligible = self._eligible[kind]
        if not len(eligible):
            msg = (
                f"No movie is long enough for {kind.replace('_', '-')} negatives: "
                f"{self._least_s(kind):.2f} s with picture and sound are needed."
            )
            raise TrainingError(msg)
        rng = self._rng(_PAIR_STREAM, epoch, index, attempt)
        video = self._turn(epoch, index)
        if attempt > 0 or not self._movies(kind, video):
            video = int(eligible[rng.integers(len(eligible))])
        movie = self._movie(kind, video, rng)
        picture, sound = self._starts(kind, movie, rng)
        sound_movie = movie
        if not is_negative:
            sound = picture
        elif kind is Negative.EASY:
            other = self._other_video(video, rng)
            sound_movie = self._movie(kind, other, rng)
            sound, _ = self._starts(kind, sound_movie, rng)
        return Pair(
            movie=movie,
            picture_s=self._seconds(movie, picture),
            sound_movie=sound_movie,
            sound_s=self._seconds(sound_movie, sound),
            kind=kind if is_negative else None,
        )

    def video_numbers(self) -> NDArray[np.int64]:
        """Return which movies are of one video.

        Returns
        -------
        [shape=(movies,), int64] equal for those of one; -1 for those too short.
        """
        numbers = np.full(len(self._first), -1, np.int64)
        for number, movies in enumerate(self._movies_of):
            numbers[movies] = number
        return numbers

    def _rng(self, *numbers: int) -> np.random.Generator:
        stream, *rest = numbers
        return np.random.default_rng([stream, self._seed, *rest])

    def _turn(self, epoch: int, index: int) -> int:
        """Return the video whose turn it is: each once in a pass, in random order."""
        num_passes, place = divmod(index, len(self._movies_of))
        if self._order_of != (epoch, num_passes):
            rng = self._rng(_ORDER_STREAM, epoch, num_passes)
            self._order = rng.permutation(len(self._movies_of))
            self._order_of = (epoch, num_passes)
        return int(self._order[place])

    def _other_video(self, video: int, rng: np.random.Generator) -> int:
        """Return another video, each as likely.

        Raises
        ------
        TrainingError
            If there is none.
        """
        if len(self._movies_of) < 2:
            msg = "Easy negatives need movies of at least two videos, there is one."
            raise TrainingError(msg)
        other = int(rng.integers(len(self._movies_of) - 1))
        return other + (other >= video)

    def _movies(self, kind: Negative, video: int) -> list[int]:
        """Return the movies of a video that are long enough for a kind."""
        least = self._least_starts[kind]
        return [m for m in self._movies_of[video] if self._num_starts[m] >= least]

    def _movie(self, kind: Negative, video: int, rng: np.random.Generator) -> int:
        """Return a movie of a video, longer ones more often."""
        movies = self._movies(kind, video)
        if len(movies) == 1:
            return movies[0]
        room = self._num_starts[movies]
        return int(rng.choice(movies, p=room / room.sum()))

    def _starts(
        self, kind: Negative, movie: int, rng: np.random.Generator
    ) -> tuple[int, int]:
        """Return two starts of a movie, even over all pairs that the kind allows.

        Swapping the two gives a pair that is as likely, so each has the same law.
        """
        num = int(self._num_starts[movie])
        if kind is Negative.EASY:
            return int(rng.integers(num)), int(rng.integers(num))
        if kind is Negative.HARD:
            # Two that differ by `least` or more are two different ones of a range
            # shorter by least - 1, pushed apart.
            apart = self._least_hard - 1
            low, high = sorted(rng.choice(num - apart, 2, replace=False).tolist())
            high += apart
        else:
            shifts = np.arange(self._least_shift, min(self.num_pictures, num))
            room = num - shifts
            shift = int(rng.choice(shifts, p=room / room.sum()))
            low = int(rng.integers(num - shift))
            high = low + shift
        return (low, high) if rng.random() < 0.5 else (high, low)

    def _seconds(self, movie: int, start: int) -> float:
        return (int(self._first[movie]) + start) / PICTURE_RATE_HZ

    def _least_s(self, kind: Negative) -> float:
        if kind is Negative.HARD:
            return (self.num_pictures + self._least_hard) / PICTURE_RATE_HZ
        return (self.num_pictures + self._least_shift) / PICTURE_RATE_HZ


def _ticks_up(seconds: float) -> int:
    """Return the least number of ticks that lasts at least so long."""
    return math.ceil(seconds * PICTURE_RATE_HZ - 1e-6)

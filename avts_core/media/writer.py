"""Writing movies from pictures and samples, with exact timestamps.

Pictures come one by one with their time, samples block by block, so memory does
not grow with the length. The file is written beside its final name and renamed
when it is whole.
"""

import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import WriteError
from avts_core.jobs import NEVER, CancelToken
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.feeds import Feed, PictureFeed, SoundFeed, Target
from avts_core.media.rotation import write_rotation

# Whoever writes a movie needs these together.
__all__ = ["AudioEncoding", "AudioTrack", "VideoEncoding", "write_movie"]

_FORMATS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".ts": "mpegts",
    ".avi": "avi",
    ".mxf": "mxf",
}
# Edit lists are in the movie's timescale; the default of 1000 costs up to 1 ms.
_FORMAT_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "mp4": {"movie_timescale": "48000"},
    "mov": {"movie_timescale": "48000"},
}


def write_movie(
    path: Path,
    *,
    rate: Fraction,
    pictures: Iterable[tuple[Fraction, NDArray[np.uint8]]] | None = None,
    video: VideoEncoding | None = None,
    sounds: Sequence[AudioTrack] = (),
    cancel: CancelToken = NEVER,
) -> None:
    """Write a movie; its container follows from the suffix of the name.

    Times are kept to a tick of 1/90000 s or finer, and exactly on the grid of
    `rate`, where the container allows: Matroska and WebM round to 1 ms, AVI and
    MXF hold a constant rate only. The sound of an AVI whose codec delays it is cut
    by that delay at its head, as AVI cannot tell the reader of it. FFmpeg reads
    H.264 in AVI one picture late, whoever wrote it: prefer mpeg4 or mjpeg there.

    Parameters
    ----------
    path
        An existing file of this name is replaced, once the new one is whole.
    rate
        Nominal pictures a second; the times of the pictures may differ from it.
    pictures
        Each time in seconds, rising, and picture ``[shape=(height, width, 3) or
        (height, width), uint8]``, RGB or grey; all of one size. None makes a movie
        of sound only.
    video
        None takes H.264.

    Raises
    ------
    WriteError
        If the encoder or the container refuses, or the disk does.
    JobCancelledError
        After `cancel` was called.

    Examples
    --------
    >>> write_movie(
    ...     Path("noise.mp4"),
    ...     rate=Fraction(25),
    ...     pictures=((Fraction(i, 25), noise[i]) for i in range(50)),
    ...     sounds=[AudioTrack(samples=hiss, rate_hz=48000)],
    ... )  # doctest: +SKIP
    """
    partial = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.part{path.suffix}")
    video = video or VideoEncoding()
    try:
        with _open(partial, rate) as target:
            feeds: list[Feed] = []
            # MXF wants the picture's stream first.
            if pictures is not None:
                feeds.append(PictureFeed(target, iter(pictures), video))
            feeds += [SoundFeed(target, track) for track in sounds]
            _encode(target, feeds, cancel)
        if pictures is not None and video.rotation_deg:
            write_rotation(partial, video.rotation_deg)
        partial.replace(path)
    except (av.FFmpegError, OSError, ValueError, struct.error) as error:
        msg = f"Cannot write {path.name}: {_reason(error)}."
        raise WriteError(msg) from error
    finally:
        partial.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """Say what went wrong in one clause."""
    text = (getattr(error, "strerror", None) or str(error)).strip().rstrip(".")
    return text or type(error).__name__


@contextmanager
def _open(path: Path, rate: Fraction) -> Iterator[Target]:
    """Open a container of the kind that the suffix names.

    Raises
    ------
    ValueError
        If the suffix is unknown.
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        known = ", ".join(sorted(_FORMATS))
        msg = f"the name must end in one of {known}, got {suffix or 'no suffix'!r}"
        raise ValueError(msg)
    name = _FORMATS[suffix]
    options = dict(_FORMAT_OPTIONS.get(name, {}))
    with av.open(str(path), "w", format=name, options=options) as container:
        yield Target(container, name, rate)


def _encode(target: Target, feeds: list[Feed], cancel: CancelToken) -> None:
    """Encode all streams side by side, the one furthest behind first.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not feeds:
        msg = "there is neither picture nor sound"
        raise ValueError(msg)
    while waiting := [feed for feed in feeds if feed.next_time is not None]:
        cancel.check()
        behind = min(waiting, key=attrgetter("next_time"))
        for packet in behind.step():
            target.container.mux(packet)

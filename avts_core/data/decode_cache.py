"""Movies decoded once and kept on disk, as far as a limit of bytes allows.

One file a movie: its samples (int16), then its pictures (uint8) on the grid of 25 a
second; read through a memory map. Several processes share a folder: a file is filled
beside its place and renamed, and one that is removed while another process reads it
stays readable for that one.
"""

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from avts_core.data.decoding import MovieDecoder
from avts_core.errors import MediaError, WriteError

CACHE_FORMAT = 1
"""Raised when the bytes change: an old file is then not found and fades away."""
_SUFFIX = ".decoded"
_ABANDONED_S = 3600
"""An unfinished file that nobody has written to for so long is removed."""


@dataclass(frozen=True, kw_only=True)
class DecodedMovie:
    """A movie in the cache."""

    first_tick: int
    """Of the first picture and sample, in 1/25 s."""
    all_pictures: NDArray[np.uint8]
    """[shape=(ticks, height, width, 3), uint8]"""
    all_samples: NDArray[np.int16]
    """[shape=(ticks * samples a tick,), int16]"""

    def pictures(self, first: int, num: int) -> NDArray[np.uint8]:
        """Return a copy of the pictures of `num` ticks from tick `first` on."""
        place = first - self.first_tick
        return np.array(self.all_pictures[place : place + num])

    def samples(self, first: int, num: int) -> NDArray[np.int16]:
        """Return a copy of the samples of `num` ticks from tick `first` on."""
        a_tick = len(self.all_samples) // len(self.all_pictures)
        place = (first - self.first_tick) * a_tick
        return np.array(self.all_samples[place : place + num * a_tick])


class DecodeCache:
    """A folder of decoded movies.

    Parameters
    ----------
    folder
        Made if missing; nothing else should be in it.
    max_bytes
        What its files take together at most. For a new one those are removed that
        have not been used for longest; a movie larger than this is never kept.

    Raises
    ------
    WriteError
        If the folder cannot be made.
    """

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder, self._max_bytes = Path(folder), max_bytes
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"The cache {folder} cannot be made ({error})."
            raise WriteError(msg) from error

    def load(self, decoder: MovieDecoder) -> DecodedMovie | None:
        """Return a movie, decoded now if it is not there; None if it cannot be kept.

        A movie that is larger than the cache, or damaged somewhere, is not kept; its
        sound parts can be decoded as if there were no cache.

        Raises
        ------
        WriteError
            If the cache cannot be written.
        """
        target = self._folder / f"{_key(decoder)}{_SUFFIX}"
        num_bytes = _num_bytes(decoder)
        decoded = _mapped(target, decoder, num_bytes)
        if decoded is not None or num_bytes > self._max_bytes or _is_mark(target):
            return decoded
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as handle:
                # Room is taken before it is looked for, so that processes that fill
                # at the same time see each other's.
                handle.truncate(num_bytes)
                if not self._make_room(temporary):
                    return None
                try:
                    _fill(handle, decoder)
                except MediaError:
                    # An empty file marks it: it is not decoded in vain each time.
                    # What is wrong is told when a damaged part is asked for.
                    handle.truncate(0)
            temporary.replace(target)
        except OSError as error:
            msg = f"The cache {self._folder} cannot be written ({error})."
            raise WriteError(msg) from error
        finally:
            temporary.unlink(missing_ok=True)
        return _mapped(target, decoder, num_bytes)

    def _make_room(self, keep: Path) -> bool:
        """Remove files until all fit; False if that cannot be."""
        files = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in files)
        for used, size, path in sorted(files):
            if total <= self._max_bytes:
                return True
            is_abandoned = time.time() - used > _ABANDONED_S
            if path == keep or (path.suffix != _SUFFIX and not is_abandoned):
                continue
            # Windows keeps a file that somebody reads.
            with suppress(PermissionError):
                path.unlink(missing_ok=True)
                total -= size
        return total <= self._max_bytes


def _key(decoder: MovieDecoder) -> str:
    """Return a name for a movie as it is now, in the form that is wanted."""
    try:
        stat = decoder.path.stat()
        modified_ns, num_bytes = stat.st_mtime_ns, stat.st_size
    except OSError:
        # Opening it gives the sentence that fits.
        modified_ns, num_bytes = 0, 0
    movie = decoder.movie
    parts = (
        *(CACHE_FORMAT, decoder.path.resolve(), modified_ns, num_bytes),
        *(movie.ticks, decoder.size_px, decoder.form.sample_rate_hz),
    )
    text = ":".join(map(str, parts)).encode(errors="surrogatepass")
    return hashlib.sha256(text).hexdigest()[:24]


def _is_mark(path: Path) -> bool:
    """Tell whether a movie is known to be damaged."""
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _num_bytes(decoder: MovieDecoder) -> int:
    """Return how large a movie's file is."""
    height, width = decoder.size_px
    a_tick = 2 * decoder.form.samples_a_tick + 3 * height * width
    return len(decoder.movie.ticks) * a_tick


def _fill(handle: BinaryIO, decoder: MovieDecoder) -> None:
    ticks = decoder.movie.ticks
    handle.write(decoder.samples(ticks.start, len(ticks)).tobytes())
    pictures = decoder.each_picture(ticks.start, len(ticks))
    handle.writelines(np.ascontiguousarray(picture).data for picture in pictures)


def _mapped(path: Path, decoder: MovieDecoder, num_bytes: int) -> DecodedMovie | None:
    """Return a movie's file as arrays; None if it is not there, or not whole."""
    try:
        # Used now: the last that will be removed.
        os.utime(path)
        data = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError):
        return None
    if data.size != num_bytes:
        return None
    ticks, (height, width) = decoder.movie.ticks, decoder.size_px
    num_sound_bytes = 2 * len(ticks) * decoder.form.samples_a_tick
    return DecodedMovie(
        first_tick=ticks.start,
        all_samples=data[:num_sound_bytes].view(np.int16),
        all_pictures=data[num_sound_bytes:].reshape(len(ticks), height, width, 3),
    )

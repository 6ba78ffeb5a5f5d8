"""Finished analyses on disk, so that a movie opened again is there at once.

One folder an analysis: arrays as ``.npy`` and ``about.json``. It is written under
another name and renamed when whole, so that what has a name is whole.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.errors import ConfigError
from avts_core.features.paths import FacePath
from avts_core.sync.report import SyncReport
from avts_desktop.jobs.messages import Began
from avts_desktop.settings.identity import FileVersion
from avts_desktop.state.measured import NUM_BANDS, Piece

FORMAT = 2
"""Another number whenever the arrays, their meaning or the key change."""
LIMIT_BYTES = 2_000_000_000
_ABOUT = "about.json"
_UNFINISHED = ".unfinished-"
_STALE_S = 3600.0
_MAP_BYTES = 1_000_000
"""Smaller arrays are read at once."""


@dataclass(frozen=True, kw_only=True)
class CacheKey:
    """What an analysis depends on."""

    identity: str
    """Of the movie; see `avts_desktop.settings.identity`."""
    version: FileVersion
    """Beside the identity, which looks at parts of a large file only."""
    track: int
    model: str
    """See `avts_desktop.jobs.bundle_key`."""

    @property
    def folder_name(self) -> str:
        """A name that no other key has."""
        version = f"{self.version.size_bytes} {self.version.changed_ns}"
        text = f"{FORMAT} {self.identity} {version} {self.track} {self.model}"
        return hashlib.sha256(text.encode()).hexdigest()[:40]


@dataclass(frozen=True, kw_only=True)
class KeptAnalysis:
    """A finished analysis."""

    began: Began
    piece: Piece
    """All of it; when found in the cache its arrays lie in files."""
    report: SyncReport


class AnalysisCache:
    """Keeps finished analyses; the least recently used go when they get too many.

    Nothing here fails: a damaged entry counts as none and is removed.

    Parameters
    ----------
    folder
        Where; it need not exist.
    limit_bytes
        How much may be kept.
    clock
        Seconds since the epoch.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limit_bytes: int = LIMIT_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._clock = clock

    def find(self, key: CacheKey) -> KeptAnalysis | None:
        """Return what is kept, or None; read it chunk by chunk, off the UI thread."""
        entry = self._folder / key.folder_name
        try:
            if not entry.is_dir():
                return None
            kept = _read(entry)
            # Reading does not change this time, and it is what the oldest go by.
            os.utime(entry / _ABOUT, (self._clock(), self._clock()))
        except PermissionError:
            return None
        except (OSError, EOFError, ValueError, KeyError, TypeError, ConfigError):
            shutil.rmtree(entry, ignore_errors=True)
            return None
        return kept

    def store(self, key: CacheKey, kept: KeptAnalysis) -> str | None:
        """Keep an analysis and let older ones go.

        Returns
        -------
        A sentence if it could not be kept, else None.
        """
        unfinished: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
            _write(unfinished, kept)
            if _size_bytes(unfinished) <= self._limit_bytes:
                entry = self._folder / key.folder_name
                shutil.rmtree(entry, ignore_errors=True)
                unfinished.rename(entry)
        except OSError as error:
            reason = error.strerror or error
            return f"The analysis could not be kept in {self._folder}: {reason}."
        finally:
            if unfinished is not None:
                shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            self._let_go()
        return None

    def num_bytes(self) -> int:
        """Return how much is kept.

        Raises
        ------
        OSError
            If the folder cannot be read.
        """
        if not self._folder.is_dir():
            return 0
        return sum(_size_bytes(entry) for _, entry in self._entries())

    def clear(self) -> None:
        """Throw everything away.

        Raises
        ------
        OSError
            If the folder cannot be read or changed.
        """
        if self._folder.is_dir():
            for _, entry in self._entries():
                # Another window may throw it away at the same time.
                with suppress(FileNotFoundError):
                    shutil.rmtree(entry)

    def _let_go(self) -> None:
        """Remove the least recently used entries, and what a crash left."""
        now_s = self._clock()
        left_bytes = self._limit_bytes
        for used_s, entry in sorted(self._entries(), reverse=True):
            is_unfinished = entry.name.startswith(_UNFINISHED)
            left_bytes -= 0 if is_unfinished else _size_bytes(entry)
            is_stale = is_unfinished and now_s - used_s > _STALE_S
            if is_stale or (left_bytes < 0 and not is_unfinished):
                shutil.rmtree(entry, ignore_errors=True)

    def _entries(self) -> list[tuple[float, Path]]:
        """Return all entries with the time of their last use; other files are left."""
        found = []
        for entry in self._folder.iterdir():
            about = entry / _ABOUT
            with suppress(OSError):
                if entry.is_dir() and not entry.is_symlink():
                    used = about if about.exists() else entry
                    found.append((used.stat().st_mtime, entry))
        return found


def _size_bytes(entry: Path) -> int:
    """Return how much the files of an entry hold; one that is gone holds nothing."""
    num_bytes = 0
    with suppress(OSError):
        for file in entry.iterdir():
            num_bytes += file.stat().st_size
    return num_bytes


def _write(entry: Path, kept: KeptAnalysis) -> None:
    piece = kept.piece
    arrays: dict[str, NDArray[Any]] = {
        "lag_ms": kept.began.lag_ms,
        "fit": piece.fit,
        "rolling_ms": piece.rolling_ms,
        "speaker": piece.speaker,
        "mel": piece.mel,
        "peaks": piece.peaks,
        "cuts_s": np.array(piece.cuts_s, np.float64),
        "face_tracks": np.array([f.track for f in piece.faces], np.int64),
        "face_lengths": np.array([len(f.times_s) for f in piece.faces], np.int64),
        "face_times_s": _joined([f.times_s for f in piece.faces], ()),
        "face_boxes": _joined([f.boxes for f in piece.faces], (4,)),
    }
    for name, values in arrays.items():
        np.save(entry / f"{name}.npy", values, allow_pickle=False)
    about = {
        "format": FORMAT,
        "start_s": kept.began.start_s,
        "sound_start_s": kept.began.sound_start_s,
        "report": kept.report.to_json_dict(),
    }
    (entry / _ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _read(entry: Path) -> KeptAnalysis:
    about = json.loads((entry / _ABOUT).read_text(encoding="utf-8"))
    lag_ms = _array(entry, "lag_ms", np.float32, (None,))
    fit = _array(entry, "fit", np.uint8, (None, len(lag_ms)))
    mel = _array(entry, "mel", np.uint8, (None, NUM_BANDS))
    piece = Piece(
        fit=fit,
        rolling_ms=_array(entry, "rolling_ms", np.float32, (len(fit),)),
        speaker=_array(entry, "speaker", np.int32, (len(fit),)),
        mel=mel,
        peaks=_array(entry, "peaks", np.int8, (len(mel), 2)),
        faces=_faces(entry),
        cuts_s=tuple(_array(entry, "cuts_s", np.float64, (None,)).tolist()),
    )
    began = Began(
        start_s=float(about["start_s"]),
        sound_start_s=float(about["sound_start_s"]),
        lag_ms=lag_ms,
    )
    report = SyncReport.from_json_dict(about["report"])
    return KeptAnalysis(began=began, piece=piece, report=report)


def _array(
    entry: Path,
    name: str,
    dtype: type[np.generic],
    shape: tuple[int | None, ...],
) -> NDArray[Any]:
    """Read an array, or map it if it is large.

    Raises
    ------
    ValueError
        If it is another array than expected, or damaged.
    """
    path = entry / f"{name}.npy"
    is_large = path.stat().st_size > _MAP_BYTES
    values: NDArray[Any] = np.load(
        path, mmap_mode="r" if is_large else None, allow_pickle=False
    )
    fits = len(values.shape) == len(shape) and all(
        wished in {None, length}
        for wished, length in zip(shape, values.shape, strict=True)
    )
    if values.dtype != dtype or not fits:
        msg = f"{path} holds {values.dtype} {values.shape}, expected {dtype} {shape}"
        raise ValueError(msg)
    return values


def _faces(entry: Path) -> tuple[FacePath, ...]:
    """Read the paths of faces, which lie one behind the other.

    Raises
    ------
    ValueError
        If they are damaged.
    """
    tracks = _array(entry, "face_tracks", np.int64, (None,))
    lengths = _array(entry, "face_lengths", np.int64, (len(tracks),))
    if (lengths < 1).any():
        msg = f"{entry} holds faces without sightings"
        raise ValueError(msg)
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    times_s = _array(entry, "face_times_s", np.float32, (total,))
    boxes = _array(entry, "face_boxes", np.float32, (total, 4))
    return tuple(
        FacePath(
            track=int(track),
            times_s=np.array(times_s[end - length : end]),
            boxes=np.array(boxes[end - length : end]),
        )
        for track, length, end in zip(tracks, lengths, ends, strict=True)
    )


def _joined(
    parts: list[NDArray[np.float32]], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    return np.concatenate([np.zeros((0, *shape), np.float32), *parts])

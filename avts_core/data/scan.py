"""Look through folders of movies: which can be learned from, and why others cannot."""

import hashlib
import os
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePosixPath

from avts_core.data.footage import MOVIE_SUFFIXES
from avts_core.data.lists import Entry, ListFile, read_lists
from avts_core.data.manifest import LeftOut, Manifest, Movie, Split
from avts_core.data.splits import (
    DEFAULT_SHARES,
    Shares,
    check_shares,
    split_of,
    strictest,
)
from avts_core.errors import (
    AvtsError,
    JobCancelledError,
    MediaError,
    NoPictureError,
    UnreadableError,
)
from avts_core.jobs import (
    NEVER,
    CancelToken,
    Progress,
    ReportProgress,
    ignore_progress,
)
from avts_core.media.audio import AudioReader
from avts_core.media.probe import MediaInfo, VideoStream, probe
from avts_core.media.video import PictureReader
from avts_core.timebase import Span

MIN_DURATION_S = 1.0
"""A shorter stretch with picture and sound does not hold one clip."""
_TAIL_S = 2
"""So much before its end, as the container has it, a movie is read to see whether
it is there: headers round, and files are cut off."""
_FAR_S = Fraction(10**7)
_MAX_LAST_PICTURE_S = Fraction(1, 10)
_HASHED_BYTES = 1 << 20
_CUT_FROM_YOUTUBE = re.compile(r"(?P<video>[\w-]{11})_\d+(_\d+)?")
"""Clips of Kinetics, VGGSound and AudioSet: address, begin and perhaps end."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A file in the folders."""

    path: Path
    name: str
    """From the root on."""
    entry: Entry | None
    """What a list says of it."""

    @property
    def video(self) -> str:
        """What it was cut from, as far as its name or a list tells."""
        if self.entry is not None:
            return self.entry.video
        bare = PurePosixPath(self.name).with_suffix("")
        match = _CUT_FROM_YOUTUBE.fullmatch(bare.name)
        return match["video"] if match is not None else str(bare)


def scan(
    folders: Sequence[Path],
    *,
    lists: Sequence[ListFile] = (),
    shares: Shares = DEFAULT_SHARES,
    seed: int = 0,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> Manifest:
    """Find the movies of folders that have picture and sound, and split them.

    Each is opened, and read at its beginning and its end. A file that cannot be used
    is left out with its reason and stops nothing.

    Parameters
    ----------
    folders
        Searched with all folders in them; links to folders are not followed.
    lists
        If any, only movies in one of them are taken, with its label and split.
    shares
        Of training, validation and test, for videos that no list puts anywhere.
    seed
        Another one gives other splits.

    Raises
    ------
    MediaError
        If a folder is none, or there are no movies in them.
    ConfigError
        If a list cannot be read or the shares do not sum to 1.
    JobCancelledError
        After `cancel` was called.
    """
    check_shares(shares)
    index = read_lists(lists) if lists else None
    root = _root(folders)
    left_out: list[LeftOut] = []
    found = []
    for path in _movie_files(folders, root, left_out, cancel):
        name = path.relative_to(root).as_posix()
        entry = None if index is None else index.find(name)
        if index is not None and entry is None:
            left_out.append(LeftOut(file=name, reason="It is in none of the lists."))
        else:
            found.append(_Found(path=path, name=name, entry=entry))
    found = _without_copies(found, left_out, cancel)
    splits = _splits(found, shares, seed)
    movies = []
    for done, file in enumerate(found):
        cancel.check()
        report(Progress(fraction=done / len(found), stage="scanning"))
        try:
            movies.append(_look_at(file, splits[file.video], cancel))
        except JobCancelledError:
            raise
        except AvtsError as error:
            left_out.append(LeftOut(file=file.name, reason=str(error)))
    report(Progress(fraction=1.0, stage="scanning"))
    return Manifest(
        root=root,
        movies=tuple(movies),
        left_out=tuple(sorted(left_out, key=lambda left: left.file)),
        num_without_file=0 if index is None else index.num_without_file,
    )


def _root(folders: Sequence[Path]) -> Path:
    """Return the folder that all are in.

    Raises
    ------
    MediaError
        If one is no folder, or they have nothing in common.
    """
    for folder in folders:
        if not folder.is_dir():
            msg = f"{folder} is not a folder."
            raise MediaError(msg)
    try:
        return Path(os.path.commonpath([folder.resolve() for folder in folders]))
    except ValueError as error:
        msg = "The folders lie on different drives; scan them one by one."
        raise MediaError(msg) from error


def _movie_files(
    folders: Sequence[Path], root: Path, left_out: list[LeftOut], cancel: CancelToken
) -> list[Path]:
    """Return all movies in order of their names.

    Raises
    ------
    MediaError
        If there are none.
    """

    def name_folder(error: OSError) -> None:
        name = Path(error.filename).relative_to(root).as_posix()
        reason = f"The folder cannot be read: {error.strerror}."
        left_out.append(LeftOut(file=name, reason=reason))

    paths = set()
    for folder in folders:
        for place, _, names in os.walk(folder.resolve(), onerror=name_folder):
            cancel.check()
            paths |= {
                Path(place, name)
                for name in names
                # Archives made on a Mac hold a "._" file of attributes beside each.
                if Path(name).suffix.lower() in MOVIE_SUFFIXES
                and not name.startswith("._")
            }
    if not paths:
        msg = f"There are no movies in {' or '.join(map(str, folders))}."
        raise MediaError(msg)
    return sorted(paths)


def _without_copies(
    found: Sequence[_Found], left_out: list[LeftOut], cancel: CancelToken
) -> list[_Found]:
    """Leave out files whose bytes are those of another; the first one stays."""
    by_size: dict[int, list[_Found]] = {}
    for file in found:
        by_size.setdefault(_size(file.path), []).append(file)
    original: dict[bytes, _Found] = {}
    kept = []
    for file in found:
        size = _size(file.path)
        # Empty files and those that cannot be read are told by what opens them.
        if size <= 0 or len(by_size[size]) == 1:
            kept.append(file)
            continue
        digest = _digest(file.path, cancel)
        first = file if digest is None else original.setdefault(digest, file)
        if first is file:
            kept.append(file)
        else:
            reason = f"It is a copy of {first.name}."
            left_out.append(LeftOut(file=file.name, reason=reason))
    return kept


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _digest(path: Path, cancel: CancelToken) -> bytes | None:
    """Return a hash of a file's bytes; None if they cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            while block := handle.read(_HASHED_BYTES):
                cancel.check()
                digest.update(block)
    except OSError:
        return None
    return digest.digest()


def _splits(found: Iterable[_Found], shares: Shares, seed: int) -> dict[str, Split]:
    """Return the split of each video, by the lists or by its name."""
    listed: dict[str, set[Split]] = {}
    for file in found:
        said = listed.setdefault(file.video, set())
        if file.entry is not None and file.entry.split is not None:
            said.add(file.entry.split)
    return {
        video: strictest(said) if said else split_of(video, shares=shares, seed=seed)
        for video, said in listed.items()
    }


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The pictures of a movie."""

    span: Span
    """From the first to the end of the last that can really be read."""
    rate: Fraction
    """Pictures a second on average."""
    size_px: tuple[int, int]
    """Width and height as shown: upright and with square pixels."""


def look_at_pictures(info: MediaInfo, *, cancel: CancelToken = NEVER) -> Seen:
    """Read a movie's pictures at its beginning and its end.

    Raises
    ------
    NoPictureError
        If it has none.
    MediaError
        If they cannot be read.
    JobCancelledError
        After `cancel` was called.
    """
    if info.video is None:
        msg = f"{info.path.name} has no picture."
        raise NoPictureError(msg)
    times = _extent(lambda span: _picture_times(info.path, span, cancel), info.duration)
    period = min(1 / info.video.rate, _MAX_LAST_PICTURE_S)
    return Seen(
        span=Span(times.start, times.stop + period),
        rate=info.video.rate,
        size_px=_shown_size(info.video),
    )


def _look_at(file: _Found, split: Split, cancel: CancelToken) -> Movie:
    """Open a movie and see from when to when it has picture and sound.

    Raises
    ------
    MediaError
        If it cannot be read, has no sound, or is too short.
    NoPictureError
        If it has no picture.
    """
    info = probe(file.path)
    sound = info.choose_audio()
    seen = look_at_pictures(info, cancel=cancel)
    heard = _extent(lambda span: _sound_times(file.path, span, cancel), info.duration)
    begin = max(seen.span.start, heard.start, Fraction(0))
    end = min(seen.span.stop, heard.stop)
    if end - begin < MIN_DURATION_S:
        msg = (
            f"{file.path.name} has picture and sound together for "
            f"{max(0.0, float(end - begin)):.2f} s; {MIN_DURATION_S:g} s are needed."
        )
        raise MediaError(msg)
    width_px, height_px = seen.size_px
    movie = Movie(
        file=file.name,
        video=file.video,
        begin_s=float(begin),
        end_s=float(end),
        picture_rate_hz=float(seen.rate),
        width_px=width_px,
        height_px=height_px,
        sample_rate_hz=sound.rate_hz,
        split=split,
    )
    return movie if file.entry is None else replace(movie, label=file.entry.label)


_ReadTimes = Callable[[Span], Generator[Span]]


def _extent(read: _ReadTimes, duration: Fraction | None) -> Span:
    """Return from the first start to the last end that can really be read.

    Parameters
    ----------
    read
        Yields when each picture, or block of sound, of a stretch is there.
    duration
        Of the movie, as the container has it.

    Raises
    ------
    UnreadableError
        If nothing lies at a time that makes sense.
    """
    with closing(read(Span(Fraction(0), _FAR_S))) as spans:
        first = next(spans, None)
    if first is None:
        msg = "Picture or sound has times that make no sense."
        raise UnreadableError(msg)
    near_end = max(Fraction(0), (duration or Fraction(0)) - _TAIL_S)
    last = _last(read, near_end) if near_end > 0 else None
    # The header promises more than there is: read all of it.
    last = last or _last(read, Fraction(0)) or first
    return Span(first.start, last.stop)


def _last(read: _ReadTimes, start: Fraction) -> Span | None:
    """Return the last picture or block from a time on, if there is any."""
    last = None
    # Nothing behind that time, or nothing whole: read from before it.
    with suppress(MediaError):
        for span in read(Span(start, _FAR_S)):
            last = span
    return last


def _picture_times(path: Path, span: Span, cancel: CancelToken) -> Generator[Span]:
    with PictureReader(path, span=span) as pictures:
        for picture in pictures:
            cancel.check()
            yield Span(picture.time, picture.time)


def _sound_times(path: Path, span: Span, cancel: CancelToken) -> Generator[Span]:
    with AudioReader(path, span=span) as sound:
        for clip in sound:
            cancel.check()
            yield Span(clip.start, clip.start + clip.duration)


def _shown_size(video: VideoStream) -> tuple[int, int]:
    """Return width and height with square pixels, upright."""
    # The pixels' shape is that of the stored picture, which may lie on its side.
    if video.rotation_deg % 180 == 0:
        return round(video.width_px * video.pixel_aspect), video.height_px
    return video.width_px, round(video.height_px * video.pixel_aspect)

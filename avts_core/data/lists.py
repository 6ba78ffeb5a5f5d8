"""The list files of data sets: which clips belong to them, with label and split.

Clips lie on disk under names that the download tools give them, so that an entry is
looked for under each of the usual ones.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from avts_core.data.manifest import Split
from avts_core.errors import ConfigError


class Layout(StrEnum):
    """Whose list a file is."""

    KINETICS = "kinetics"
    """``label,youtube_id,time_start,time_end,split`` with a header."""
    AUDIOSET = "audioset"
    """``YTID, start_seconds, end_seconds, "labels"`` under comments; the split is in
    the file's name (``eval_segments.csv``)."""
    VGGSOUND = "vggsound"
    """``id,start,label,split`` without a header."""
    LRS = "lrs"
    """Lines that begin with ``folder/clip``; the split is the file's name."""


@dataclass(frozen=True, kw_only=True)
class ListFile:
    """A list and how to read it."""

    path: Path
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One clip of a list."""

    video: str
    """What it was cut from: an address on YouTube, a broadcast, a speaker."""
    names: tuple[str, ...]
    """What its file may be called, without suffix; LRS names have a folder."""
    label: str = ""
    split: Split | None = None
    """None if the list does not say."""


class ListIndex:
    """Finds the entry of a file.

    Parameters
    ----------
    entries
        Of all lists; of two entries for one file the first stands.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._by_name: dict[str, int] = {}
        bare: dict[str, list[int]] = {}
        for place, entry in enumerate(self._entries):
            bare.setdefault(entry.video, []).append(place)
            for name in entry.names:
                self._by_name.setdefault(name, place)
        # A file called by its video alone is known only if one clip was cut from it.
        for video, places in bare.items():
            if len(places) == 1:
                self._by_name.setdefault(video, places[0])
        self._found: set[int] = set()

    def find(self, file: str) -> Entry | None:
        """Return the entry of a file, given with forward slashes; None if none."""
        path = PurePosixPath(file)
        for name in (f"{path.parent.name}/{path.stem}", path.stem):
            place = self._by_name.get(name)
            if place is not None:
                self._found.add(place)
                return self._entries[place]
        return None

    @property
    def num_without_file(self) -> int:
        """Entries that no file was found for so far."""
        return len(self._entries) - len(self._found)


def read_lists(lists: Sequence[ListFile]) -> ListIndex:
    """Read lists.

    Raises
    ------
    ConfigError
        If one cannot be read or a line of it does not fit its layout.
    """
    return ListIndex([entry for file in lists for entry in _entries(file)])


def _entries(file: ListFile) -> list[Entry]:
    """Read one list.

    Raises
    ------
    ConfigError
        If it cannot be read or a line does not fit.
    """
    readers: dict[Layout, Callable[[list[str], Path], Entry]] = {
        Layout.KINETICS: _kinetics,
        Layout.AUDIOSET: _audioset,
        Layout.VGGSOUND: _vggsound,
        Layout.LRS: _lrs,
    }
    read = readers[file.layout]
    entries = []
    try:
        with file.path.open(newline="", encoding="utf-8-sig") as handle:
            for number, row in enumerate(_rows(handle, file.layout), 1):
                try:
                    entries.append(read(row, file.path))
                except (IndexError, ValueError) as error:
                    msg = (
                        f"Entry {number} of {file.path} does not fit the layout "
                        f"{file.layout}: {','.join(row)[:80]}"
                    )
                    raise ConfigError(msg) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"The list {file.path} cannot be read ({error})."
        raise ConfigError(msg) from error
    return entries


def _rows(lines: Iterable[str], layout: Layout) -> Iterator[list[str]]:
    """Yield the lines with something in them, cut into columns."""
    rows: Iterable[list[str]] = (
        (line.split() for line in lines)
        if layout is Layout.LRS
        else csv.reader(lines, skipinitialspace=True)
    )
    for row in rows:
        is_header = layout is Layout.KINETICS and "youtube_id" in row
        is_comment = bool(row) and row[0].startswith("#")
        if any(row) and not is_header and not (layout != Layout.LRS and is_comment):
            yield row


def _kinetics(row: list[str], path: Path) -> Entry:
    del path
    label, video, begin, end, split = row[:5]
    return Entry(
        video=video,
        names=_cut_names(video, float(begin), float(end)),
        label=label,
        split=_split(split),
    )


def _audioset(row: list[str], path: Path) -> Entry:
    video, begin, end, labels = row[:4]
    return Entry(
        video=video,
        names=_cut_names(video, float(begin), float(end)),
        label=labels,
        split=_split_in_name(path),
    )


def _vggsound(row: list[str], path: Path) -> Entry:
    del path
    video, begin, label, split = row[:4]
    begin_s = float(begin)
    return Entry(
        video=video,
        names=_cut_names(video, begin_s, begin_s + 10),
        label=label,
        split=_split(split),
    )


def _lrs(row: list[str], path: Path) -> Entry:
    """Read one line of LRS.

    Raises
    ------
    ValueError
        If it does not begin with a folder and a clip.
    """
    name = PurePosixPath(row[0])
    if len(name.parts) < 2:
        msg = f"{row[0]} has no folder"
        raise ValueError(msg)
    folder = name.parts[-2]
    return Entry(
        video=folder,
        names=(f"{folder}/{name.name}",),
        split=_split_in_name(path),
    )


def _cut_names(video: str, begin_s: float, end_s: float) -> tuple[str, ...]:
    """Return what tools call the file of a stretch of a video.

    Seconds with six digits (Kinetics, VGGSound), plain, or milliseconds (AudioSet).
    """
    begin, end = int(begin_s), int(end_s)
    times = [
        (f"{begin:06d}", f"{end:06d}"),
        (f"{begin}", f"{end}"),
        (f"{round(begin_s * 1000)}", f"{round(end_s * 1000)}"),
    ]
    return tuple(
        name for a, b in times for name in (f"{video}_{a}_{b}", f"{video}_{a}")
    )


def _split(text: str) -> Split | None:
    """Return the split that a column names; None for one we do not keep apart."""
    names: dict[str, Split] = {
        "train": "train",
        "val": "val",
        "valid": "val",
        "validate": "val",
        "validation": "val",
        "test": "test",
    }
    return names.get(text.strip().lower())


def _split_in_name(path: Path) -> Split | None:
    """Return the split that a list's name says: ``pretrain.txt``, ``val.txt``."""
    name = path.stem.lower()
    parts: dict[str, Split] = {
        "train": "train",
        "val": "val",
        "eval": "test",
        "test": "test",
    }
    # The longer word first: "eval" holds "val", and "trainval" is for training.
    for part in ("train", "eval", "test", "val"):
        if part in name:
            return parts[part]
    return None

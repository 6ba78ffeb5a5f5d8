"""Data sets of actions as they are handed out: the lists of UCF101 and HMDB51."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from avts_core.errors import ConfigError

_SUFFIX = ".avi"
_UCF_LISTS = ("ucfTrainTestlist", ".")
_HMDB_LISTS = ("testTrainMulti_7030_splits", ".")
_HMDB_LEARN, _HMDB_TEST = "1", "2"
"""What a line ends with; a video with 0 is not used in the split."""


@dataclass(frozen=True, kw_only=True)
class ActionVideo:
    """One video of a data set."""

    path: Path
    name: str
    """``class/file``, as the lists have it."""
    label: int
    """Place of its class in the data set's."""


@dataclass(frozen=True, kw_only=True)
class ActionSet:
    """One split of a data set of actions."""

    name: str
    split: int
    classes: tuple[str, ...]
    learn: tuple[ActionVideo, ...]
    test: tuple[ActionVideo, ...]
    without_file: tuple[str, ...]
    """Videos of the lists that are not there."""


def read_ucf101(folder: Path, split: int) -> ActionSet:
    """Read a split of UCF101.

    ``UCF-101/<class>/<video>.avi``, or the classes right in the folder, and in
    ``ucfTrainTestlist`` the files ``classInd.txt``, ``trainlist0N.txt`` and
    ``testlist0N.txt``.

    Raises
    ------
    ConfigError
        If there is no such folder, list or split, or no video of a list is there.
    """
    lists = _lists_of(folder, _UCF_LISTS, f"trainlist{split:02d}.txt")
    classes: dict[str, int] = {}
    for line in _lines(lists / "classInd.txt"):
        number, _, name = line.partition(" ")
        if not name or not number.isdecimal():
            msg = f"{lists / 'classInd.txt'} has the line {line!r}, not a number "
            raise ConfigError(msg + "and a class.")
        classes[name.strip()] = int(number)
    root = folder / "UCF-101" if (folder / "UCF-101").is_dir() else folder
    found = _Found(root, sorted(classes, key=lambda name: classes[name]))
    for part, place in (("train", found.learn), ("test", found.test)):
        path = lists / f"{part}list{split:02d}.txt"
        for line in _lines(path):
            # Lists to learn from have the class's number behind the name.
            found.take(place, line.partition(_SUFFIX)[0] + _SUFFIX, path)
    return found.finished("ucf101", split)


def read_hmdb51(folder: Path, split: int) -> ActionSet:
    """Read a split of HMDB51.

    ``<class>/<video>.avi``, in the folder or in ``hmdb51_org`` in it, and in
    ``testTrainMulti_7030_splits`` one file a class, ``<class>_test_splitN.txt``, whose
    lines end with 1 (learn), 2 (test) or 0 (neither).

    Raises
    ------
    ConfigError
        If there is no such folder, list or split, or no video of a list is there.
    """
    ending = f"_test_split{split}.txt"
    lists = _lists_of(folder, _HMDB_LISTS, f"*{ending}")
    paths = sorted(lists.glob(f"*{ending}"))
    root = folder / "hmdb51_org" if (folder / "hmdb51_org").is_dir() else folder
    found = _Found(root, [path.name.removesuffix(ending) for path in paths])
    for path in paths:
        label = path.name.removesuffix(ending)
        for line in _lines(path):
            match = re.fullmatch(r"(.+\.avi)\s+([012])", line)
            if match is None:
                msg = f"{path} has the line {line!r}, not a video and 0, 1 or 2."
                raise ConfigError(msg)
            if match[2] == _HMDB_LEARN:
                found.take(found.learn, f"{label}/{match[1]}", path)
            elif match[2] == _HMDB_TEST:
                found.take(found.test, f"{label}/{match[1]}", path)
    return found.finished("hmdb51", split)


class _Found:
    """Collects the videos of lists that are there."""

    def __init__(self, root: Path, classes: Iterable[str]) -> None:
        self._root, self._classes = root, tuple(classes)
        self._labels = {name: place for place, name in enumerate(self._classes)}
        self.learn: list[ActionVideo] = []
        self.test: list[ActionVideo] = []
        self._without_file: list[str] = []

    def take(self, place: list[ActionVideo], name: str, where: Path) -> None:
        """Take a video named in a list.

        Raises
        ------
        ConfigError
            If its class is not known.
        """
        label = self._labels.get(name.partition("/")[0])
        if label is None:
            msg = f"{where} names {name}, whose class is none of the data set's."
            raise ConfigError(msg)
        path = self._root / name
        if path.is_file():
            place.append(ActionVideo(path=path, name=name, label=label))
        else:
            self._without_file.append(name)

    def finished(self, name: str, split: int) -> ActionSet:
        """Return the split.

        Raises
        ------
        ConfigError
            If there is nothing to learn from or to measure with.
        """
        for part, videos in (("learn from", self.learn), ("measure with", self.test)):
            if not videos:
                msg = (
                    f"{self._root} holds no video to {part} in split {split}: "
                    f"{len(self._without_file)} are in the lists, but not there."
                )
                raise ConfigError(msg)
        return ActionSet(
            name=name,
            split=split,
            classes=self._classes,
            learn=tuple(self.learn),
            test=tuple(self.test),
            without_file=tuple(self._without_file),
        )


def _lists_of(folder: Path, places: Iterable[str], wanted: str) -> Path:
    """Return the folder of the lists.

    Raises
    ------
    ConfigError
        If there is none.
    """
    if not folder.is_dir():
        msg = f"There is no folder {folder}."
        raise ConfigError(msg)
    for place in places:
        if next((folder / place).glob(wanted), None) is not None:
            return folder / place
    looked = " nor in ".join(str(folder / place) for place in places)
    msg = f"There is no list {wanted}, neither in {looked}."
    raise ConfigError(msg)


def _lines(path: Path) -> list[str]:
    """Return a list's lines that hold something.

    Raises
    ------
    ConfigError
        If it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The list {path} cannot be read ({error})."
        raise ConfigError(msg) from error
    return [line.strip() for line in text.splitlines() if line.strip()]

"""Data sets of labelled sounds as they are handed out: ESC-50, and DCASE's scenes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from avts_core.errors import ConfigError

_ESC50_LIST, _ESC50_SOUNDS = Path("meta/esc50.csv"), "audio"
_LEARN_FOLDER, _TEST_FOLDER = "scenes_stereo", "scenes_stereo_testset"
"""What the archives of the public and of the once private scenes unpack to."""
_NUM_DCASE_GROUPS = 5


@dataclass(frozen=True, kw_only=True)
class LabelledSound:
    """One clip of a data set."""

    path: Path
    name: str
    """Of its file, from the data set's folder on."""
    label: str
    group: int
    """Clips of one group are learnt from, or measured with, together: those of one
    recording share theirs."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """What is learnt from and what is measured with; both number the clips."""

    name: str
    learn: tuple[int, ...]
    test: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SoundSet:
    """A data set of labelled sounds and its protocol."""

    name: str
    clips: tuple[LabelledSound, ...]
    folds: tuple[Fold, ...]
    num_windows: int
    """Windows of a second that a clip is heard in."""
    num_inner: int
    """So many groups of a fold's training clips are held out, one after another, to
    choose the classifier's cost."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, in order of the alphabet."""
        return tuple(sorted({clip.label for clip in self.clips}))


def read_esc50(folder: Path) -> SoundSet:
    """Read ESC-50's list: ``meta/esc50.csv`` over the sounds in ``audio``.

    It has five folds (Piczak 2015); clips of one recording are in one of them. Each is
    the test once, and one of the others chooses the cost.

    Raises
    ------
    ConfigError
        If there is no such folder or list, or a line of it does not fit.
    """
    path = _folder(folder) / _ESC50_LIST
    clips = []
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle), 2):
                clips.append(_esc50_clip(folder, row, f"Line {number} of {path}"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{folder} is not ESC-50: its list {path} cannot be read ({error})."
        raise ConfigError(msg) from error
    groups = sorted({clip.group for clip in clips})
    if len(groups) < 3:
        msg = (
            f"{path} lists {len(clips)} clips in {len(groups)} folds; at least three "
            "folds are needed, to learn from, to choose and to measure."
        )
        raise ConfigError(msg)
    folds = tuple(
        Fold(
            name=str(group),
            learn=tuple(k for k, clip in enumerate(clips) if clip.group != group),
            test=tuple(k for k, clip in enumerate(clips) if clip.group == group),
        )
        for group in groups
    )
    return SoundSet(
        name="esc50", clips=tuple(clips), folds=folds, num_windows=10, num_inner=1
    )


def _esc50_clip(folder: Path, row: dict[str, str | None], where: str) -> LabelledSound:
    """Return the clip of a line.

    Raises
    ------
    ConfigError
        If it lacks a column or its fold is no number.
    """
    name, fold, label = row.get("filename"), row.get("fold"), row.get("category")
    if not name or not label or not fold or not fold.isdecimal():
        msg = f"{where} needs a filename, a category and the number of a fold."
        raise ConfigError(msg)
    return LabelledSound(
        path=folder / _ESC50_SOUNDS / name,
        name=f"{_ESC50_SOUNDS}/{name}",
        label=label,
        group=int(fold),
    )


def read_dcase2014(folder: Path) -> SoundSet:
    """Read the scenes of the first DCASE challenge, which papers call DCASE2014.

    Two folders, at any depth: ``scenes_stereo`` with the public clips, to learn from,
    and ``scenes_stereo_testset`` with those that were private then, to measure with. A
    clip is named by its scene and two digits (``bus01.wav``; a ``test_`` before it, as
    some tools put there, does not matter). There is one fold; the cost is chosen with
    every fifth of a scene's training clips in turn.

    Raises
    ------
    ConfigError
        If there is no such folder, or a part is missing or has scenes of its own.
    """
    _folder(folder)
    learn = _scenes(folder, _LEARN_FOLDER)
    test = _scenes(folder, _TEST_FOLDER)
    foreign = {c.label for c in test} - {c.label for c in learn}
    if foreign:
        msg = f"{_TEST_FOLDER} has scenes to measure that {_LEARN_FOLDER} has not: "
        raise ConfigError(msg + ", ".join(sorted(foreign)) + ".")
    numbers = range(len(learn) + len(test))
    fold = Fold(
        name="test",
        learn=tuple(numbers[: len(learn)]),
        test=tuple(numbers[len(learn) :]),
    )
    return SoundSet(
        name="dcase2014",
        clips=(*learn, *test),
        folds=(fold,),
        num_windows=60,
        num_inner=_NUM_DCASE_GROUPS,
    )


def _scenes(folder: Path, part: str) -> list[LabelledSound]:
    """Return a part's clips by scene and name.

    Raises
    ------
    ConfigError
        If there is none.
    """
    paths = [
        path
        for path in folder.rglob("*.wav")
        if part in path.relative_to(folder).parts[:-1]
        and not path.name.startswith("._")  # a Mac's archives hold these
    ]
    if not paths:
        msg = f"{folder} is not DCASE2014: it holds no {part} with WAV files."
        raise ConfigError(msg)
    clips: list[LabelledSound] = []
    counts: dict[str, int] = {}
    for path in sorted(paths, key=lambda path: (_scene(path), path.name)):
        number = counts[_scene(path)] = counts.get(_scene(path), -1) + 1
        clips.append(
            LabelledSound(
                path=path,
                name=path.relative_to(folder).as_posix(),
                label=_scene(path),
                group=number % _NUM_DCASE_GROUPS,
            )
        )
    return clips


def _scene(path: Path) -> str:
    return path.stem.removeprefix("test_").rstrip("0123456789")


def _folder(folder: Path) -> Path:
    """Return a folder that is there.

    Raises
    ------
    ConfigError
        If it is none.
    """
    if not folder.is_dir():
        msg = f"There is no folder {folder}."
        raise ConfigError(msg)
    return folder


def without(sounds: SoundSet, missing: Sequence[int]) -> tuple[Fold, ...]:
    """Return the folds without clips that cannot be read."""
    gone = set(missing)
    return tuple(
        Fold(
            name=fold.name,
            learn=tuple(k for k in fold.learn if k not in gone),
            test=tuple(k for k in fold.test if k not in gone),
        )
        for fold in sounds.folds
    )

"""Miniature copies of UCF101 and HMDB51, in their layouts, of two kinds of motion."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avts_core.media.encoding import VideoEncoding
from avts_core.media.writer import write_movie

CLASSES = ("Fall", "Slide")
SIDE_PX = 32
RATE_HZ = 25


def write_motion(path: Path, kind: str, seed: int, *, num_pictures: int = 24) -> Path:
    """Write a silent AVI of bars that fall, or that slide to the side."""
    rng = np.random.default_rng([seed, CLASSES.index(kind)])
    bars = np.repeat(rng.permutation([60, 200] * (SIDE_PX // 8)), 4)
    pattern = np.broadcast_to(bars, (SIDE_PX, SIDE_PX))

    def pictures() -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
        for index in range(num_pictures):
            moved = np.roll(pattern, 2 * index, axis=1)
            upright = moved if kind == "Slide" else moved.T
            noisy = upright[..., None] + rng.normal(0, 4, (SIDE_PX, SIDE_PX, 3))
            yield Fraction(index, RATE_HZ), np.clip(noisy, 0, 255).astype(np.uint8)

    path.parent.mkdir(parents=True, exist_ok=True)
    write_movie(
        path,
        rate=Fraction(RATE_HZ),
        pictures=pictures(),
        video=VideoEncoding(codec="mpeg4"),
    )
    return path


def make_ucf101(folder: Path, *, num_learn: int = 6, num_test: int = 3) -> Path:
    """Make both classes and the lists of split 1."""
    lists = folder / "ucfTrainTestlist"
    lists.mkdir(parents=True)
    learn, test = [], []
    for number, kind in enumerate(CLASSES, 1):
        for take in range(num_learn + num_test):
            name = f"{kind}/v_{kind}_g{take:02d}_c01.avi"
            write_motion(folder / "UCF-101" / name, kind, take)
            if take < num_learn:
                learn.append(f"{name} {number}")
            else:
                test.append(name)
    _write(lists / "classInd.txt", [f"{k} {c}" for k, c in enumerate(CLASSES, 1)])
    _write(lists / "trainlist01.txt", learn)
    _write(lists / "testlist01.txt", test)
    return folder


def make_hmdb51(folder: Path) -> Path:
    """Make two classes, each with a video to learn from, one to measure, one more."""
    lists = folder / "testTrainMulti_7030_splits"
    lists.mkdir(parents=True)
    for kind in CLASSES:
        names = [f"{part}_{kind}.avi" for part in ("learn", "test", "other")]
        for seed, name in enumerate(names):
            write_motion(folder / kind / name, kind, seed)
        lines = [f"{name} {k} " for name, k in zip(names, (1, 2, 0), strict=True)]
        _write(lists / f"{kind}_test_split1.txt", lines)
    return folder


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))

"""Tests of pairs with pictures and samples: contents, guards, broken files, workers."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch.utils.data
from numpy.typing import NDArray

from avts_core.data import pair_footage
from avts_core.data.decode_cache import DecodeCache
from avts_core.data.manifest import Manifest, Movie
from avts_core.data.pair_footage import PairConfig, PairFootage, PairItem
from avts_core.data.pairs import NegativeShares, PairSampler
from avts_core.data.scan import scan
from avts_core.errors import TrainingError, WriteError

MakeMovie = Callable[..., Any]
MIXED = NegativeShares(easy=0.5, hard=0.25, super_hard=0.25)


@pytest.fixture(scope="module")
def manifest(
    tmp_path_factory: pytest.TempPathFactory, noise_movie: MakeMovie
) -> Manifest:
    """Return four movies of 3.5 seconds, of three frame rates."""
    folder = tmp_path_factory.mktemp("movies")
    for k, rate in enumerate((25, 30, 24, 25)):
        movie = noise_movie(seed=k, rate=Fraction(rate), duration=Fraction(7, 2))
        movie.write(folder / f"{k}.mp4")
    return scan([folder])


def footage_of(  # noqa: PLR0913 - what the tests vary
    root: Path,
    movies: tuple[Movie, ...],
    *,
    shares: NegativeShares = MIXED,
    num_pairs: int = 12,
    seed: int = 0,
    epoch: int = 0,
    cache: DecodeCache | None = None,
) -> PairFootage:
    sampler = PairSampler(
        [(movie.begin_s, movie.end_s) for movie in movies],
        [movie.video for movie in movies],
        seed=seed,
    )
    return PairFootage(
        root,
        movies,
        sampler=sampler,
        shares=shares,
        epoch=epoch,
        num_pairs=num_pairs,
        config=PairConfig(short_side_px=32),
        cache=cache,
    )


def items_of(footage: PairFootage) -> list[PairItem]:
    return [footage[index] for index in range(len(footage))]


def assert_same(first: PairItem, second: PairItem) -> None:
    np.testing.assert_array_equal(first.pictures, second.pictures)
    np.testing.assert_array_equal(first.samples, second.samples)
    values = [
        (item.kind_code, item.pair, item.num_attempts, item.broken)
        for item in (first, second)
    ]
    assert values[0] == values[1]


def as_it_is(items: list[PairItem]) -> list[PairItem]:
    return items


def test_items_hold_what_training_takes(manifest: Manifest) -> None:
    """25 pictures, 16000 samples at full scale 1, and the number of the kind."""
    items = items_of(footage_of(manifest.root, manifest.movies, num_pairs=16))
    for item in items:
        assert item.pictures.shape == (25, 32, 48, 3)
        assert item.pictures.dtype == np.uint8
        assert item.samples.shape == (16000,)
        assert item.samples.dtype == np.float32
        assert 0.01 < item.samples.std() < 0.2
        assert (item.num_attempts, item.broken) == (1, ())
    assert [item.kind_code for item in items[::2]] == [0] * 8
    assert {item.kind_code for item in items[1::2]} == {1, 2, 3}


def test_streams_are_cut_where_the_pair_says(
    tmp_path: Path, noise_movie: MakeMovie
) -> None:
    """Pictures are as bright as their time makes them, sounds those of theirs."""
    for k in range(2):
        noise_movie(seed=k, duration=Fraction(4)).write(tmp_path / f"{k}.mp4")
    movies = scan([tmp_path])
    whole = footage_of(tmp_path, movies.movies)
    heard: dict[tuple[int, float], NDArray[np.float32]] = {}
    for item in items_of(whole):
        level = item.pictures.mean()
        assert level == pytest.approx(40 + 40 * (item.pair.picture_s + 0.48), abs=3)
        # One moment has one sound, whatever it is paired with.
        key = (item.pair.sound_movie, item.pair.sound_s)
        again = heard.setdefault(key, item.samples)
        np.testing.assert_array_equal(again, item.samples)
    assert len(heard) > 6


def test_the_cache_changes_nothing(manifest: Manifest, tmp_path: Path) -> None:
    """Bit for bit the same items: without a cache, with it filling, and filled."""
    bare = items_of(footage_of(manifest.root, manifest.movies))
    cache = DecodeCache(tmp_path, max_bytes=10**8)
    for _ in range(2):
        cached = items_of(footage_of(manifest.root, manifest.movies, cache=cache))
        for first, second in zip(bare, cached, strict=True):
            assert_same(first, second)
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.slow
def test_workers_change_nothing(manifest: Manifest, tmp_path: Path) -> None:
    """Spawned workers with a cache between them give the items of one process."""
    alone = items_of(footage_of(manifest.root, manifest.movies))
    footage = footage_of(
        manifest.root,
        manifest.movies,
        cache=DecodeCache(tmp_path, max_bytes=400_000),
    )
    loader = torch.utils.data.DataLoader(
        footage,
        batch_size=4,
        num_workers=2,
        multiprocessing_context="spawn",
        collate_fn=as_it_is,
    )
    items = list(itertools.chain.from_iterable(loader))
    for first, second in zip(alone, items, strict=True):
        assert_same(first, second)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert sum(sizes) <= 400_000


def test_epochs_differ_and_end(manifest: Manifest) -> None:
    """Another epoch has other pairs; behind the last one there is none."""
    epochs = [
        footage_of(manifest.root, manifest.movies, num_pairs=4, epoch=epoch)
        for epoch in (0, 1)
    ]
    first, second = ([item.pair for item in items_of(epoch)] for epoch in epochs)
    assert first != second
    with pytest.raises(IndexError):
        epochs[0][4]


@pytest.fixture
def with_silence(tmp_path: Path, noise_movie: MakeMovie) -> Manifest:
    """Return two movies that fall silent half-way."""
    for k in range(2):
        movie = noise_movie(seed=k, duration=Fraction(6), silent_from=Fraction(3))
        movie.write(tmp_path / f"{k}.mp4")
    return scan([tmp_path])


def test_silence_is_in_neither_class(with_silence: Manifest, tmp_path: Path) -> None:
    """A pair is drawn anew if nothing is heard, in it or where its picture is."""
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)
    items = items_of(
        footage_of(with_silence.root, with_silence.movies, num_pairs=60, cache=cache)
    )
    assert max(item.num_attempts for item in items) > 1
    for item in items:
        assert item.pair.picture_s < 3
        assert item.pair.sound_s < 3
        assert np.sqrt(np.mean(item.samples**2)) > 10 ** (-55 / 20)


def test_silence_everywhere_is_said(
    tmp_path: Path, noise_movie: MakeMovie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Draws end at some time, with the reason and a file to look at."""
    monkeypatch.setattr(pair_footage, "MAX_ATTEMPTS", 5)
    for k in range(2):
        noise_movie(seed=k, level=1e-4).write(tmp_path / f"{k}.mp4")
    movies = scan([tmp_path])
    with pytest.raises(TrainingError, match=r"5 draws .*\d\.mp4 is silent at"):
        footage_of(movies.root, movies.movies)[0]


def test_a_negative_must_not_sound_like_a_positive(
    tmp_path: Path, noise_movie: MakeMovie
) -> None:
    """The same sound under two videos makes no negative; positives do not mind."""
    for k in range(2):
        noise_movie(seed=0, duration=Fraction(1)).write(tmp_path / f"{k}.mp4")
        # Same sound, other bytes.
        with (tmp_path / f"{k}.mp4").open("ab") as file:
            file.write(bytes(8 * k))
    movies = tuple(
        replace(movie, end_s=1.0, begin_s=0.0) for movie in scan([tmp_path]).movies
    )
    footage = footage_of(tmp_path, movies, shares=NegativeShares())
    assert footage[0].kind_code == 0
    with pytest.raises(TrainingError, match="sounds like what fits"):
        footage[1]


def test_broken_files_are_skipped_and_named(
    manifest: Manifest, tmp_path: Path, noise_movie: MakeMovie
) -> None:
    """Whoever meets one gets another pair, and says which file it was and why."""
    for movie in manifest.movies:
        (tmp_path / movie.file).write_bytes((manifest.root / movie.file).read_bytes())
    (tmp_path / "1.mp4").write_text("this is no movie")
    (tmp_path / "2.mp4").unlink()
    for cache in (None, DecodeCache(tmp_path / "cache", max_bytes=10**8)):
        items = items_of(
            footage_of(tmp_path, manifest.movies, num_pairs=12, cache=cache)
        )
        used = {i for x in items for i in (x.pair.movie, x.pair.sound_movie)}
        assert used == {0, 3}
        broken = {b.file: b.reason for item in items for b in item.broken}
        assert set(broken) == {"1.mp4", "2.mp4"}
        assert "does not exist" in broken["2.mp4"]
        for item in items:
            assert (item.num_attempts > 1) == bool(item.broken)


def test_nothing_but_broken_files_is_said(manifest: Manifest, tmp_path: Path) -> None:
    """The error names the last one."""
    with pytest.raises(TrainingError, match=r"pair 3.*\d\.mp4 does not exist"):
        footage_of(tmp_path, manifest.movies)[3]


def test_a_cache_that_fails_is_no_broken_movie(
    manifest: Manifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk stops the run with its own sentence."""
    cache = DecodeCache(tmp_path, max_bytes=10**8)

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match="No space left"):
        footage_of(manifest.root, manifest.movies, cache=cache)[0]


def test_clips_and_items_are_equally_long(manifest: Manifest) -> None:
    """Another length in one place is a mistake of the caller."""
    sampler = PairSampler([(0.0, 3.0)], "a", clip_s=0.8, seed=0)
    with pytest.raises(ValueError, match="clips of 20 pictures, items hold 25"):
        PairFootage(
            manifest.root,
            manifest.movies[:1],
            sampler=sampler,
            shares=MIXED,
            epoch=0,
            num_pairs=2,
            config=PairConfig(),
        )


def test_every_kind_has_a_number() -> None:
    """Positives are 0; no two are the same."""
    codes = pair_footage.KIND_CODES
    assert codes[None] == 0
    assert sorted(codes.values()) == [0, 1, 2, 3]

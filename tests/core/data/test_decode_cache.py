"""Tests of the cache of decoded movies: bounded, whole, and the same as decoding."""

import os
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avts_core.data.decode_cache import DecodeCache
from avts_core.data.decoding import DecodedForm, MovieDecoder
from avts_core.data.scan import scan
from avts_core.errors import UnreadableError, WriteError

MakeMovie = Callable[..., Any]
FORM = DecodedForm(short_side_px=32)


@pytest.fixture(scope="module")
def decoders(
    tmp_path_factory: pytest.TempPathFactory, noise_movie: MakeMovie
) -> list[MovieDecoder]:
    """Return three movies of about as many bytes."""
    folder = tmp_path_factory.mktemp("movies")
    for k in range(3):
        noise_movie(seed=k, duration=Fraction(2)).write(folder / f"{k}.mp4")
    manifest = scan([folder])
    return [
        MovieDecoder(path=folder / movie.file, movie=movie, form=FORM)
        for movie in manifest.movies
    ]


def size_of(decoder: MovieDecoder) -> int:
    return len(decoder.movie.ticks) * (2 * 640 + 3 * 32 * 48)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_cached_is_what_is_decoded(
    tmp_path: Path, decoders: list[MovieDecoder]
) -> None:
    """Bit for bit, the first time and later, from any tick on."""
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)
    for _ in range(2):
        decoded = cache.load(decoders[0])
        assert decoded is not None
        for first, num in ((0, 25), (13, 25), (24, 3)):
            np.testing.assert_array_equal(
                decoded.pictures(first, num), decoders[0].pictures(first, num)
            )
            np.testing.assert_array_equal(
                decoded.samples(first, num), decoders[0].samples(first, num)
            )
    (file,) = (tmp_path / "cache").iterdir()
    assert file.stat().st_size == size_of(decoders[0])


def test_a_movie_is_decoded_once(
    tmp_path: Path, decoders: list[MovieDecoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is read, whoever asks; copies outlive the file."""
    decoded = DecodeCache(tmp_path, max_bytes=10**8).load(decoders[0])
    assert decoded is not None
    monkeypatch.setattr(MovieDecoder, "samples", None)
    again = DecodeCache(tmp_path, max_bytes=10**8).load(decoders[0])
    assert again is not None
    samples = again.samples(0, 25)
    expected = decoded.samples(0, 25)
    for path in tmp_path.iterdir():
        path.unlink()
    np.testing.assert_array_equal(samples, expected)


def test_the_longest_unused_goes(tmp_path: Path, decoders: list[MovieDecoder]) -> None:
    """With room for two, the third puts out the one not used for longest."""
    cache = DecodeCache(tmp_path, max_bytes=2 * size_of(decoders[0]) + 100)
    names: list[str] = []
    for decoder in decoders[:2]:
        before = files(tmp_path)
        assert cache.load(decoder) is not None
        names += files(tmp_path) - before
    for age_s, name in zip((200, 100), names, strict=True):
        used = time.time() - age_s
        os.utime(tmp_path / name, (used, used))
    assert cache.load(decoders[0]) is not None  # used again: now the younger
    assert cache.load(decoders[2]) is not None
    left = files(tmp_path)
    assert len(left) == 2
    assert names[0] in left
    assert names[1] not in left


def test_the_limit_holds(tmp_path: Path, decoders: list[MovieDecoder]) -> None:
    """A movie larger than the cache is never kept, and puts out no other."""
    small = DecodeCache(tmp_path, max_bytes=size_of(decoders[0]) - 1)
    (tmp_path / "other.decoded").write_bytes(b"12")
    assert small.load(decoders[0]) is None
    assert files(tmp_path) == {"other.decoded"}


def test_room_that_others_are_filling_counts(
    tmp_path: Path, decoders: list[MovieDecoder]
) -> None:
    """Another process's unfinished file is not removed; an abandoned one is."""
    cache = DecodeCache(tmp_path, max_bytes=size_of(decoders[0]) + 100)
    unfinished = tmp_path / "other.123.tmp"
    unfinished.write_bytes(bytes(200))
    assert cache.load(decoders[0]) is None
    assert files(tmp_path) == {unfinished.name}
    long_ago = time.time() - 7200
    os.utime(unfinished, (long_ago, long_ago))
    assert cache.load(decoders[0]) is not None
    assert unfinished.name not in files(tmp_path)


def test_a_file_that_is_not_whole_is_made_anew(
    tmp_path: Path, decoders: list[MovieDecoder]
) -> None:
    """What a crash or a person left behind is not believed."""
    cache = DecodeCache(tmp_path, max_bytes=10**8)
    assert cache.load(decoders[0]) is not None
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"rubbish")
    decoded = cache.load(decoders[0])
    assert decoded is not None
    np.testing.assert_array_equal(decoded.samples(0, 5), decoders[0].samples(0, 5))


def test_a_changed_movie_is_another(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """After a file is replaced, nothing of the old one is given."""
    path = noise_movie(seed=5).write(tmp_path / "movies" / "m.mp4")
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)
    samples = []
    for seed in (5, 6):
        noise_movie(seed=seed).write(path)
        (movie,) = scan([path.parent]).movies
        decoded = cache.load(MovieDecoder(path=path, movie=movie, form=FORM))
        assert decoded is not None
        samples.append(decoded.samples(0, 25))
    assert not np.array_equal(samples[0], samples[1])


def test_a_damaged_movie_is_not_kept(
    tmp_path: Path, noise_movie: MakeMovie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its good parts are decoded as without a cache, and it is not tried again."""
    path = noise_movie().write(tmp_path / "movies" / "m.mp4")
    (movie,) = scan([path.parent]).movies
    longer = type(movie)(**{**movie.__dict__, "end_s": 8.0})
    decoder = MovieDecoder(path=path, movie=longer, form=FORM)
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)
    assert cache.load(decoder) is None
    assert [p.stat().st_size for p in (tmp_path / "cache").iterdir()] == [0]
    monkeypatch.setattr(MovieDecoder, "samples", None)
    assert cache.load(decoder) is None


def test_a_cache_that_cannot_be_written_is_said(
    tmp_path: Path, decoders: list[MovieDecoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the folder's place, a full disk: one sentence, nothing left over."""
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be made"):
        DecodeCache(tmp_path / "file", max_bytes=10**8)
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match="cannot be written"):
        cache.load(decoders[0])
    assert files(tmp_path / "cache") == set()


def test_a_missing_movie_is_told_by_decoding(
    tmp_path: Path, decoders: list[MovieDecoder]
) -> None:
    """The cache has no words of its own for it."""
    gone = MovieDecoder(path=tmp_path / "gone.mp4", movie=decoders[0].movie, form=FORM)
    cache = DecodeCache(tmp_path / "cache", max_bytes=10**8)
    assert cache.load(gone) is None
    with pytest.raises(UnreadableError, match="does not exist"):
        gone.pictures(0, 1)

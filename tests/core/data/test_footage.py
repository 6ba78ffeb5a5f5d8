"""Tests of footage: catalogues, movies turned into arrays, arrays into clips."""

import os
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from fractions import Fraction
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from avts_core.data import footage
from avts_core.data.footage import (
    FootageClip,
    Source,
    cache_footage,
    cache_movie,
    cache_path,
    list_sources,
    load_footage,
)
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.errors import JobCancelledError, MediaError, WriteError
from avts_core.features.mouths import CROP_SIDE_PX, Mouth
from avts_core.jobs import CancelToken, Progress

DURATION_S = 2


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a movie of two seconds of a talking head."""
    path = tmp_path_factory.mktemp("movies") / "head.mp4"
    scene = TalkingScene(3, width_px=240, height_px=180)
    make_movie(path, scene, settings=MovieSettings(duration=Fraction(DURATION_S)))
    return path


def write_catalogue(folder: Path, text: str) -> Path:
    (folder / "catalog.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_catalogue_says_what_is_known(tmp_path: Path) -> None:
    """People, clear hints and studio clips are read; events are left out."""
    write_catalogue(
        tmp_path,
        "file,kind,person,estimate_ms,estimate_strength,notes\n"
        "a.mp4,talking,ann,-120,5.2,hello\n"
        "b/c.mp4,talking,bob,40,unclear,\n"
        "clap.mp4,event,,,,\n"
        "d.mp4,talking,,,,\n"
        "grid_s1.mpg,talking,s1,8.5,3.0,\n",
    )
    ann, bob, nobody, studio = list_sources(tmp_path)
    assert ann == Source(path=tmp_path / "a.mp4", person="ann", hint_ms=-120.0)
    assert bob == Source(path=tmp_path / "b/c.mp4", person="bob")
    assert nobody == Source(path=tmp_path / "d.mp4", person="d.mp4")
    assert studio.is_anchor
    assert studio.hint_ms == 8.5


def test_a_catalogue_may_be_bare(tmp_path: Path) -> None:
    """Only the files' names are needed; short lines are no error."""
    write_catalogue(tmp_path, "file\na.mp4\nb.mp4\n")
    assert [s.person for s in list_sources(tmp_path)] == ["a.mp4", "b.mp4"]
    write_catalogue(tmp_path, "file,person,estimate_ms,estimate_strength\na.mp4\n")
    (source,) = list_sources(tmp_path)
    assert source == Source(path=tmp_path / "a.mp4", person="a.mp4")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,person\na.mp4,ann\n", "no column 'file'"),
        (b"file,estimate_ms,estimate_strength\na.mp4,soon,5\n", "cannot be read"),
        (b"file\n\xff\xfe.mp4\n", "cannot be read"),
        (b"", "no movies"),
        (b"file,kind\nclap.mp4,event\n", "no movies"),
    ],
)
def test_a_wrong_catalogue_is_one_clear_error(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """A missing column, a number that is none, other bytes: each is named."""
    (tmp_path / "catalog.csv").write_bytes(content)
    with pytest.raises(MediaError, match=message):
        list_sources(tmp_path)


def test_a_folder_without_catalogue_lists_its_movies(tmp_path: Path) -> None:
    """Every movie below counts as a person of its own; other files do not."""
    (tmp_path / "b").mkdir()
    for name in ("x.MP4", "b/x.mkv", "notes.txt", "a.wav"):
        (tmp_path / name).touch()
    sources = list_sources(tmp_path)
    assert [s.path for s in sources] == [tmp_path / "b/x.mkv", tmp_path / "x.MP4"]
    assert len({s.person for s in sources}) == 2
    with pytest.raises(MediaError, match="no movies"):
        list_sources(tmp_path / "b" / "none")


@pytest.mark.slow
def test_a_movie_becomes_a_clip(movie: Path, tmp_path: Path) -> None:
    """Its face is found throughout, its sound is there, times are the movie's own."""
    source = Source(path=movie, person="head", hint_ms=30.0)
    assert cache_movie(source, tmp_path) is None
    assert [p.name for p in tmp_path.iterdir()] == [cache_path(source, tmp_path).name]
    (clip,) = load_footage([source], tmp_path)
    (run,) = clip.runs
    assert run.crops.shape == (len(run.times_s), CROP_SIDE_PX, CROP_SIDE_PX)
    assert run.crops.dtype == np.uint8
    assert len(run.times_s) == 25 * DURATION_S
    np.testing.assert_allclose(
        run.times_s, run.times_s[0] + np.arange(50) / 25, atol=0.001
    )
    assert run.times_s[0] == pytest.approx(0, abs=0.03)
    assert clip.duration_s == pytest.approx(1.96, abs=0.01)
    assert clip.early_ms == 30
    sound_s = 0.01 * (clip.first_band + np.arange(len(clip.bands)))
    assert sound_s[0] == pytest.approx(run.times_s[0], abs=0.03)
    assert sound_s[-1] == pytest.approx(2, abs=0.06)
    assert clip.bands.std() > 0.3


@pytest.mark.slow
def test_a_failing_movie_is_named_and_others_go_on(movie: Path, tmp_path: Path) -> None:
    """What cannot be used is in the outcome with its reason; the rest is cached."""
    text = tmp_path / "text.mp4"
    text.write_text("this is no movie")
    sources = [
        Source(path=movie, person="head"),
        Source(path=text, person="text"),
        Source(path=tmp_path / "gone.mp4", person="gone"),
    ]
    reports: list[Progress] = []
    outcome = cache_footage(sources, tmp_path / "cache", report=reports.append)
    assert outcome.num_ready == 1
    assert set(outcome.failures) == {"text.mp4", "gone.mp4"}
    assert all(len(reason) > 10 for reason in outcome.failures.values())
    assert [round(3 * r.fraction) for r in reports] == [1, 2, 3]
    assert len(load_footage(sources, tmp_path / "cache")) == 1


def test_what_is_cached_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Movies whose arrays are there need no process and no movie."""
    sources = [Source(path=tmp_path / f"{n}.mp4", person=str(n)) for n in range(2)]
    for source in sources:
        cache_path(source, tmp_path).touch()
    monkeypatch.setattr(footage, "cache_movie", None)
    assert cache_footage(sources, tmp_path).num_ready == 2


def test_caching_can_be_cancelled(tmp_path: Path) -> None:
    """A cancelled token stops before anything is written."""
    cancel = CancelToken()
    cancel.cancel()
    source = Source(path=tmp_path / "a.mp4", person="a")
    with pytest.raises(JobCancelledError):
        cache_footage([source], tmp_path / "cache", cancel=cancel)
    assert not (tmp_path / "cache").exists()


def test_files_of_one_name_have_their_own_arrays(tmp_path: Path) -> None:
    """Two folders may hold a clip.mp4 each."""
    paths = {
        cache_path(Source(path=tmp_path / name / "clip.mp4", person="x"), tmp_path)
        for name in "ab"
    }
    assert len(paths) == 2


def test_a_failed_write_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves nothing in the cache that could be taken for arrays."""
    source = Source(path=tmp_path / "a.mp4", person="a")
    cache = tmp_path / "cache"
    cache.mkdir()

    def no_space(handle: object, **_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(footage, "_read_movie", lambda path: {"x": np.zeros(3)})
    monkeypatch.setattr("numpy.savez", no_space)
    with pytest.raises(WriteError, match="No space"):
        cache_movie(source, cache)
    assert list(cache.iterdir()) == []


def test_an_impossible_cache_is_named(tmp_path: Path) -> None:
    """A file where the cache should be is one clear error."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(WriteError, match="cannot be made"):
        cache_footage([], tmp_path / "cache")


class _DyingPool:
    """A pool whose processes end over the first movie."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, *_: object) -> Future[None]:
        job: Future[None] = Future()
        job.set_exception(BrokenProcessPool("terminated abruptly"))
        return job

    def shutdown(self, **_: object) -> None:
        pass


def test_a_dying_process_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder that takes its process down does not end in a traceback."""
    monkeypatch.setattr(footage, "ProcessPoolExecutor", _DyingPool)
    source = Source(path=tmp_path / "a.mp4", person="a")
    with pytest.raises(MediaError, match="ended unexpectedly"):
        cache_footage([source], tmp_path / "cache")


def save_arrays(
    source: Source,
    cache: Path,
    *,
    times_s: np.ndarray,
    tracks: np.ndarray,
    num_bands: int = 500,
) -> None:
    np.savez(
        os.fspath(cache_path(source, cache)),
        crops=np.zeros((len(times_s), 4, 4), np.uint8),
        times_s=times_s,
        tracks=tracks,
        bands=np.random.default_rng(0).normal(-5, 1, (num_bands, 80)).astype("f2"),
        first_band=np.array(-2),
    )


def load_one(source: Source, cache: Path) -> FootageClip | None:
    clips = load_footage([source], cache)
    return clips[0] if clips else None


def test_runs_end_at_gaps_and_other_faces(tmp_path: Path) -> None:
    """A gap in time or another track begins a run; runs under a second are dropped."""
    source = Source(path=tmp_path / "a.mp4", person="a")
    times_s = np.concatenate(
        [np.arange(50) / 25, 3 + np.arange(40) / 25, 5 + np.arange(60) / 25]
    )
    tracks = np.array([0] * 50 + [0] * 40 + [1] * 20 + [2] * 40)
    save_arrays(source, tmp_path, times_s=times_s, tracks=tracks)
    clip = load_one(source, tmp_path)
    assert clip is not None
    starts = [(run.times_s[0], len(run.times_s)) for run in clip.runs]
    assert starts == [(0.0, 50), (3.0, 40), (pytest.approx(5.8), 40)]
    assert clip.first_band == -2
    assert clip.early_ms == 0


def test_clips_without_mouth_or_sound_are_left_out(tmp_path: Path) -> None:
    """Nothing cached, no face, too short a face or no sound: no clip."""
    source = Source(path=tmp_path / "a.mp4", person="a")
    assert load_one(source, tmp_path) is None
    for num_times, num_bands in ((0, 500), (20, 500), (100, 50)):
        save_arrays(
            source,
            tmp_path,
            times_s=np.arange(num_times) / 25,
            tracks=np.zeros(num_times, int),
            num_bands=num_bands,
        )
        assert load_one(source, tmp_path) is None


def mouth(track: int, time_s: float, scale_px: float) -> Mouth:
    crop = np.zeros((CROP_SIDE_PX, CROP_SIDE_PX), np.uint8)
    return Mouth(track=track, time_s=time_s, crop=crop, scale_px=scale_px)


def test_small_faces_in_the_background_are_no_speakers() -> None:
    """Beside a larger face a small one is dropped; on its own it is kept."""
    times_s = [0.04 * n for n in range(10)]
    mouths = [mouth(0, t, 100) for t in times_s] + [mouth(1, t, 50) for t in times_s]
    mouths += [mouth(2, t, 70) for t in times_s] + [
        mouth(3, 9 + t, 20) for t in times_s
    ]
    kept = footage._speakers(sorted(mouths, key=lambda m: m.time_s))
    assert [m.track for m in kept] == [0] * 10 + [2] * 10 + [3] * 10

"""Finished analyses on disk: found again, and never in the way."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avts_core.features.paths import FacePath
from avts_desktop.jobs import cache as cache_module
from avts_desktop.jobs.cache import AnalysisCache, CacheKey, KeptAnalysis
from avts_desktop.jobs.messages import Began
from avts_desktop.settings.identity import FileVersion
from avts_desktop.state.measured import Piece
from tests.desktop.fakes import a_report

VERSION = FileVersion(size_bytes=1000, changed_ns=5)
KEY = CacheKey(identity="film", version=VERSION, track=0, model="abc")


class Clock:
    """Time that passes only when asked for."""

    def __init__(self):
        self.now_s = 1_000_000.0

    def __call__(self):
        self.now_s += 10
        return self.now_s


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "analyses"


@pytest.fixture
def cache(folder):
    return AnalysisCache(folder, clock=Clock())


def face(track, count):
    return FacePath(
        track=track,
        times_s=np.arange(count, dtype=np.float32),
        boxes=np.full((count, 4), track, np.float32),
    )


def kept(num_times=6, num_frames=24, offset_ms=120.0):
    """Return an analysis; each value is another."""
    piece = Piece(
        fit=np.arange(num_times * 5, dtype=np.uint8).reshape(num_times, 5),
        rolling_ms=np.array([np.nan, *range(num_times - 1)], np.float32)[:num_times],
        speaker=np.arange(num_times, dtype=np.int32),
        mel=np.arange(num_frames * 80).reshape(num_frames, 80).astype(np.uint8),
        peaks=np.arange(num_frames * 2).reshape(num_frames, 2).astype(np.int8),
        faces=(face(3, 2), face(8, 1)),
        cuts_s=(0.5, 1.25),
    )
    began = Began(
        start_s=0.08, sound_start_s=0.02, lag_ms=np.arange(5, dtype=np.float32)
    )
    report = a_report(offset_ms, spans=((0.0, 6.0, 120.0),))
    return KeptAnalysis(began=began, piece=piece, report=report)


def entry(folder):
    """Return the one entry of the cache."""
    (found,) = folder.iterdir()
    return found


def assert_equal(found, stored):
    assert found.began == stored.began
    np.testing.assert_array_equal(found.began.lag_ms, stored.began.lag_ms)
    for name in ("fit", "rolling_ms", "speaker", "mel", "peaks"):
        np.testing.assert_array_equal(
            getattr(found.piece, name), getattr(stored.piece, name)
        )
    assert found.piece.cuts_s == stored.piece.cuts_s
    assert found.report == stored.report
    for one, other in zip(found.piece.faces, stored.piece.faces, strict=True):
        assert one.track == other.track
        np.testing.assert_array_equal(one.times_s, other.times_s)
        np.testing.assert_array_equal(one.boxes, other.boxes)


def test_what_is_stored_is_found(cache):
    """Arrays, faces, times and report come back as they were."""
    stored = kept()
    assert cache.store(KEY, stored) is None
    assert_equal(cache.find(KEY), stored)


def test_a_film_without_an_answer_is_found(cache):
    """Empty arrays are kept too: measuring again would find nothing again."""
    stored = replace(kept(0, 0), report=a_report(None))
    stored = replace(stored, piece=replace(stored.piece, faces=(), cuts_s=()))
    cache.store(KEY, stored)
    assert_equal(cache.find(KEY), stored)


def test_large_arrays_stay_on_disk(cache, monkeypatch):
    """They are mapped, so that finding a long film reads next to nothing."""
    monkeypatch.setattr(cache_module, "_MAP_BYTES", 100)
    stored = kept()
    cache.store(KEY, stored)
    found = cache.find(KEY)
    assert isinstance(found.piece.mel, np.memmap)
    assert_equal(found, stored)


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, identity="another"),
        replace(KEY, track=1),
        replace(KEY, model="def"),
        replace(KEY, version=replace(VERSION, size_bytes=1001)),
        replace(KEY, version=replace(VERSION, changed_ns=6)),
    ],
)
def test_another_film_version_track_or_model_is_not_found(cache, other):
    """An answer holds only for what was measured."""
    cache.store(KEY, kept())
    assert cache.find(other) is None


def test_another_format_is_not_found(cache, monkeypatch):
    """Arrays of an older version are not misread."""
    cache.store(KEY, kept())
    monkeypatch.setattr(cache_module, "FORMAT", cache_module.FORMAT + 1)
    assert cache.find(KEY) is None


def test_nothing_is_found_where_nothing_is(cache, folder):
    """Looking makes no folders."""
    assert cache.find(KEY) is None
    assert not folder.exists()


def test_storing_again_replaces(cache, folder):
    """There is one entry, the later one."""
    cache.store(KEY, kept(offset_ms=120.0))
    cache.store(KEY, kept(offset_ms=-80.0))
    assert cache.find(KEY).report.offset_ms == -80
    assert len(list(folder.iterdir())) == 1


def truncate(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def save(path, values):
    np.save(path, values, allow_pickle=True)


DAMAGES = {
    "half an array": lambda e: truncate(e / "mel.npy"),
    "half a report": lambda e: truncate(e / "about.json"),
    "no array": lambda e: (e / "fit.npy").unlink(),
    "no report": lambda e: (e / "about.json").unlink(),
    "rubbish for an array": lambda e: (e / "peaks.npy").write_bytes(b"rubbish"),
    "an empty array": lambda e: (e / "peaks.npy").write_bytes(b""),
    "rubbish for a report": lambda e: (e / "about.json").write_bytes(b"\xff\xfe"),
    "a list for a report": lambda e: (e / "about.json").write_text("[]"),
    "a report of a kind": lambda e: (e / "about.json").write_text(
        json.dumps({"start_s": 0, "sound_start_s": 0, "report": {"status": "ok"}})
    ),
    "other rows": lambda e: save(e / "speaker.npy", np.zeros(99, np.int32)),
    "other columns": lambda e: save(e / "mel.npy", np.zeros((24, 79), np.uint8)),
    "another type": lambda e: save(e / "fit.npy", np.zeros((6, 5), np.float64)),
    "fewer dimensions": lambda e: save(e / "fit.npy", np.zeros(30, np.uint8)),
    "an object": lambda e: save(e / "speaker.npy", np.array([{}] * 6)),
    "faces that are too long": lambda e: save(
        e / "face_lengths.npy", np.array([2, 9], np.int64)
    ),
    "faces that shrink": lambda e: save(
        e / "face_lengths.npy", np.array([5, -2], np.int64)
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_entry_is_ignored_and_removed(cache, folder, damage):
    """The film is measured again, and the cache is good afterwards."""
    cache.store(KEY, kept())
    damage(entry(folder))
    assert cache.find(KEY) is None
    assert list(folder.iterdir()) == []
    cache.store(KEY, kept())
    assert cache.find(KEY) is not None


def test_a_full_disk_is_told_and_leaves_nothing(cache, folder, monkeypatch):
    """The sentence names the reason; no half entry stays."""

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    problem = cache.store(KEY, kept())
    assert "No space left on device" in problem
    assert list(folder.iterdir()) == []
    assert cache.find(KEY) is None


def test_a_full_disk_keeps_what_was_there(cache, monkeypatch):
    """An older entry of the same film survives."""
    cache.store(KEY, kept())
    monkeypatch.setattr(Path, "write_text", _full)
    assert cache.store(KEY, kept(offset_ms=0.0)) is not None
    assert cache.find(KEY).report.offset_ms == 120


def _full(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    """With a file in the way there is no cache, and no crash."""
    (tmp_path / "file").write_text("")
    cache = AnalysisCache(tmp_path / "file" / "cache")
    assert "could not be kept" in cache.store(KEY, kept())
    assert cache.find(KEY) is None


def test_an_entry_that_may_not_be_touched_is_left(cache, folder, monkeypatch):
    """Somebody else's rights are no damage."""
    cache.store(KEY, kept())

    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "utime", refuse)
    assert cache.find(KEY) is None
    monkeypatch.undo()
    assert cache.find(KEY) is not None


def keys(count):
    return [replace(KEY, identity=f"film {i}") for i in range(count)]


def size_of_one(tmp_path):
    other = AnalysisCache(tmp_path / "other")
    other.store(KEY, kept())
    files = (tmp_path / "other").rglob("*.*")
    return sum(file.stat().st_size for file in files if file.is_file())


def test_the_least_recently_used_go(folder, tmp_path):
    """When there are too many, the one not looked at for longest is dropped."""
    limit = int(2.5 * size_of_one(tmp_path))
    clock = Clock()
    cache = AnalysisCache(folder, limit_bytes=limit, clock=clock)
    first, second, third = keys(3)
    for key in (first, second):
        cache.store(key, kept())
        cache.find(key)
    cache.find(first)
    # Written "now", which is long after the clock's time.
    cache.store(third, kept())
    assert cache.find(second) is None
    assert cache.find(first) is not None
    assert cache.find(third) is not None


def test_an_analysis_larger_than_the_cache_is_not_kept(folder, tmp_path):
    """And what was there stays."""
    one = size_of_one(tmp_path)
    cache = AnalysisCache(folder, limit_bytes=int(1.5 * one), clock=Clock())
    small, large = keys(2)
    cache.store(small, kept())
    assert cache.store(large, kept(num_frames=24 * 50)) is None
    assert cache.find(large) is None
    assert cache.find(small) is not None


def test_what_a_crash_left_is_removed_in_the_end(folder):
    """Unfinished entries of long ago go; those of now may be another window's."""
    folder.mkdir(parents=True)
    for name, age_s in (("old", 7200), ("new", 60)):
        unfinished = folder / f".unfinished-{name}"
        unfinished.mkdir()
        (unfinished / "fit.npy").write_bytes(b"half")
        now_s = 1_000_000.0
        os.utime(unfinished, (now_s - age_s, now_s - age_s))
    AnalysisCache(folder, clock=lambda: 1_000_000.0).store(KEY, kept())
    names = {path.name for path in folder.iterdir()}
    assert ".unfinished-old" not in names
    assert ".unfinished-new" in names


def test_it_can_be_counted_and_cleared(cache, folder, tmp_path):
    """Before anything was kept, with something in it, and afterwards."""
    assert cache.num_bytes() == 0
    cache.clear()
    for key in keys(2):
        cache.store(key, kept())
    assert cache.num_bytes() == 2 * size_of_one(tmp_path)
    cache.clear()
    assert cache.num_bytes() == 0
    assert cache.find(KEY) is None


def test_a_stray_file_is_left_and_in_nobodys_way(folder, tmp_path):
    """Desktops leave files of theirs in every folder."""
    one = size_of_one(tmp_path)
    cache = AnalysisCache(folder, limit_bytes=int(1.5 * one), clock=Clock())
    folder.mkdir(parents=True)
    (folder / ".DS_Store").write_bytes(b"stray")
    for key in keys(2):
        assert cache.store(key, kept()) is None
    assert cache.num_bytes() == one
    assert cache.find(keys(2)[1]) is not None
    cache.clear()
    assert cache.num_bytes() == 0
    assert [path.name for path in folder.iterdir()] == [".DS_Store"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_is_not_followed(cache, folder, tmp_path):
    """Nothing outside is thrown away."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "film.mp4").write_bytes(b"film")
    cache.store(KEY, kept())
    (folder / "link").symlink_to(outside)
    cache.clear()
    assert (outside / "film.mp4").exists()


def test_an_entry_that_vanishes_meanwhile_is_no_fault(cache, folder, monkeypatch):
    """Another window may let go of an entry while this one counts."""
    cache.store(KEY, kept())
    sizes = cache_module._size_bytes

    def vanishing(path):
        size = sizes(path)
        if not path.name.startswith("."):
            shutil.rmtree(path)
            return sizes(path)
        return size

    monkeypatch.setattr(cache_module, "_size_bytes", vanishing)
    assert cache.store(keys(1)[0], kept()) is None

"""Tests of the sampler: crops are in sync, people are weighed, draws repeat."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip, MouthRun, Source
from avts_core.data.sampler import Crop, CropSampler, SamplerConfig
from avts_core.errors import TrainingError

NUM_PICTURES = 16
STEADY = SamplerConfig(num_pictures=NUM_PICTURES, speed_range=0.0)
LEVELS_A_SECOND = 30
DITHER = (np.arange(256) + 0.5) / 256
FIRST_BAND = -7


def make_clip(
    name: str = "a",
    *,
    seconds: float = 5.0,
    early_ms: float = 0.0,
    is_anchor: bool = False,
    rate_hz: float = 25.0,
    believed_ms: float | None = None,
) -> FootageClip:
    """Return a clip whose pictures and bands show the time at which they belong."""
    times_s = 0.3 + np.arange(round(rate_hz * seconds)) / rate_hz
    # A dithered grey level: its mean tells the time and survives blending.
    levels = np.minimum(LEVELS_A_SECOND * times_s[:, None] + DITHER, 255)
    crops = np.floor(levels).astype(np.uint8).reshape(-1, 16, 16)
    num = round(100 * (seconds + 2))
    # Sound that is early is heard before its time: it belongs that much later.
    belongs_s = 0.01 * (FIRST_BAND + np.arange(num)) + early_ms / 1000
    bands = np.zeros((num, 80), np.float16)
    bands[:, 0], bands[:, 1] = np.floor(belongs_s), belongs_s % 1
    return FootageClip(
        source=Source(path=Path(f"{name}.mp4"), person=name, is_anchor=is_anchor),
        runs=[MouthRun(crops=crops, times_s=times_s)],
        bands=bands,
        first_band=FIRST_BAND,
        early_ms=early_ms if believed_ms is None else believed_ms,
    )


def picture_times_s(crop: Crop) -> NDArray[np.float64]:
    level = crop.pictures.mean((1, 2), dtype=np.float64)
    return level / LEVELS_A_SECOND


def band_times_s(crop: Crop) -> NDArray[np.float64]:
    # Where the interpolation crosses a whole second the sum is right all the same.
    return crop.bands[:, 0].astype(np.float64) + crop.bands[:, 1]


def draws(clips: list[FootageClip], config: SamplerConfig, count: int) -> list[Crop]:
    rng = np.random.default_rng(0)
    sampler = CropSampler(clips, config)
    return [sampler.draw(rng) for _ in range(count)]


@pytest.mark.parametrize("early_ms", [-240.0, 0.0, 37.0, 120.0])
def test_pictures_and_sound_of_a_crop_belong_together(early_ms: float) -> None:
    """Band 1 + 4 i is the sound of picture i, however early the sound is."""
    for crop in draws([make_clip(early_ms=early_ms)], STEADY, 20):
        assert crop.pictures.shape == (NUM_PICTURES, 16, 16)
        assert crop.bands.shape == (4 * NUM_PICTURES + 1, 80)
        assert crop.bands.dtype == np.float32
        seen, heard = picture_times_s(crop), band_times_s(crop)[1::4]
        # Pictures may lie up to 4 ms off their grid.
        np.testing.assert_allclose(seen, heard, atol=0.0048)


def test_a_wrong_belief_shows() -> None:
    """Sound 100 ms early but thought to be in sync is read 100 ms out of place."""
    clip = make_clip(early_ms=100.0, believed_ms=0.0)
    for crop in draws([clip], STEADY, 5):
        seen, heard = picture_times_s(crop), band_times_s(crop)[1::4]
        np.testing.assert_allclose(heard - seen, 0.1, atol=0.0048)


def test_crops_are_on_average_not_shifted() -> None:
    """The slack between picture and grid has no side: means agree to half a ms."""
    crops = draws([make_clip()], STEADY, 200)
    apart_s = [(picture_times_s(c) - band_times_s(c)[1::4]).mean() for c in crops]
    assert abs(np.mean(apart_s)) < 0.0005


def test_both_streams_are_played_at_one_speed() -> None:
    """Faster or slower, sound and picture stay together; half of the crops are."""
    config = SamplerConfig(num_pictures=NUM_PICTURES, speed_range=0.1)
    speeds = []
    for crop in draws([make_clip(rate_hz=50)], config, 200):
        seen, heard = picture_times_s(crop), band_times_s(crop)
        # Pictures stand for times within 8 ms of theirs, give or take rounding.
        np.testing.assert_allclose(seen, heard[1::4], atol=0.0125)
        speeds.append((heard[-1] - heard[0]) / (0.01 * (len(heard) - 1)))
    is_changed = np.abs(np.array(speeds) - 1) > 0.004
    assert 0.35 < is_changed.mean() < 0.6
    assert 0.9 - 1e-2 < min(speeds) < 0.93
    assert 1.07 < max(speeds) < 1.1 + 1e-2


def test_the_same_draws_give_the_same_crops() -> None:
    """One state of the generator is one crop; the next state another."""
    clips = [make_clip("a"), make_clip("b")]
    sampler = CropSampler(clips, SamplerConfig(num_pictures=NUM_PICTURES))
    one, two = np.random.default_rng(5), np.random.default_rng(5)
    starts = set()
    for _ in range(10):
        first, second = sampler.draw(one), sampler.draw(two)
        assert first.clip == second.clip
        np.testing.assert_array_equal(first.pictures, second.pictures)
        np.testing.assert_array_equal(first.bands, second.bands)
        starts.add(float(band_times_s(first)[0]))
    assert len(starts) > 5


def shares(
    clips: list[FootageClip], config: SamplerConfig, trust: list[float] | None = None
) -> NDArray[np.float64]:
    sampler = CropSampler(clips, config)
    if trust is not None:
        sampler.set_weights(np.array(trust))
    rng = np.random.default_rng(1)
    counts = Counter(sampler.draw(rng).clip for _ in range(2000))
    return np.array([counts[n] for n in range(len(clips))]) / 2000


def test_people_count_by_the_root_of_their_seconds() -> None:
    """Of two people the one seen nine times as long is drawn three times as often."""
    room_s = (NUM_PICTURES - 1) / 25 + 0.05 - 0.2
    clips = [
        make_clip("short", seconds=1 + room_s + 0.04),
        make_clip("long", seconds=9 + room_s + 0.04),
    ]
    np.testing.assert_allclose(shares(clips, STEADY), [0.25, 0.75], atol=0.04)


def test_a_persons_clips_share_their_weight() -> None:
    """Cutting a person's footage into many clips gains nothing."""
    clips = [make_clip("x"), *(make_clip("y", seconds=2.5) for _ in range(3))]
    found = shares(clips, STEADY)
    assert found[1:].sum() < 0.58
    np.testing.assert_allclose(found[1:], found[1:].mean(), atol=0.04)


def test_seconds_beyond_the_cap_add_nothing() -> None:
    """A person seen for long is worth no more than the cap."""
    config = SamplerConfig(num_pictures=NUM_PICTURES, speed_range=0, person_cap_s=3)
    clips = [make_clip("long", seconds=20), make_clip("longer", seconds=40)]
    np.testing.assert_allclose(shares(clips, config), [0.5, 0.5], atol=0.04)


@pytest.mark.parametrize("num_anchors", [1, 8])
def test_studio_clips_have_their_share_at_most(num_anchors: int) -> None:
    """However many studio clips there are, they make a fifth; few ones make less."""
    studio = [make_clip(f"s{n}", is_anchor=True) for n in range(num_anchors)]
    wild = [make_clip(f"w{n}") for n in range(7)]
    found = shares(studio + wild, STEADY)[:num_anchors].sum()
    expected = {1: 1 / 8, 8: 0.2}[num_anchors]
    assert found == pytest.approx(expected, abs=0.03)


def test_only_studio_clips_are_drawn_all_the_same() -> None:
    """Without any other footage the share has no meaning."""
    clips = [make_clip("a", is_anchor=True), make_clip("b", is_anchor=True)]
    np.testing.assert_allclose(shares(clips, STEADY), [0.5, 0.5], atol=0.04)


def test_trust_weighs_clips() -> None:
    """A clip of a quarter's trust is drawn a quarter as often; of none, never."""
    clips = [make_clip(name) for name in "abc"]
    found = shares(clips, STEADY, [1.0, 0.25, 0.0])
    np.testing.assert_allclose(found, [0.8, 0.2, 0.0], atol=0.04)
    assert found[2] == 0


def test_short_clips_are_never_drawn() -> None:
    """A run a crop does not fit into is left out; with none left that is said."""
    short, good = make_clip("short", seconds=0.6), make_clip("good")
    assert list(shares([short, good], STEADY)) == [0.0, 1.0]
    with pytest.raises(TrainingError, match="long enough"):
        CropSampler([short], STEADY)
    with pytest.raises(TrainingError, match="long enough"):
        CropSampler([good], STEADY).set_weights(np.array([0.0]))


def test_crops_stay_within_a_run() -> None:
    """A crop never bridges the gap between two runs of a clip."""
    clip = make_clip(seconds=8)
    (run,) = clip.runs
    clip.runs = [
        MouthRun(crops=run.crops[a:b], times_s=run.times_s[a:b])
        for a, b in ((0, 60), (110, 200))
    ]
    gap_s = (run.times_s[59], run.times_s[110])
    for crop in draws([clip], STEADY, 100):
        times_s = band_times_s(crop)[1::4]
        is_before, is_after = times_s < gap_s[0] + 0.005, times_s > gap_s[1] - 0.005
        assert is_before.all() or is_after.all()


def test_missing_sound_is_drawn_around() -> None:
    """Where the sound ends before the pictures, only moments with sound are drawn."""
    clip = make_clip(seconds=5)
    clip.bands = clip.bands[:300]
    for crop in draws([clip], STEADY, 50):
        assert band_times_s(crop)[-1] <= 0.01 * (FIRST_BAND + 300)


def test_no_sound_beside_the_pictures_is_an_error() -> None:
    """Sound that never meets the pictures is an error, not an endless search."""
    clip = make_clip(seconds=5)
    clip.first_band = 100_000
    with pytest.raises(TrainingError, match="sound beside its pictures"):
        draws([clip], STEADY, 1)

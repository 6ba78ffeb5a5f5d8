"""Tests of linear classifiers over frozen sound features."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from avts_core.data.sound_sets import (
    Fold,
    LabelledSound,
    SoundSet,
    read_dcase2014,
    read_esc50,
)
from avts_core.errors import ConfigError, JobCancelledError
from avts_core.evaluation import sound_probe
from avts_core.evaluation.sound_features import SoundProbe, load_probe
from avts_core.evaluation.sound_probe import (
    FoldScore,
    ProbeResult,
    run_probe,
    score_fold,
)
from avts_core.jobs import CancelToken
from tests.core.evaluation.sounds import (
    KINDS,
    make_bundle,
    make_dcase2014,
    make_esc50,
)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> SoundProbe:
    """Give a tiny network that has learnt nothing."""
    return load_probe(make_bundle(tmp_path_factory.mktemp("bundle")))


@pytest.fixture(scope="module")
def esc50(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small ESC-50."""
    return make_esc50(tmp_path_factory.mktemp("esc50"))


def sound_set(labels: str, groups: list[int], *, num_inner: int = 1) -> SoundSet:
    clips = tuple(
        LabelledSound(path=Path(f"{k}.wav"), name=f"{k}.wav", label=label, group=group)
        for k, (label, group) in enumerate(zip(labels, groups, strict=True))
    )
    return SoundSet(
        name="toy", clips=clips, folds=(), num_windows=3, num_inner=num_inner
    )


@pytest.mark.slow
def test_even_random_features_tell_simple_sounds(
    probe: SoundProbe, esc50: Path
) -> None:
    """Tones, clicks and noise are far above chance, on each of five folds."""
    result = run_probe(probe, read_esc50(esc50))
    assert [fold.name for fold in result.folds] == list("12345")
    assert result.chance == 1 / len(KINDS)
    assert result.mean > 0.8
    assert {fold.num_test for fold in result.folds} == {8}
    assert {fold.num_learn for fold in result.folds} == {32}


@pytest.mark.slow
def test_shuffled_labels_give_chance(probe: SoundProbe, tmp_path: Path) -> None:
    """Nothing but the sounds can tell the labels: no clip is on both sides."""
    shuffled = [
        run_probe(probe, read_esc50(make_esc50(tmp_path / str(k), shuffled=k))).mean
        for k in range(2)
    ]
    # 80 clips at 25 %: a standard error of 5 %.
    assert abs(np.mean(shuffled) - 0.25) < 0.15


@pytest.mark.slow
def test_scenes_are_measured_on_the_other_folder(
    probe: SoundProbe, tmp_path: Path
) -> None:
    """A broken clip is left out and named."""
    folder = make_dcase2014(tmp_path)
    (folder / "scenes_stereo_testset/bus07.wav").write_bytes(b"broken")
    result = run_probe(probe, read_dcase2014(folder))
    (fold,) = result.folds
    assert (fold.num_learn, fold.num_test) == (15, 5)
    assert fold.accuracy > 0.7
    (left_out,) = result.left_out
    assert left_out.file == "scenes_stereo_testset/bus07.wav"
    assert result.deviation is None


def test_the_mean_of_the_windows_decides() -> None:
    """One loud window outweighs two that point a little the other way."""
    sounds = sound_set("aabbaabbab", [1, 1, 1, 1, 2, 2, 2, 2, 3, 3])
    sign = np.array([1.0 if clip.label == "a" else -1.0 for clip in sounds.clips])
    features = np.repeat(sign[:, None, None], 3, axis=1).astype(np.float32)
    features[8] = [[3.0], [-0.5], [-0.5]]
    fold = Fold(name="3", learn=tuple(range(8)), test=(8, 9))
    score = score_fold(features, sounds, fold)
    assert score.accuracy == 1.0
    features[8] = [[3.0], [-2.5], [-2.5]]
    assert score_fold(features, sounds, fold).accuracy == 0.5


def test_the_cost_is_chosen_without_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the test clips hold, the choice stays, of as many groups as wanted."""
    rng = np.random.default_rng(0)
    labels, groups = "ab" * 20, list(np.repeat(range(5), 8))
    features = rng.normal(size=(40, 3, 4)).astype(np.float32)
    sounds = sound_set(labels, groups, num_inner=2)
    fold = Fold(name="4", learn=tuple(range(32)), test=tuple(range(32, 40)))
    asked: list[set[int]] = []
    real = sound_probe._rights

    def spy(features, labels, learn, test, cost):
        asked.append({groups[k] for k in test})
        assert not set(learn) & set(test)
        return real(features, labels, learn, test, cost)

    monkeypatch.setattr(sound_probe, "_rights", spy)
    before = score_fold(features, sounds, fold).cost
    assert asked == [{0}, {1}] * len(sound_probe.COSTS) + [{4}]
    features[32:] += 100
    assert score_fold(features, sounds, fold).cost == before


@pytest.mark.parametrize(
    ("learn", "test"), [((0, 1, 2, 3), ()), ((0, 1), (4, 5)), ((0, 2, 6), (4, 5))]
)
def test_a_fold_with_too_little_is_told(
    learn: tuple[int, ...], test: tuple[int, ...]
) -> None:
    """Nothing to measure, nothing to choose the cost with, or one class only."""
    sounds = sound_set("abababab", [1, 1, 2, 2, 3, 3, 4, 4])
    features = np.zeros((8, 3, 2), np.float32)
    with pytest.raises(ConfigError, match="Fold x of toy has too little left"):
        score_fold(features, sounds, Fold(name="x", learn=learn, test=test))


def test_no_readable_sound_is_told(probe: SoundProbe, tmp_path: Path) -> None:
    """With the reason of the first."""
    folder = make_dcase2014(tmp_path)
    for path in folder.rglob("*.wav"):
        path.unlink()
        path.touch()
    with pytest.raises(ConfigError, match=r"None of the 21 sounds can be read.*bus01"):
        run_probe(probe, read_dcase2014(folder))


def test_it_stops_when_asked(probe: SoundProbe, esc50: Path) -> None:
    """Before the next clip."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        run_probe(probe, read_esc50(esc50), cancel=cancel)


def test_without_scikit_learn_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before any sound is read."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r'pip install "avts\[research\]"'):
        sound_probe.check_classifier()


def test_mean_and_spread_are_those_of_the_folds() -> None:
    """The spread is the sample's: divided by one less than there are."""
    folds = tuple(
        FoldScore(name=str(k), accuracy=a, cost=1.0, num_learn=8, num_test=4)
        for k, a in enumerate((0.5, 0.75, 1.0))
    )
    result = ProbeResult(model="m", folds=folds, chance=0.25, left_out=())
    assert result.mean == 0.75
    assert result.deviation == pytest.approx(0.25)

"""Tests of validation: halves of clips judge each other's windows."""

from collections.abc import Callable

import pytest

from avts_core.data.footage import FootageClip
from avts_core.models.lip import LipNet
from avts_core.training.recipe import AlignmentConfig
from avts_core.training.validate import CHANCE, Validation, validate

CONFIG = AlignmentConfig()


def test_validation_holds_halves_against_each_other(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """A net that reads perfectly is right in all windows at any offset."""
    clips = [make_clip(n, early_ms=80 * n - 80, seconds=11) for n in range(3)]
    figures = validate(net, clips, CONFIG).merged([validate(net, clips, CONFIG)])
    assert figures["num_clips"] == 3
    assert figures["accuracy_5"] > 0.95
    assert figures["accuracy_25"] == figures["accuracy_100"] == 1
    assert figures["halves_median_ms"] < 5
    assert figures["chance"] == pytest.approx(CHANCE, abs=1e-4)


def test_validation_of_foreign_sound_has_no_truth(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """Halves without a clear peak judge no window; no clips give no figures."""
    strict = AlignmentConfig(min_z=50.0)
    result = validate(net, [make_clip(0, sound_seed=5)], strict)
    assert sum(result.trials.values()) == 0
    assert result.merged([result])["accuracy_5"] is None
    nothing = Validation().merged([])
    assert nothing["halves_median_ms"] is None
    assert nothing["num_clips"] == 0


def test_shares_of_processes_are_added() -> None:
    """Hits and trials of all processes count together."""
    one, two = Validation(), Validation()
    one.hits[5], one.trials[5] = 1, 4
    two.hits[5], two.trials[5] = 5, 6
    assert Validation().merged([one, two])["accuracy_5"] == 0.6

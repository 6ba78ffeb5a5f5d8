"""Excerpts with all kinds of sound."""

from collections.abc import Callable

import numpy as np
import pytest

from avts_core.data.footage import FootageClip
from avts_core.models.calibration import Calibration
from avts_core.models.lip import LipNet
from avts_core.sync.evidence import Blocks
from avts_core.training import trials
from avts_core.training.trials import Kind, Trial, TrialMaker


def made_of(
    net: LipNet, clips: list[FootageClip], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Trial], list[Blocks]]:
    """Return the trials of clips, and the evidence that each estimate was given."""
    given = []
    real = trials.estimate

    def spying(blocks: Blocks, *rest: object) -> object:
        given.append(blocks)
        return real(blocks, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(trials, "estimate", spying)
    maker = TrialMaker(net, clips, [], Calibration(window_scale=20.0))
    return list(maker.trials()), given


def test_no_second_is_heard_twice(
    net: LipNet,
    make_clip: Callable[..., FootageClip],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Own sound in part stands beside different seconds, as in a film."""
    clips = [make_clip(n, early_ms=40.0, seconds=9.0) for n in range(4)]
    made, given = made_of(net, clips, monkeypatch)
    assert any(t.kind is Kind.MIXED for t in made)
    for blocks in given:
        assert len(np.unique(blocks.total, axis=0)) == len(blocks.total)


def test_one_person_alone_has_no_voices_beside(
    net: LipNet,
    make_clip: Callable[..., FootageClip],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no mixed sound then, and no error."""
    made, _ = made_of(net, [make_clip(1, early_ms=0.0, seconds=9.0)], monkeypatch)
    assert made
    assert not {Kind.MIXED, Kind.OTHER} & {t.kind for t in made}

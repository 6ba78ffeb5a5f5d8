"""Faces held against any sound, embedded once."""

from collections.abc import Callable

import numpy as np
import pytest

from avts_core.data.footage import FootageClip
from avts_core.models.lip import LipNet
from avts_core.sync.offset import find_peak
from avts_core.sync.scores import lags_ms
from avts_core.training.excerpts import (
    PATTERN_FRAMES,
    embed_clip,
    embed_sound,
    evidence_of,
    is_same_sound,
)


@pytest.mark.parametrize("early_ms", [-120.0, 0.0, 70.0])
def test_the_clips_own_offset_is_in_its_evidence(
    net: LipNet, make_clip: Callable[..., FootageClip], early_ms: float
) -> None:
    """It is found on the movie's grid, wherever the clip begins."""
    embedded = embed_clip(net, make_clip(early_ms=early_ms, start_s=0.53, seconds=7.0))
    assert embedded.sound is not None
    blocks = evidence_of(embedded, embedded.sound, max_lag_ms=300.0)
    peak = find_peak(lags_ms(300.0), blocks.curve())
    assert peak.offset_ms == pytest.approx(early_ms, abs=4)


def test_sound_played_later_is_less_early(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """Moved by 10 frames, the offset is 100 ms smaller."""
    embedded = embed_clip(net, make_clip(early_ms=0.0))
    assert embedded.sound is not None
    blocks = evidence_of(embedded, embedded.sound, max_lag_ms=300.0, moved_frames=10)
    peak = find_peak(lags_ms(300.0), blocks.curve())
    assert peak.offset_ms == pytest.approx(-100, abs=4)


def test_copies_of_a_recording_are_told(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """A part of the same sound, a little louder, is the same; another sound is not."""
    clip, other = make_clip(1), make_clip(2)
    whole, foreign = embed_sound(net, clip), embed_sound(net, other)
    part = embed_sound(net, clip, bands=clip.bands[150 : 250 + PATTERN_FRAMES] + 0.3)
    assert whole is not None
    assert foreign is not None
    assert part is not None
    assert is_same_sound(part, whole)
    assert is_same_sound(whole, part)
    assert not is_same_sound(whole, foreign)


def test_too_short_a_sound_is_none(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """Less than the network sees at once gives no embedding."""
    clip = make_clip()
    short = clip.bands[: net.sound_span - 1]
    assert embed_sound(net, clip, bands=np.asarray(short)) is None

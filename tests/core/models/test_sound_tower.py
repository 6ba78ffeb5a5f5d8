"""Tests of the sound network of AVTS."""

import pytest
import torch

from avts_core.models.sound_tower import SoundTower


@pytest.fixture
def tower() -> SoundTower:
    torch.manual_seed(0)
    return SoundTower(width=4, num_bands=40, num_frames=99).eval()


@torch.no_grad()
def test_shapes(tower: SoundTower) -> None:
    """conv_5 has a column each 20 ms, and the rest one vector a clip."""
    bands = torch.randn(3, 40, 99)
    assert tower.features(bands).shape == (3, tower.num_channels, 20, 49)
    assert tower(bands).shape == (3, tower.num_features)


@torch.no_grad()
def test_conv_5_takes_sound_of_any_length(tower: SoundTower) -> None:
    """Probes may give it more or less than a second; none of it is negative."""
    for frames in (20, 499):
        features = tower.features(torch.randn(1, 40, frames))
        assert features.shape[-1] == frames // 2
        assert features.min() >= 0


@pytest.mark.parametrize("shape", [(1, 40, 98), (1, 99, 40), (1, 80, 99)])
def test_another_size_is_refused(tower: SoundTower, shape: tuple[int, ...]) -> None:
    """What is fully connected says what it was made for."""
    with pytest.raises(ValueError, match="40 bands and 99 frames"):
        tower(torch.zeros(shape))


@torch.no_grad()
def test_it_tells_when_a_sound_was(tower: SoundTower) -> None:
    """The same click at another time gives other features."""
    early, late = torch.zeros(2, 1, 40, 99)
    early[..., 20:24] = late[..., 60:64] = 5.0
    assert not torch.allclose(tower(early), tower(late), rtol=0.1)

"""The delay that is heard, and what it leaves of an offset."""

import pytest

from avts_desktop.state.delay import DelayState


@pytest.mark.parametrize("delay_ms", [-40.0, 0.0, 120.0])
def test_the_delay_is_heard(delay_ms):
    """What is set is what is heard."""
    assert DelayState(delay_ms=delay_ms).heard_ms == delay_ms


def test_bypassed_nothing_is_heard():
    """A/B leaves the value and hears the file as it is."""
    state = DelayState(delay_ms=120.0, is_bypassed=True)
    assert state.heard_ms == 0
    assert state.delay_ms == 120


def test_the_measured_offset_as_delay_leaves_nothing():
    """The sign of the offset is that of the delay that repairs it."""
    assert DelayState(delay_ms=120.0).residual_ms(120.0) == 0


def test_the_residual_follows_the_delay():
    """Early sound that is delayed too little stays early."""
    assert DelayState(delay_ms=100.0).residual_ms(120.0) == pytest.approx(20)
    assert DelayState(delay_ms=100.0).residual_ms(-30.0) == pytest.approx(-130)


def test_bypassed_the_whole_offset_is_left():
    """The residual is that of what is heard."""
    assert DelayState(delay_ms=120.0, is_bypassed=True).residual_ms(120.0) == 120


def test_changes_are_told():
    """Each field tells its new value, once."""
    state = DelayState()
    told = []
    state.events.delay_ms.connect(told.append)
    state.delay_ms = 40.0
    state.delay_ms = 40.0
    assert told == [40.0]

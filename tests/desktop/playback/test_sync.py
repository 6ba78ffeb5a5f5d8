"""The player itself is in sync: a shortened run of the benchmark.

The bounds leave room for a busy machine; medians, as single pictures may be held up.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.playing import (
    RecordingSpeaker,
    Watch,
    differences_ms,
    movie_of,
    player,
    wait,
    write_flashes,
)

LIMIT_MS = 20.0


@pytest.fixture
def measure(qapp: object, tmp_path: Path) -> Callable[..., float]:
    """Return how much later than its flash a beep is heard, in the middle."""

    def measure(
        *, rate: Fraction = Fraction(25), early_s: float = 0.0, delay_ms: float = 0.0
    ) -> float:
        path = write_flashes(tmp_path / "flash.mov", rate, 5.0, early_s=early_s)
        speaker, watch = RecordingSpeaker(), Watch()
        with player(lambda: speaker) as transport:
            transport.picture_shown.connect(watch.see)
            transport.set_view_size(160, 90)
            transport.set_delay_ms(delay_ms)
            transport.open(movie_of(path))
            transport.play()
            wait(3.6)
            for _ in range(10):  # a busy machine takes longer to begin
                if len(differences_ms(watch.onsets_s(), speaker.onsets_s())) >= 3:
                    break
                wait(0.2)
        found = differences_ms(watch.onsets_s(), speaker.onsets_s())
        assert len(found) >= 3
        return median(found)

    return measure


@pytest.mark.slow
@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_a_film_in_sync_is_played_in_sync(measure, rate: Fraction) -> None:
    """At each rate a beep is heard when its flash is seen."""
    assert abs(measure(rate=rate)) < LIMIT_MS


@pytest.mark.slow
def test_an_error_in_the_film_is_heard(measure) -> None:
    """Sound that is 40 ms early in the file is 40 ms early here: this test can fail."""
    assert measure(early_s=0.04) == pytest.approx(-40, abs=LIMIT_MS - 1)


@pytest.mark.slow
def test_the_delay_repairs_what_is_early(measure) -> None:
    """The number of the offset, as a delay, brings both together."""
    assert abs(measure(early_s=0.12, delay_ms=120.0)) < LIMIT_MS

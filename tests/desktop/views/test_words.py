"""Reports in words: people never read a sign."""

import pytest
from PySide6.QtCore import QLocale

from avts_core.sync.verdict import Verdict, find_profile, profiles
from avts_desktop.state.analysis import Certainty
from avts_desktop.views import words
from tests.desktop.fakes import a_report


@pytest.fixture
def german():
    """Numbers as Germans write them."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("offset_ms", "text"),
    [
        (120.4, "Audio is 120 ms early"),
        (-83.0, "Audio is 83 ms late"),
        (4.9, "Audio is in sync"),
        (-4.9, "Audio is in sync"),
        (1234.0, "Audio is 1234 ms early"),
    ],
)
def test_headline(make_report, offset_ms: float, text: str) -> None:
    """The headline says where the audio is."""
    assert words.headline(make_report(offset_ms)) == text


def test_headline_without_an_answer(make_report) -> None:
    """Without an answer the headline says so, the reason stands elsewhere."""
    report = make_report(None, reason="no face was found")
    assert words.headline(report) == "Not measurable"
    assert words.frames_line(report) == ""
    assert words.confidence_line(report) == ""


def test_lines_of_an_answer(make_report) -> None:
    """The lines below count frames and say how sure the answer is."""
    report = make_report(120.0)
    assert words.frames_line(report) == "3.0 frames at 25 fps"
    assert words.confidence_line(report) == "confidence high, 83 % of speech measured"


def test_share_of_speech_on_screen(make_report) -> None:
    """It is told with and without an answer, where it is known."""
    told = "speech on screen in 62 % of the film"
    share = {"speech_on_screen_share": 0.618}
    assert words.speech_line(make_report(120.0, **share)) == told
    assert words.speech_line(make_report(None, reason="x", **share)) == told
    assert words.speech_line(make_report(120.0)) == ""


def test_frames_of_an_offset_in_sync(make_report) -> None:
    """A film in sync still says by how much it is off."""
    text = words.frames_line(make_report(-3.0))
    assert text == "3 ms late, 0.1 frames at 25 fps"


def test_numbers_follow_the_language(make_report, german) -> None:
    """Germans write a comma, and no dots between thousands."""
    assert words.frames_line(make_report(120.0)).startswith("3,0 ")
    assert words.number(12345.6, 1) == "12345,6"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(-3.24, 1, "\N{MINUS SIGN}3.2"), (-0.04, 1, "0.0"), (0, 0, "0"), (7, 2, "7.00")],
)
def test_number(value: float, decimals: int, text: str) -> None:
    """Minus is a minus sign, and nothing is minus zero."""
    assert words.number(value, decimals) == text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_word_shape_and_colour(verdict: Verdict, look) -> None:
    """No verdict is told by colour alone."""
    icon, token = words.SHAPES[verdict]
    assert not look.icon(icon, token).isNull()
    assert words.verdict_word(verdict).isupper()
    assert words.verdict_help(verdict).endswith(".")
    assert len({words.verdict_word(v) for v in Verdict}) == len(Verdict)


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_limits(profile) -> None:
    """Limits name both sides, early first."""
    text = words.limits_words(profile)
    assert text.startswith(f"+{profile.early_limit_ms:g}")
    assert f"\N{MINUS SIGN}{-profile.late_limit_ms:g}" in text


def test_limits_of_one_frame_at_a_broken_rate() -> None:
    """Limits that are not whole numbers are written to a tenth."""
    profile = find_profile("one-frame").at_fps(60000 / 1001)
    assert "16.7" in words.limits_words(profile)


@pytest.mark.parametrize(
    ("residuals_ms", "is_bypassed", "text"),
    [
        ([-3.0], False, "After this delay: audio in sync"),
        ([-3.0, 4.0], False, "After this delay: audio in sync"),
        ([0.2], True, "As it is in the file: audio in sync"),
        ([-8.0], False, "After this delay: audio 8 ms late"),
        ([120.0], True, "As it is in the file: audio 120 ms early"),
        ([-137.0, 0.3], False, "After this delay: audio 137 ms late to 0 ms"),
        ([40.04], False, "After this delay: audio 40 ms early"),
        ([40.3], False, "After this delay: audio 40.3 ms early"),
    ],
)
def test_residual(residuals_ms: list[float], is_bypassed: bool, text: str) -> None:
    """What is left is told in words, on the side of the limit where it is."""
    profile = find_profile("+40/-60")
    told = words.residual_words(residuals_ms, profile, is_bypassed=is_bypassed)
    assert told == text
    assert words.is_within([40.04], profile)
    assert not words.is_within([40.3], profile)


def test_in_sync_is_said_only_within_the_limits() -> None:
    """Beside a cross stands the number."""
    told = words.residual_words([3.0], find_profile("+2/-2"), is_bypassed=False)
    assert told == "After this delay: audio 3 ms early"


def test_offset_range(make_report) -> None:
    """A film has one offset, or two ends where it jumps, or none."""
    assert words.offset_range(make_report(20.0)) == (20.0,)
    assert words.offset_range(make_report(20.0, span_offsets_ms=(20, 21))) == (20.0,)
    jumping = make_report(0.0, span_offsets_ms=(0, -137, -20))
    assert words.offset_range(jumping) == (-137, 0)
    assert words.offset_range(make_report(None, reason="no face")) == ()


@pytest.mark.parametrize(
    ("delay_ms", "text"),
    [
        (120.0, "Delay audio by 120 ms"),
        (-0.5, "Advance audio by 0.5 ms"),
        (0.0, "No delay"),
        (-0.01, "No delay"),
    ],
)
def test_delay(delay_ms: float, text: str) -> None:
    """A delay says which way the audio goes."""
    assert words.delay_words(delay_ms) == text


def test_drift(make_report) -> None:
    """Drift worth words says its direction, less is not mentioned."""
    early = words.drift_words(make_report(drift_ms_per_min=2.44))
    late = words.drift_words(make_report(drift_ms_per_min=-2.44))
    assert early == "Drifts 2.4 ms earlier each minute"
    assert late == "Drifts 2.4 ms later each minute"
    assert words.drift_words(make_report(drift_ms_per_min=0.5)) == ""
    assert words.drift_words(make_report()) == ""


def test_jumps(make_report) -> None:
    """A film whose offset jumps tells from where to where."""
    report = make_report(20.0, span_offsets_ms=(20.0, -80.0, 20.0))
    assert words.headline(report) == "Audio jumps by 100 ms"
    assert words.frames_line(report) == "80 ms late to 20 ms early"
    assert words.jump_words(report) == "3 stretches, each constant: see the table"
    assert words.jump_words(make_report(20.0, span_offsets_ms=(20.0, 21.0))) == ""
    assert words.jump_words(make_report(20.0)) == ""


def test_certainty() -> None:
    """What an answer rests on is told differently for each kind."""
    assert len({words.certainty_line(certainty) for certainty in Certainty}) == 3


def test_a_warning_says_why() -> None:
    """Nothing else in the panel would."""
    near = a_report(38.0).judged_by(find_profile("ebu-r37"))
    assert "uncertainty of 4 ms" in words.closeness_words(near)
    assert words.closeness_words(a_report(0.0)) == ""
    assert words.closeness_words(a_report(None)) == ""

import pytest

from avts_core.errors import ConfigError
from avts_core.sync.verdict import (
    DEFAULT_PROFILE,
    Profile,
    Verdict,
    find_profile,
    judge,
    profiles,
)

R37 = find_profile("ebu-r37")

# From the standards themselves; positive = audio early.
STATED_LIMITS = {
    "ebu-r37": (40, -60),
    "ebu-r37-stage": (5, -15),
    "bt1359-detect": (45, -125),
    "bt1359-accept": (90, -185),
    "atsc-is191": (15, -45),
    "film": (42, -83),
}


@pytest.mark.parametrize(("name", "limits"), STATED_LIMITS.items())
def test_shipped_limits_are_those_of_the_standards(name: str, limits: tuple[int, int]):
    """Each profile has its standard's two limits, each on its own side."""
    profile = find_profile(name)
    assert (profile.early_limit_ms, profile.late_limit_ms) == limits


def test_default_is_r37_and_comes_first():
    """Without a wish, files are judged by EBU R37."""
    assert profiles()[0].name == DEFAULT_PROFILE == "ebu-r37"


def test_every_profile_states_its_source():
    """Nobody is judged by limits of unknown origin."""
    assert len(profiles()) == len(STATED_LIMITS) + 1
    assert all(profile.source and profile.title for profile in profiles())


@pytest.mark.parametrize(
    ("offset_ms", "verdict"),
    [
        (0, Verdict.PASS),
        (40, Verdict.PASS),
        (40.5, Verdict.FAIL),
        (50, Verdict.FAIL),
        (-50, Verdict.PASS),
        (-60, Verdict.PASS),
        (-60.5, Verdict.FAIL),
        (None, Verdict.NOT_MEASURABLE),
    ],
)
def test_limits_are_asymmetric(offset_ms: float | None, verdict: Verdict):
    """50 ms early fails R37 while 50 ms late passes; the limits themselves pass."""
    assert judge(offset_ms, R37) is verdict


@pytest.mark.parametrize(
    ("offset_ms", "uncertainty_ms", "verdict"),
    [
        (35, 4, Verdict.PASS),
        (35, 8, Verdict.WARN),
        (-55, 4, Verdict.PASS),
        (-55, 8, Verdict.WARN),
        (45, 8, Verdict.FAIL),
        (-65, 8, Verdict.FAIL),
    ],
)
def test_uncertainty_turns_only_a_pass_into_a_warning(
    offset_ms: float, uncertainty_ms: float, verdict: Verdict
):
    """The estimate decides between pass and fail; the band can only warn."""
    assert judge(offset_ms, R37, uncertainty_ms=uncertainty_ms) is verdict


@pytest.mark.parametrize("span_ms", [120, -120])
def test_span_outside_fails_the_file(span_ms: float):
    """A jump beyond the limits fails although the file's own offset passes."""
    assert judge(0, R37, span_offsets_ms=[0, 10]) is Verdict.PASS
    assert judge(0, R37, span_offsets_ms=[0, span_ms]) is Verdict.FAIL


@pytest.mark.parametrize(("fps", "limit_ms"), [(25, 40), (50, 20), (24, 1000 / 24)])
def test_one_frame_follows_the_rate(fps: float, limit_ms: float):
    """The limits of a profile in frames are one frame of the file each way."""
    profile = find_profile("one-frame").at_fps(fps)
    assert profile.early_limit_ms == pytest.approx(limit_ms)
    assert profile.late_limit_ms == pytest.approx(-limit_ms)


def test_rate_changes_no_profile_in_ms():
    """Limits in ms are the same at any rate."""
    assert R37.at_fps(60) == R37


def test_unknown_rate_leaves_the_limits_at_25_fps():
    """A file without a frame rate is judged as at 25 fps."""
    assert find_profile("one-frame").at_fps(None).early_limit_ms == 40


@pytest.mark.parametrize(
    ("text", "early_ms", "late_ms"),
    [("+40/-60", 40, -60), ("+12.5 / -30", 12.5, -30), ("+0/-0", 0, 0)],
)
def test_custom_limits_are_read(text: str, early_ms: float, late_ms: float):
    """Limits written with both signs make a profile of their own."""
    profile = find_profile(text)
    assert (profile.early_limit_ms, profile.late_limit_ms) == (early_ms, late_ms)
    assert profile.name == profile.limits == text.replace(" ", "")


@pytest.mark.parametrize("text", ["40/60", "-60/+40", "+40", "ebu", "", "+40/-60/1"])
def test_unclear_limits_are_refused(text: str):
    """Limits without signs or in the wrong order are an error that names choices."""
    with pytest.raises(ConfigError, match=r"ebu-r37.*\+EARLY/-LATE"):
        find_profile(text)


def test_limits_are_written_with_signs():
    """Limits show both signs and only the decimals they need."""
    assert R37.limits == "+40/-60"
    assert find_profile("one-frame").at_fps(30000 / 1001).limits == "+33.4/-33.4"


@pytest.mark.parametrize(
    ("early_ms", "late_ms"), [(-1, -60), (40, 60), (float("nan"), -60), (40, -1e400)]
)
def test_limits_on_the_wrong_side_are_refused(early_ms: float, late_ms: float):
    """A profile with swapped or unusable limits cannot be made."""
    with pytest.raises(ValueError, match="early >= 0 >= late"):
        Profile(
            name="x",
            title="x",
            early_limit_ms=early_ms,
            late_limit_ms=late_ms,
            source="x",
        )

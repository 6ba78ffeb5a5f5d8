import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from avts_core.errors import ConfigError
from avts_core.sync.report import (
    ModelId,
    OffsetSpan,
    Status,
    SyncReport,
    clock,
    confidence_word,
)
from avts_core.sync.verdict import Verdict, find_profile

R37 = find_profile("ebu-r37")
KEYS = [
    "file",
    "status",
    "reason",
    "offset_ms",
    "uncertainty_ms",
    "direction",
    "frames",
    "fps",
    "confidence",
    "coverage",
    "speech_share",
    "speech_on_screen_share",
    "used",
    "max_offset_ms",
    "wider_offset_ms",
    "drift_ms_per_min",
    "verdict",
    "profile",
    "spans",
    "model",
    "tool_version",
    "duration_s",
    "elapsed_s",
    "notes",
]


def make_report(**changes: Any) -> SyncReport:
    values: dict[str, Any] = {
        "file": "a.mp4",
        "status": Status.OK,
        "profile": R37,
        "tool_version": "1.2.3",
        "offset_ms": 120.0,
        "uncertainty_ms": 4.0,
        "confidence": 0.97,
        "coverage": 0.8,
        "fps": 25.0,
        "verdict": Verdict.FAIL,
        "spans": (span(120),),
    }
    return SyncReport(**{**values, **changes})


def make_unanswered(status: Status = Status.NOT_MEASURABLE) -> SyncReport:
    return SyncReport(
        file="a.mp4",
        status=status,
        reason="no face was found",
        profile=R37,
        tool_version="1",
    )


def span(offset_ms: float, start_s: float = 0, end_s: float = 20) -> OffsetSpan:
    return OffsetSpan(
        start_s=start_s, end_s=end_s, offset_ms=offset_ms, confidence=0.95
    )


def test_sentence_of_early_audio():
    """Early audio is told in ms and frames, with confidence, verdict and limits."""
    assert make_report().sentence() == (
        "Audio is 120 ms early (3.0 frames at 25 fps), confidence high, "
        "FAIL against EBU R37 +40/-60"
    )


def test_sentence_of_late_audio():
    """Late audio is told without a sign, so that nobody has to know the convention."""
    report = make_report(
        offset_ms=-50.05,
        fps=30000 / 1001,
        verdict=Verdict.PASS,
        confidence=0.7,
        spans=(span(-50.05),),
    )
    assert report.sentence() == (
        "Audio is 50 ms late (1.5 frames at 29.97 fps), confidence medium, "
        "PASS against EBU R37 +40/-60"
    )


@pytest.mark.parametrize(
    ("offset_ms", "words"),
    [
        (2.0, "Audio is in sync (2 ms early, 0.1 frames at 25 fps), "),
        (-4.4, "Audio is in sync (4 ms late, 0.1 frames at 25 fps), "),
        (-0.2, "Audio is in sync (0 ms, 0.0 frames at 25 fps), "),
    ],
)
def test_sentence_in_sync(offset_ms: float, words: str):
    """A tiny offset is called in sync, and its size still told."""
    report = make_report(offset_ms=offset_ms, verdict=Verdict.PASS, spans=())
    assert report.sentence().startswith(words)


def test_sentence_without_frame_rate_has_no_frames():
    """Where the rate is not known, frames are not made up."""
    report = make_report(fps=None)
    assert report.frames is None
    assert report.sentence().startswith("Audio is 120 ms early, confidence")


def test_sentence_tells_the_jump_that_fails():
    """A file that fails for a span alone says where, and how far it is out."""
    spans = (span(0), span(-140, 20, 65), span(90, 65, 70))
    sentence = make_report(offset_ms=0.0, spans=spans).sentence()
    assert sentence.endswith(
        "FAIL against EBU R37 +40/-60 (00:00:20.0 to 00:01:05.0: 140 ms late, "
        "confidence high and 1 more)"
    )


def test_a_drifting_file_is_judged_at_both_ends():
    """In sync in the middle, a file fails where its drift leads out of the limits."""
    report = make_report(offset_ms=0.0, spans=(span(0, 0, 900),), drift_ms_per_min=8.0)
    assert report.judged_by(report.profile).verdict is Verdict.FAIL
    assert report.sentence().endswith("(60 ms late to 60 ms early)")
    steady = replace(report, drift_ms_per_min=0.0)
    assert steady.judged_by(steady.profile).verdict is Verdict.PASS


def test_sentence_without_an_answer():
    """A file without an answer gives its reason instead of a number."""
    assert make_unanswered().sentence() == "Not measurable: no face was found"
    assert make_unanswered(Status.ERROR).sentence() == "Error: no face was found"


@pytest.mark.parametrize(
    ("offset_ms", "direction"),
    [(5, "early"), (4.9, "in sync"), (-4.9, "in sync"), (-5, "late")],
)
def test_direction_has_a_dead_zone(offset_ms: float, direction: str):
    """Below 5 ms the audio is in sync, from there on early or late by its sign."""
    assert make_report(offset_ms=float(offset_ms)).direction == direction


def test_frames_have_the_sign_of_the_offset():
    """Late audio is a negative number of frames."""
    assert make_report(offset_ms=-80.0).frames == pytest.approx(-2)


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1, "high"), (0.9, "high"), (0.89, "medium"), (0.6, "medium"), (0.59, "low")],
)
def test_words_of_confidence(confidence: float, word: str):
    """The thresholds belong to the better word."""
    assert confidence_word(confidence) == word


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (0, "00:00:00.0"),
        (59.96, "00:01:00.0"),
        (3723.44, "01:02:03.4"),
        (-0.01, "00:00:00.0"),
        (-1.5, "-00:00:01.5"),
    ],
)
def test_clock(time_s: float, text: str):
    """Tenths carry over into seconds and minutes, and zero has no sign."""
    assert clock(time_s) == text


def test_details_tell_band_and_remedy():
    """A constant fault comes with its uncertainty, coverage and remedy."""
    assert make_report().details() == (
        "Give or take 4 ms; 80% of the speech could be measured",
        "To repair it, delay the audio by 120 ms",
    )


@pytest.mark.parametrize(
    ("uncertainty_ms", "band_ms"),
    [(14.2, 15), (14.0, 14), (14.0004, 14), (float("inf"), None), (None, None)],
)
def test_the_band_is_rounded_up(uncertainty_ms: float | None, band_ms: int | None):
    """So that nobody is told a narrower one; the same from JSON."""
    report = make_report(uncertainty_ms=uncertainty_ms)
    assert report.band_ms == band_ms
    assert SyncReport.from_json_dict(report.to_json_dict()).band_ms == band_ms
    words = report.details()[0]
    assert words.startswith(f"Give or take {band_ms} ms;") == (band_ms is not None)


@pytest.mark.parametrize("drift_ms_per_min", [None, 0.0, 2.0, 30.0])
@pytest.mark.parametrize("offset_ms", [0.0, 30.0, 38.0, 39.9, 41.0, -57.0, -61.0])
def test_a_span_is_judged_as_a_film_of_it_alone(
    offset_ms: float, drift_ms_per_min: float | None
):
    """By its ends where it drifts, and with the film's band of uncertainty."""
    one = span(offset_ms, 0, 60)
    film = make_report(
        offset_ms=offset_ms,
        uncertainty_ms=4.0,
        drift_ms_per_min=drift_ms_per_min,
        spans=(one,),
    ).judged_by(find_profile("ebu-r37"))
    assert film.verdict_of(one) is film.verdict


def test_a_span_is_judged_by_what_a_delay_leaves():
    """Ends and middle alike."""
    report = make_report(uncertainty_ms=4.0, drift_ms_per_min=10.0)
    one = span(120, 0, 60)
    assert report.verdict_of(one) is Verdict.FAIL
    assert report.verdict_of(one, delay_ms=120.0) is Verdict.PASS
    assert report.verdict_of(one, delay_ms=82.0) is Verdict.FAIL
    assert report.verdict_of(one, delay_ms=176.0) is Verdict.FAIL


def test_remedy_for_late_audio_is_to_advance_it():
    """The remedy moves late audio the other way."""
    report = make_report(offset_ms=-80.0, spans=(span(-80),))
    assert "To repair it, advance the audio by 80 ms" in report.details()


def test_details_of_a_jump_list_the_spans_and_no_single_remedy():
    """Where the offset jumps, no one number repairs it; each span is listed."""
    details = make_report(spans=(span(0), span(120, 20, 40))).details()
    assert "00:00:00.0 to 00:00:20.0: 0 ms, confidence high" in details
    assert "00:00:20.0 to 00:00:40.0: 120 ms early, confidence high" in details
    assert not any("repair" in line for line in details)


@pytest.mark.parametrize(("drift", "word"), [(3.6, "earlier"), (-3.6, "later")])
def test_details_tell_drift(drift: float, word: str):
    """Drift is told in words and rules out the remedy for a constant offset."""
    details = make_report(drift_ms_per_min=drift).details()
    assert f"The audio gets 3.6 ms {word} each minute" in details
    assert not any("repair" in line for line in details)


def test_slow_drift_is_not_put_into_words():
    """A drift that clocks of good recorders have is only in the JSON."""
    report = make_report(drift_ms_per_min=0.4)
    assert not any("each minute" in line for line in report.details())
    assert report.to_json_dict()["drift_ms_per_min"] == 0.4


def test_notes_are_details_also_without_an_answer():
    """What was skipped is told in any case."""
    report = SyncReport(
        file="a",
        status=Status.NOT_MEASURABLE,
        reason="x",
        profile=R37,
        tool_version="1",
        notes=("7 damaged pictures were skipped",),
    )
    assert report.details() == report.notes


def test_details_tell_how_much_is_speech_on_screen():
    """People learn what the answer rests on, and why there may be none."""
    report = make_report(speech_on_screen_share=0.618, used=((0.4, 7.0), (11.0, 12.0)))
    line = "Speech on screen in 62% of the film; measured in 2 stretches"
    assert line in report.details()
    report = make_report(speech_on_screen_share=0.618, used=((0.4, 7.0),))
    assert line.replace("2 stretches", "1 stretch") in report.details()
    unanswered = replace(make_unanswered(), speech_on_screen_share=0.04)
    assert unanswered.details() == ("Speech on screen in 4% of the film",)


def test_json_tells_stretches_as_pairs_and_reads_them_back():
    """They come back as they were, to a millisecond; reports of before have none."""
    report = make_report(
        speech_share=0.75, speech_on_screen_share=0.5, used=((0.40004, 7.0), (11.0, 12))
    )
    data = json.loads(json.dumps(report.to_json_dict()))
    assert data["used"] == [[0.4, 7.0], [11.0, 12.0]]
    again = SyncReport.from_json_dict(data)
    assert again.used == ((0.4, 7.0), (11.0, 12.0))
    assert (again.speech_share, again.speech_on_screen_share) == (0.75, 0.5)
    for key in ("used", "speech_share", "speech_on_screen_share"):
        del data[key]
    old = SyncReport.from_json_dict(data)
    assert (old.used, old.speech_share, old.speech_on_screen_share) == ((), None, None)


def test_json_has_exactly_the_documented_keys():
    """The keys are the same with and without an answer."""
    for report in (make_report(), make_unanswered()):
        assert list(report.to_json_dict()) == KEYS


def test_json_values():
    """Values are plain, rounded, and signed as the offset is."""
    data = make_report(
        offset_ms=-120.00049,
        model=ModelId(name="lip", sha256="ab"),
        spans=(span(-120),),
        notes=("n",),
    ).to_json_dict()
    assert data["status"] == "ok"
    assert data["reason"] is None
    assert data["offset_ms"] == -120.0
    assert data["frames"] == -3.0
    assert data["direction"] == "late"
    assert data["verdict"] == "fail"
    assert data["profile"] == "ebu-r37"
    assert data["model"] == {"name": "lip", "sha256": "ab"}
    assert data["spans"] == [
        {"start_s": 0.0, "end_s": 20.0, "offset_ms": -120.0, "confidence": 0.95}
    ]
    assert data["notes"] == ["n"]


def test_json_without_an_answer_has_null_and_not_measurable():
    """No number is invented for a file without an answer."""
    data = make_unanswered().to_json_dict()
    assert data["reason"] == "no face was found"
    assert data["verdict"] == "not_measurable"
    for key in ("offset_ms", "direction", "frames", "fps", "model", "duration_s"):
        assert data[key] is None


def test_json_never_holds_nan_and_takes_numpy():
    """Values that are not finite become null; numpy's scalars are plain numbers."""
    report = make_report(
        offset_ms=np.float32(120),
        uncertainty_ms=float("nan"),
        drift_ms_per_min=np.float64("inf"),
        duration_s=np.float32("nan"),
    )
    data = json.loads(json.dumps(report.to_json_dict(), allow_nan=False))
    assert data["offset_ms"] == 120
    assert data["uncertainty_ms"] is data["drift_ms_per_min"] is None
    assert data["duration_s"] is None


def test_json_has_no_negative_zero():
    """A tiny late offset does not come out as -0.0."""
    data = make_report(offset_ms=-0.0001, verdict=Verdict.PASS).to_json_dict()
    assert str(data["offset_ms"]) == "0.0"


@pytest.mark.parametrize(
    "changes",
    [
        {"offset_ms": None},
        {"offset_ms": float("nan")},
        {"verdict": Verdict.NOT_MEASURABLE},
        {"reason": "but it is fine"},
        {"status": Status.NOT_MEASURABLE},
        {"confidence": 1.01},
        {"confidence": float("nan")},
        {"coverage": -0.1},
        {"speech_share": 1.1},
        {"speech_on_screen_share": -0.1},
    ],
)
def test_parts_that_disagree_are_refused(changes: dict[str, Any]):
    """An answer has number and verdict; a missing one has a reason and neither."""
    with pytest.raises(ValueError, match=r"does not go with|within 0 and 1"):
        make_report(**changes)


def test_missing_answer_needs_a_reason():
    """Nobody is left with "not measurable" and no why."""
    with pytest.raises(ValueError, match="reason"):
        SyncReport(file="a", status=Status.ERROR, profile=R37, tool_version="1")


@pytest.mark.parametrize(
    "report",
    [
        make_report(),
        make_report(
            offset_ms=-41.5,
            uncertainty_ms=None,
            drift_ms_per_min=-2.25,
            fps=30000 / 1001,
            profile=find_profile("one-frame").at_fps(30000 / 1001),
            spans=(span(-41.5), span(80, 20, 31.25)),
            model=ModelId(name="lip", sha256="9f"),
            duration_s=62.5,
            elapsed_s=1.5,
            notes=("a", "b"),
        ),
        make_report(profile=find_profile("+125/-200.5"), verdict=Verdict.PASS),
        make_unanswered(),
        make_unanswered(Status.ERROR),
    ],
)
def test_json_is_read_back(report: SyncReport):
    """A report written as JSON and read is the same one, to the digits written."""
    data = json.loads(json.dumps(report.to_json_dict()))
    read = SyncReport.from_json_dict(data)
    assert read.to_json_dict() == data
    assert read.profile.limits == report.profile.limits
    assert read.sentence() == report.sentence()
    assert read.details() == report.details()


def test_json_of_a_later_version_is_read():
    """Keys that are not known are passed over."""
    data = make_report().to_json_dict() | {"mood": "good"}
    assert SyncReport.from_json_dict(data).offset_ms == 120


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"profile": None}, "profile: expected text, got None"),
        ({"profile": "bbc"}, "no profile 'bbc'"),
        ({"file": 3}, "file: expected text, got 3"),
        ({"status": "fine"}, "status: expected one of"),
        ({"offset_ms": "early"}, 'offset_ms: expected a number, got "early"'),
        ({"offset_ms": None}, "does not go with"),
        ({"fps": "25"}, "fps: expected a number"),
        ({"spans": [{"start_s": 0}]}, r"spans\[0\]: the key .* is missing"),
        ({"spans": 7}, "spans: expected an array"),
        ({"confidence": 2}, "confidence must be within"),
    ],
)
def test_rubbish_is_refused_in_words(changes: dict[str, Any], words: str):
    """What is no report raises, naming the key and what would have been right."""
    with pytest.raises(ConfigError, match=words):
        SyncReport.from_json_dict(make_report().to_json_dict() | changes)


@pytest.mark.parametrize("data", [None, [], "report", {}])
def test_other_things_are_no_report(data: Any):
    """Neither is a list, nor an empty table."""
    with pytest.raises(ConfigError, match="the report"):
        SyncReport.from_json_dict(data)


@pytest.mark.parametrize(
    ("profile", "verdict", "early_limit_ms"),
    [
        ("+130/-10", Verdict.PASS, 130),
        ("+121/-10", Verdict.WARN, 121),
        ("one-frame", Verdict.FAIL, 20),
    ],
)
def test_other_limits_are_judged_anew(
    profile: str, verdict: Verdict, early_limit_ms: float
):
    """The measurement stays, verdict and limits change, frames at the file's rate."""
    report = make_report(fps=50.0)
    judged = report.judged_by(find_profile(profile))
    assert judged.verdict is verdict
    assert judged.profile.early_limit_ms == early_limit_ms
    assert judged.offset_ms == report.offset_ms
    assert judged.judged_by(report.profile) == report


def test_a_span_fails_by_other_limits_too():
    """A jump out of the new limits fails the file."""
    report = make_report(offset_ms=0.0, spans=(span(0), span(50, 20, 40)))
    assert report.judged_by(find_profile("+60/-60")).verdict is Verdict.PASS
    assert report.judged_by(R37).verdict is Verdict.FAIL


def test_no_answer_stays_none_by_other_limits():
    """What could not be measured is not judged by any limits."""
    judged = make_unanswered().judged_by(find_profile("film"))
    assert judged.verdict is Verdict.NOT_MEASURABLE
    assert judged.profile.name == "film"

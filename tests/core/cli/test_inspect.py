import json
import os
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avts_core.cli.inspect import parse_range, words
from avts_core.cli.main import main
from avts_core.errors import (
    AnalysisError,
    CheckpointError,
    ConfigError,
    JobCancelledError,
    NoPictureError,
    NoSoundError,
    UnreadableError,
)
from avts_core.jobs import Progress
from avts_core.sync.report import Status, SyncReport
from avts_core.sync.verdict import Verdict, find_profile
from avts_core.timebase import Span

R37 = find_profile("ebu-r37")


@dataclass
class FakeScores:
    time_s: Any = field(default_factory=lambda: np.arange(50) * 0.04)
    lag_ms: Any = field(default_factory=lambda: np.arange(-1500, 1501, 10.0))
    distance: Any = field(
        default_factory=lambda: np.full((50, 301), np.nan, dtype=np.float32)
    )


@dataclass
class FakeAnalysis:
    report: SyncReport
    scores: FakeScores | None = field(default_factory=FakeScores)
    rolling_ms: Any = field(default_factory=lambda: np.full(50, np.nan))
    mel: Any = None
    mel_start_s: float = 0.0


class FakeEngine:
    """Stands for `avts_core.sync.analysis`: answers by the file's name."""

    def __init__(self) -> None:
        self.answers: dict[str, FakeAnalysis | BaseException] = {}
        self.calls: list[dict[str, Any]] = []
        self.loads: list[tuple[str | None, str]] = []
        self.load_error: Exception | None = None
        self.on_call: Callable[[], None] = lambda: None

    def analyse(self, path: Path, **options: Any) -> FakeAnalysis:
        # The engine waits for the model that is being loaded, and meets its error.
        self.calls.append({"path": path, **options, "model": options["model"].result()})
        options["report"](Progress(fraction=0.5, stage="decoding"))
        self.on_call()
        answer = self.answers[path.name]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def load_judge(self, name: str | None, device: str) -> str:
        if self.load_error is not None:
            raise self.load_error
        self.loads.append((name, device))
        return "the judge"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine()
    module = types.ModuleType("avts_core.sync.analysis")
    module.analyse = fake.analyse
    monkeypatch.setitem(sys.modules, "avts_core.sync.analysis", module)
    judge = types.ModuleType("avts_core.sync.judge")
    judge.load_judge = fake.load_judge
    monkeypatch.setitem(sys.modules, "avts_core.sync.judge", judge)
    for name, offset_ms, verdict in (
        ("good.mp4", 10.0, Verdict.PASS),
        ("near.mp4", 39.0, Verdict.WARN),
        ("bad.mp4", 120.0, Verdict.FAIL),
    ):
        fake.answers[name] = FakeAnalysis(answer(name, offset_ms, verdict))
    fake.answers["mute.mp4"] = NoSoundError("mute.mp4 has no sound.")
    fake.answers["blind.mp4"] = NoPictureError("blind.mp4 has no picture.")
    fake.answers["odd.mp4"] = AnalysisError("odd.mp4 is too short.")
    fake.answers["torn.mp4"] = UnreadableError("torn.mp4 is not a movie.")
    fake.answers["hall.mp4"] = FakeAnalysis(
        SyncReport(
            file="hall.mp4",
            status=Status.NOT_MEASURABLE,
            reason="no face was found",
            profile=R37,
            tool_version="1",
        )
    )
    return fake


def answer(name: str, offset_ms: float, verdict: Verdict) -> SyncReport:
    return SyncReport(
        file=name,
        status=Status.OK,
        profile=R37,
        tool_version="1",
        offset_ms=offset_ms,
        uncertainty_ms=4.0,
        confidence=0.95,
        coverage=0.9,
        fps=25.0,
        verdict=verdict,
    )


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good.mp4"], 0),
        (["near.mp4"], 0),
        (["bad.mp4"], 1),
        (["hall.mp4"], 3),
        (["mute.mp4"], 3),
        (["blind.mp4"], 3),
        (["odd.mp4"], 3),
        (["torn.mp4"], 4),
        (["good.mp4", "bad.mp4", "near.mp4"], 1),
        (["hall.mp4", "bad.mp4"], 3),
        (["torn.mp4", "good.mp4", "mute.mp4", "bad.mp4"], 4),
    ],
)
def test_exit_code_is_that_of_the_worst_file(
    engine: FakeEngine, names: list[str], code: int
):
    """Unreadable wins over not measurable, that over outside, that over within."""
    assert main(["inspect", *names]) == code


def test_words_name_file_sentence_and_details(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """People get the file, the sentence and what belongs to it, nothing else."""
    main(["inspect", "bad.mp4"])
    out, err = capsys.readouterr()
    assert out == (
        "bad.mp4: Audio is 120 ms early (3.0 frames at 25 fps), confidence high, "
        "FAIL against EBU R37 +40/-60\n"
        "  Give or take 4 ms; 90% of the speech could be measured\n"
        "  To repair it, delay the audio by 120 ms\n"
    )
    assert err == ""


@pytest.mark.parametrize(("wider_ms", "advice"), [(6000.0, "6000"), (None, None)])
def test_a_wider_range_is_advised_where_it_may_help(
    wider_ms: float | None, advice: str | None
):
    """The report says so, whatever the words of its reason."""
    report = SyncReport(
        file="a.mp4",
        status=Status.NOT_MEASURABLE,
        reason="nothing fits within 1500 ms",
        profile=R37,
        tool_version="1",
        max_offset_ms=1500.0,
        wider_offset_ms=wider_ms,
    )
    text = words(report)
    assert ("--max-offset-ms" in text) == (advice is not None)
    assert advice is None or text.endswith(f"try --max-offset-ms {advice}")


def test_unreadable_file_is_one_line_on_stderr(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """A file that cannot be read is one line and leaves stdout to results."""
    main(["inspect", "torn.mp4"])
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "torn.mp4: Error: torn.mp4 is not a movie.\n"


def test_json_is_one_object_a_file_and_line(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """Each file has its line in the order given, also those without an answer."""
    names = ["torn.mp4", "good.mp4", "mute.mp4", "hall.mp4"]
    assert main(["inspect", "--json", *names]) == 4
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["file"] for row in rows] == names
    assert [row["status"] for row in rows] == [
        "error",
        "ok",
        "not_measurable",
        "not_measurable",
    ]
    assert rows[0]["reason"] == "torn.mp4 is not a movie."
    assert rows[1]["offset_ms"] == 10
    assert rows[2]["verdict"] == "not_measurable"
    assert err == ""


def test_json_line_is_out_before_the_next_file_begins(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """Who reads along has each result as soon as it is there."""
    seen: list[str] = []
    engine.on_call = lambda: seen.append(capsys.readouterr().out)
    main(["inspect", "--json", "good.mp4", "bad.mp4"])
    assert seen[0] == ""
    assert json.loads(seen[1])["file"] == "good.mp4"


@pytest.mark.skipif(sys.platform != "linux", reason="needs names of any bytes")
def test_any_file_name_can_be_printed(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """A name that is not valid text comes out escaped, not as an error."""
    name = os.fsdecode(b"b\xffd.mp4")
    engine.answers[name] = UnreadableError(f"{name} is not a movie.")
    assert main(["inspect", name]) == 4
    assert main(["inspect", "--json", name]) == 4
    out, err = capsys.readouterr()
    assert json.loads(out)["file"] == name
    assert "\\udcff" in err


def test_options_reach_the_analysis(engine: FakeEngine):
    """Each option arrives checked and in the type the core wants."""
    arguments = "--profile +20/-40 --audio-track 1 --device cpu --range 10-12.5"
    arguments += " --max-offset-ms 6000"
    main(["inspect", *arguments.split(), "--model", "mine", "good.mp4", "bad.mp4"])
    assert engine.loads == [("mine", "cpu")]
    assert [call["path"] for call in engine.calls] == [
        Path("good.mp4"),
        Path("bad.mp4"),
    ]
    call = engine.calls[0]
    assert call["profile"].early_limit_ms == 20
    assert call["audio_track"] == 1
    assert call["device"] == "cpu"
    assert call["max_offset_ms"] == 6000
    assert call["span"] == Span(Fraction(10), Fraction(25, 2))
    assert call["model"] == "the judge"


def test_defaults(engine: FakeEngine):
    """Without options: R37, the first sound, the whole file, the default model."""
    main(["inspect", "good.mp4"])
    assert engine.loads == [(None, "auto")]
    call = engine.calls[0]
    assert call["profile"] == R37
    assert call["audio_track"] is call["span"] is None
    assert call["max_offset_ms"] == 1500


def test_track_may_be_a_language(engine: FakeEngine):
    """Anything but a number is taken as a language."""
    main(["inspect", "good.mp4", "--audio-track", "deu"])
    assert engine.calls[0]["audio_track"] == "deu"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "FILE"),
        (["good.mp4", "--profile", "40/60"], "ebu-r37"),
        (["good.mp4", "--range", "5"], "START-END"),
        (["good.mp4", "--device", "abacus"], "abacus"),
        (["good.mp4", "--nonsense"], "--nonsense"),
        (["good.mp4", "--max-offset-ms", "1499"], "--max-offset-ms"),
        (["good.mp4", "--max-offset-ms", "10001"], "10000"),
        (["good.mp4", "--max-offset-ms", "wide"], "integer"),
        (["good.mp4", "bad.mp4", "--scores", "out.npz"], "one FILE"),
        (["good.mp4", "bad.mp4", "--plot", "out.png"], "one FILE"),
        (["good.mp4", "--plot", "out.gif"], ".png"),
        (["good.mp4", "--scores", "no/such/folder/out.npz"], "no folder"),
        (["good.mp4", "--scores", "a.png", "--plot", "a.png"], "both"),
    ],
)
def test_wrong_usage_is_2_and_starts_nothing(
    engine: FakeEngine,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    word: str,
):
    """A wrong command line ends before the model is loaded, and says what is wrong."""
    assert main(["inspect", *arguments]) == 2
    out, err = capsys.readouterr()
    assert word in err
    assert out == ""
    assert engine.loads == []


def test_device_that_is_not_there_is_usage(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
):
    """What the core says about the device is told once, not for each file."""
    engine.load_error = ConfigError("there is no CUDA device here")
    assert main(["inspect", "good.mp4", "--device", "cuda"]) == 2
    assert capsys.readouterr().err == "Error: there is no CUDA device here\n"


@pytest.mark.parametrize(("options", "code"), [(["--model", "x"], 2), ([], 5)])
def test_broken_model_is_usage_only_if_named(
    engine: FakeEngine, options: list[str], code: int
):
    """A model that the user named wrongly is usage; a broken default is not."""
    engine.load_error = CheckpointError("it is damaged")
    assert main(["inspect", "good.mp4", *options]) == code


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), JobCancelledError("stop")])
def test_cancel_ends_quietly(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str], stop: BaseException
):
    """Ctrl-C and a cancelled job end with 130 and no words."""
    engine.answers["good.mp4"] = stop
    assert main(["inspect", "good.mp4", "bad.mp4"]) == 130
    assert capsys.readouterr() == ("", "")
    assert len(engine.calls) == 1


def test_scores_are_written_as_promised(engine: FakeEngine, tmp_path: Path):
    """The file has the three arrays, float32 distances, and no leftovers beside it."""
    path = tmp_path / "out.npz"
    path.write_bytes(b"old")
    assert main(["inspect", "good.mp4", "--scores", str(path)]) == 0
    with np.load(path) as data:
        assert sorted(data) == ["distance", "lag_ms", "time_s"]
        assert data["distance"].shape == (50, 301)
        assert data["distance"].dtype == np.float32
        assert data["time_s"].dtype == data["lag_ms"].dtype == np.float64
    assert [file.name for file in tmp_path.iterdir()] == ["out.npz"]


@pytest.mark.parametrize("name", ["torn.mp4", "blind.mp4"])
def test_missing_scores_are_told(
    engine: FakeEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    """Where nothing was scored, no file is made and that is said."""
    for option, out in (("--scores", "a.npz"), ("--plot", "a.png")):
        main(["inspect", name, option, str(tmp_path / out)])
        assert "nothing was scored" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--scores", "--plot"])
def test_movie_is_never_overwritten(
    engine: FakeEngine, tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
):
    """An output that is the movie itself, even by another name, is refused."""
    movie = tmp_path / "good.mp4"
    movie.write_bytes(b"movie")
    link = tmp_path / "out.png"
    link.hardlink_to(movie)
    for output in (movie, link):
        assert main(["inspect", str(movie), option, str(output)]) == 2
        assert "stays as it is" in capsys.readouterr().err
    assert movie.read_bytes() == b"movie"


def test_output_that_is_a_folder_is_refused(engine: FakeEngine, tmp_path: Path):
    """Something that is not a file is not replaced by one."""
    assert main(["inspect", "good.mp4", "--scores", str(tmp_path)]) == 2


def test_failed_write_is_told_and_leaves_nothing(
    engine: FakeEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """When the disk refuses, the exit code says so and no half file stays."""
    path = tmp_path / "out.npz"
    engine.on_call = path.mkdir
    assert main(["inspect", "good.mp4", "--scores", str(path)]) == 5
    assert "cannot be written" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["out.npz"]


def test_plot_is_a_png(engine: FakeEngine, tmp_path: Path):
    """The picture is drawn, also where nothing could be measured."""
    path = tmp_path / "out.png"
    assert main(["inspect", "good.mp4", "--plot", str(path)]) == 0
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("10-20", 10, 20),
        ("0.04-0.08", Fraction(1, 25), Fraction(2, 25)),
        ("01:00:00-01:00:00.5", 3600, Fraction(7201, 2)),
        ("1:30 - 100", 90, 100),
        ("90-125", 90, 125),
    ],
)
def test_range_is_exact(text: str, start: Fraction, stop: Fraction):
    """Times are read without rounding, in seconds or with minutes and hours."""
    assert parse_range(text) == Span(Fraction(start), Fraction(stop))


@pytest.mark.parametrize(
    "text",
    ["10", "-10", "10-", "20-10", "10-10", "a-b", "1:60-2:00", "0:99:00-2:00:00", ""],
)
def test_wrong_range_is_refused(text: str):
    """A range that is not two rising times is an error that shows it."""
    with pytest.raises(ConfigError, match=f"--range '{text}'"):
        parse_range(text)

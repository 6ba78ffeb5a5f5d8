import io
import sys

import pytest

from avts_core.cli.progress import progress_bar
from avts_core.jobs import Progress, ignore_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]):
    """Scripts and log files get no bar."""
    with progress_bar("a.mp4") as report:
        assert report is ignore_progress
        report(Progress(fraction=0.5, stage="decoding"))
    assert capsys.readouterr() == ("", "")


def test_bar_on_a_terminal_shows_title_and_stage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """On a terminal the bar is on stderr, with any name of a file as it is."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    out = sys.stdout
    with progress_bar("[red]a.mp4") as report:
        assert sys.stdout is out
        report(Progress(fraction=0.5, stage="decoding"))
    assert "[red]a.mp4" in terminal.getvalue()
    assert "decoding" in terminal.getvalue()
    assert " 50%" in terminal.getvalue()
    assert capsys.readouterr().out == ""

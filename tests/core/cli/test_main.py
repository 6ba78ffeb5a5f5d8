import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

from avts_core import __version__
from avts_core.cli.main import COMMANDS, main
from avts_core.errors import (
    AvtsError,
    CheckpointError,
    ConfigError,
    NoSoundError,
    TrainingError,
    UnreadableError,
)


@pytest.fixture
def train_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make ``avts train`` raise."""

    def put(error: BaseException) -> None:
        def train() -> None:
            """Train.

            Raises
            ------
            Something
                Always.
            """
            raise error

        module: Any = types.ModuleType("avts_core.cli.train")
        module.train = train
        monkeypatch.setitem(sys.modules, "avts_core.cli.train", module)

    return put


def test_version(capsys: pytest.CaptureFixture[str]):
    """``--version`` prints it and nothing else."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"avts {__version__}\n"


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_the_commands(flag: str, capsys: pytest.CaptureFixture[str]):
    """The help names every command with its line, without completion noise."""
    assert main([flag]) == 0
    out = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert name in out
        assert summary in " ".join(out.split())
    assert "completion" not in out


def test_help_of_a_command_has_no_sections_for_programmers(
    train_with: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]
):
    """What a function raises is of no use on the terminal."""
    train_with(ConfigError(""))
    assert main(["train", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Train." in out
    assert "Raises" not in out


def test_help_and_usage_errors_load_nothing_heavy():
    """A fresh process shows help and refuses wrong usage without torch or av."""
    program = (
        "import sys\n"
        "from avts_core.cli.main import main\n"
        "codes = [main([]), main(['--help']), main(['--version']),"
        " main(['inspect', '--help']), main(['inspect', 'a', '--range', 'x'])]\n"
        "loaded = [name for name in ('torch', 'av', 'cv2', 'matplotlib')"
        " if name in sys.modules]\n"
        "print(codes, loaded)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[2, 0, 0, 0, 2] []"


@pytest.mark.parametrize("arguments", [["inpsect", "a"], ["--loud"], []])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    """A command or option that does not exist is usage, told on stderr."""
    assert main(arguments) == 2
    assert "Usage: avts" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("the recipe is\nwrong"), 2),
        (NoSoundError("x"), 3),
        (UnreadableError("x"), 4),
        (CheckpointError("x"), 5),
        (TrainingError("x"), 5),
    ],
)
def test_error_of_the_core_is_one_line_and_its_code(
    train_with: Callable[[BaseException], None],
    error: AvtsError,
    code: int,
    capsys: pytest.CaptureFixture[str],
):
    """Errors raised on purpose are one line, without a traceback."""
    train_with(error)
    assert main(["train"]) == code
    assert capsys.readouterr().err == f"Error: {str(error).replace(chr(10), ' ')}\n"


def test_unexpected_error_is_one_sentence_and_a_hint(
    train_with: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]
):
    """A bug is called a bug, in one line that says how to see more."""
    train_with(KeyError("spam"))
    assert main(["train"]) == 70
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "KeyError: 'spam'" in err
    assert "bug" in err
    assert "--debug" in err


@pytest.mark.parametrize("way", ["option", "environment"])
def test_debug_shows_the_traceback(
    train_with: Callable[[BaseException], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    way: str,
):
    """With --debug or AVTS_DEBUG=1 the origin of an unexpected error is shown."""
    train_with(KeyError("spam"))
    if way == "environment":
        monkeypatch.setenv("AVTS_DEBUG", "1")
    options = ["--debug"] if way == "option" else []
    assert main([*options, "train"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_130_without_words(
    train_with: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]
):
    """Stopping by hand is no error to talk about."""
    train_with(KeyboardInterrupt())
    assert main(["train"]) == 130
    assert capsys.readouterr().err.strip() == ""

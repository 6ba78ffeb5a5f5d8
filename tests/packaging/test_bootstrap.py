"""The set-up script, on a made-up machine: nothing is downloaded or installed."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "bootstrap.py"


def load_bootstrap():
    spec = importlib.util.spec_from_file_location("avts_bootstrap", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


bootstrap = load_bootstrap()


class FakeMachine(bootstrap.Machine):
    """A Linux machine with everything; programs only leave a note."""

    is_linux = True
    is_windows = False
    is_root = False

    def __init__(self):
        self.missing = set()
        self.can_apt = True
        self.problem = "There is no display."
        self.has_ensurepip = True
        self.free = 10**12
        self.pip_result = (0, "")
        self.failing_steps = set()
        self.calls = []

    def has_program(self, name):
        return name == "apt-get" and self.can_apt

    def has_module(self, name):
        return name != "ensurepip" or self.has_ensurepip

    def can_load(self, soname):
        return soname not in self.missing

    def window_problem(self, python):
        return self.problem

    def free_bytes(self, path):
        return self.free

    def call(self, command, *, cwd, env):
        self.calls.append([Path(command[0]).name, *command[1:]])
        return int(any(step in command for step in self.failing_steps))

    def become(self, command):
        self.calls.append([Path(command[0]).name, *command[1:]])
        return 3

    def call_and_read(self, command, *, cwd, env):
        self.calls.append([Path(command[0]).name, *command[1:]])
        if "venv" in command:
            make_fake_venv(Path(command[-1]))
        if command[0] == "apt-get" and "install" in command and self.can_apt == "works":
            self.missing.clear()
            self.has_ensurepip = True
        if "pip" in command:
            if self.pip_result[0] == 0:
                for name in bootstrap.PROGRAMS:
                    (Path(command[0]).parent / name).touch()
            return self.pip_result
        return 0, ""

    def count(self, word):
        return sum(word in call for call in self.calls)


def make_fake_venv(folder):
    """Lay down a program that answers for Python, a hundred times as fast."""
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.write_text("#!/bin/sh\necho 3.11\n")
    python.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "avts"\n')
    return tmp_path


@pytest.fixture
def machine():
    return FakeMachine()


@pytest.fixture
def do(checkout, machine):
    def run_main(*arguments):
        return bootstrap.main(arguments, checkout=checkout, machine=machine)

    return run_main


pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up machine is a Unix one"
)


def test_any_python_3_can_read_it():
    """An old Python must reach the sentence about its age, not a syntax error."""
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_first_call_makes_installs_and_runs(do, machine, checkout):
    """The first call makes .venv, installs without test tools, runs the program."""
    assert do("run", "a.mov") == 3
    assert machine.count("venv") == 1
    assert machine.calls[1] == ["python", "-m", "pip", "install", "--editable", "."]
    assert machine.calls[-1] == ["avts", "inspect", "a.mov"]
    assert not (checkout / ".venv" / "tmp").exists()


def test_second_call_installs_nothing(do, machine):
    """Where the stamp fits, the program starts at once."""
    do("run")
    machine.calls.clear()
    do("run")
    assert len(machine.calls) == 1


def test_without_a_movie_the_sample_is_inspected(do, machine, checkout):
    """Options alone go with the sample; a named movie replaces it."""
    do("run", "--json")
    sample = str(checkout / "assets" / "sample.mp4")
    assert machine.calls[-1] == ["avts", "inspect", sample, "--json"]


def test_with_a_display_the_window_opens(do, machine, capsys):
    """With a movie, or empty; its exit code is that of the call."""
    machine.problem = None
    assert do("run", "a.mov") == 3
    assert machine.calls[-1] == ["avts-desktop", "a.mov"]
    do("run")
    assert machine.calls[-1] == ["avts-desktop"]
    assert "terminal" not in capsys.readouterr().err


def test_without_a_display_the_reason_is_said(do, machine, capsys):
    """And the movie is inspected all the same, its result alone on stdout."""
    do("run", "a.mov")
    said = capsys.readouterr()
    assert "in the terminal. There is no display." in said.err
    assert said.out == ""
    assert machine.calls[-1] == ["avts", "inspect", "a.mov"]


@pytest.mark.parametrize(
    "arguments", [("a.mov", "b.mov"), ("--json",), ("a.mov", "--profile", "film")]
)
def test_what_a_window_cannot_do_is_for_the_terminal(arguments, do, machine, capsys):
    """Several movies, and options, need no excuse for having no window."""
    machine.problem = None
    do("run", *arguments)
    assert machine.calls[-1][:2] == ["avts", "inspect"]
    do("run", *arguments)
    assert capsys.readouterr().err.count("window") == 0


def test_tests_add_their_tools_to_the_same_environment(do, machine):
    """`test` after `run` installs on top, and `run` after that has nothing to do."""
    do("run")
    do("test")
    assert machine.count("venv") == 1
    assert machine.count(".[dev]") == 1
    machine.calls.clear()
    do("run")
    assert machine.count("pip") == 0


def test_changed_dependencies_are_installed_on_top(do, machine, checkout):
    """A new dependency is added, test tools kept, the environment not made anew."""
    do("test")
    machine.calls.clear()
    (checkout / "pyproject.toml").write_text('[project]\nname = "other"\n')
    do("run")
    assert machine.count("venv") == 0
    assert machine.count(".[dev]") == 1


def test_changed_settings_of_linters_install_nothing(do, machine, checkout):
    """Only what decides about an installation counts."""
    do("run")
    machine.calls.clear()
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("[tool.ruff]\nline-length = 100\n")
    do("run")
    assert machine.count("pip") == 0


def stop_halfway(venv):
    (venv / "avts-stamp.json").write_text("{}")


def tear_the_stamp(venv):
    (venv / "avts-stamp.json").write_text('{"pyth')


def lose_python(venv):
    (venv / "bin" / "python").unlink()


def dangle_python(venv):
    lose_python(venv)
    (venv / "bin" / "python").symlink_to(venv / "gone")


def leave_only_folders(venv):
    shutil.rmtree(venv)
    (venv / "bin").mkdir(parents=True)


def be_a_file(venv):
    shutil.rmtree(venv)
    venv.write_text("")


def upgrade_python(venv):
    (venv / "bin" / "python").write_text("#!/bin/sh\necho 3.12\n")


def come_from_elsewhere(venv):
    stamp = json.loads((venv / "avts-stamp.json").read_text())
    stamp["checkout"] = "/elsewhere"
    (venv / "avts-stamp.json").write_text(json.dumps(stamp))


@pytest.mark.parametrize(
    "damage",
    [
        stop_halfway,
        tear_the_stamp,
        lose_python,
        dangle_python,
        leave_only_folders,
        be_a_file,
        upgrade_python,
        come_from_elsewhere,
    ],
)
def test_a_broken_environment_is_made_anew(damage, do, machine, checkout):
    """Whatever is wrong with .venv, the next call ends with a working one."""
    do("run")
    machine.calls.clear()
    damage(checkout / ".venv")
    do("run")
    assert machine.count("venv") == 1
    assert machine.calls[-1][0] == "avts"


@pytest.mark.parametrize("name", bootstrap.PROGRAMS)
def test_a_lost_program_is_installed_again(name, do, machine, checkout):
    """Without a command in it the environment is not ready, but can be built on."""
    do("run")
    (checkout / ".venv" / "bin" / name).unlink()
    do("run")
    assert machine.count("pip") == 2
    assert machine.count("venv") == 1


def test_a_hand_made_environment_is_kept(do, machine, checkout):
    """Somebody's own .venv is added to, even if that fails at first."""
    make_fake_venv(checkout / ".venv")
    machine.pip_result = (1, "NewConnectionError")
    assert do("run") == bootstrap.SETUP_FAILED
    machine.pip_result = (0, "")
    do("run")
    assert machine.count("venv") == 0


def test_a_failed_update_does_not_cost_the_environment(do, machine, checkout):
    """Going offline while dependencies change needs no second full installation."""
    do("run")
    (checkout / "pyproject.toml").write_text('[project]\nname = "other"\n')
    machine.pip_result = (1, "NewConnectionError")
    assert do("run") == bootstrap.SETUP_FAILED
    machine.pip_result = (0, "")
    do("run")
    assert machine.count("venv") == 1


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Failed: NewConnectionError\nNo matching distribution found", "no network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for torch", "does not exist for"),
        ("strange", "strange"),
    ],
)
def test_failures_of_pip_are_explained(output, sentence, do, machine, capsys):
    """Each way to fail gives a sentence, the log's place, and its own exit code."""
    machine.pip_result = (1, output)
    assert do("run") == bootstrap.SETUP_FAILED
    said = capsys.readouterr()
    assert sentence in said.err
    assert "avts-install.log" in said.err
    assert said.out == ""


def test_a_full_disk_is_refused_before_the_download(do, machine, capsys):
    """What cannot end is not started."""
    machine.free = 10**9
    assert do("run") == bootstrap.SETUP_FAILED
    assert "only 1.0 GB are free" in capsys.readouterr().err
    assert machine.calls == []


def test_missing_libraries_are_named_with_the_command(do, machine, capsys):
    """Without root's rights a needed library stops the set-up, with the remedy."""
    machine.missing = {"libGL.so.1", "libEGL.so.1"}
    assert do("run") == bootstrap.SETUP_FAILED
    remedy = "sudo apt-get update && sudo apt-get install -y libgl1 libegl1"
    assert remedy in capsys.readouterr().err


def test_libraries_of_the_window_do_not_stop_the_terminal(do, machine, capsys):
    """What only the window needs is mentioned once, while setting up."""
    machine.missing = {"libxcb-cursor.so.0"}
    assert do("run") == 3
    assert "install -y libxcb-cursor0" in capsys.readouterr().err
    assert do("run") == 3
    assert "libxcb-cursor0" not in capsys.readouterr().err


def test_the_checks_need_the_libraries_of_the_widgets(do, machine, capsys):
    """Tests of the window run without a screen, but not without Qt."""
    machine.missing = {"libEGL.so.1"}
    assert do("test") == bootstrap.SETUP_FAILED
    assert "install -y libegl1" in capsys.readouterr().err
    assert do("run") == 3
    machine.missing = {"libxcb-cursor.so.0"}
    assert do("test") == 0


def test_a_needed_library_that_got_lost_is_noticed(do, machine):
    """Also where everything else is ready."""
    do("run")
    machine.missing = {"libGL.so.1"}
    assert do("run") == bootstrap.SETUP_FAILED


def test_root_gets_the_libraries_installed(do, machine):
    """As root the lists are fetched first, then the packages installed."""
    machine.is_root = True
    machine.can_apt = "works"
    machine.missing = {"libGL.so.1"}
    assert do("run") == 3
    assert machine.calls[0][:2] == ["apt-get", "update"]
    assert machine.calls[1][1] == "install"
    assert machine.calls[1][-1] == "libgl1"


def test_without_apt_the_libraries_are_named(do, machine, capsys):
    """Other Linux systems get names, not a command they lack."""
    machine.can_apt = False
    machine.missing = {"libGL.so.1"}
    assert do("run") == bootstrap.SETUP_FAILED
    said = capsys.readouterr().err
    assert "libGL.so.1" in said
    assert "apt-get" not in said


def test_other_systems_are_not_asked_for_linux_libraries(do, machine):
    """On macOS and Windows the wheels carry all they need."""
    machine.is_linux = False
    machine.missing = {"libGL.so.1"}
    assert do("run") == 3


def test_debian_without_ensurepip_is_told_the_package(do, machine, capsys):
    """Debian packs it apart: one command brings all that is missing."""
    machine.has_ensurepip = False
    machine.missing = {"libGL.so.1"}
    assert do("run") == bootstrap.SETUP_FAILED
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert f"apt-get install -y libgl1 {package}" in capsys.readouterr().err


def test_ensurepip_is_not_needed_once_the_environment_is_there(do, machine):
    """Only making .venv takes it, not using it."""
    do("run")
    machine.has_ensurepip = False
    assert do("run") == 3


def test_root_gets_ensurepip_installed(do, machine):
    """As root the package is installed and the set-up goes on."""
    machine.has_ensurepip = False
    machine.is_root = True
    machine.can_apt = "works"
    assert do("run") == 3


def test_all_checks_run_even_if_one_fails(do, machine, capsys):
    """One call shows everything that is wrong."""
    machine.failing_steps = {"check"}
    assert do("test", "-k", "word") == 1
    assert machine.calls[-1] == ["python", "-m", "pytest", "-k", "word"]
    assert machine.count("lint-imports") == machine.count("mypy") == 1
    summary = capsys.readouterr().err
    assert "lint     FAILED" in summary
    assert "tests    passed" in summary


def test_checks_that_pass_give_zero(do):
    """All passed is exit code 0."""
    assert do("test") == 0


@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("x",), 2), (("-h",), 0)])
def test_wrong_usage_shows_the_usage(arguments, code, do, machine, capsys):
    """Anything but the two commands explains them."""
    assert do(*arguments) == code
    assert "bootstrap.py run" in capsys.readouterr().err
    assert machine.calls == []


def test_windows_has_its_programs_elsewhere(checkout, machine):
    """Windows keeps programs in Scripts, with .exe."""
    machine.is_windows = True
    path = Path(bootstrap.Environment(checkout, machine).program("avts"))
    assert path.parts[-3:] == (".venv", "Scripts", "avts.exe")


def test_programs_get_their_output_exit_code_and_environment_through(tmp_path):
    """The real machine hands on what a program says and how it ends."""
    script = "import os, sys; print(os.environ['WORD']); sys.exit(7)"
    code, output = bootstrap.Machine().call_and_read(
        [sys.executable, "-c", script], cwd=tmp_path, env={"WORD": "hello"}
    )
    assert (code, output) == (7, "hello\n")
    code = bootstrap.Machine().call(
        [sys.executable, "-c", "raise SystemExit(5)"], cwd=tmp_path, env={}
    )
    assert code == 5


def test_the_installed_program_knows_whether_a_window_can_open(monkeypatch, tmp_path):
    """It is asked in its own Python; what it cannot import counts as a reason."""
    machine = bootstrap.Machine()
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)

    def answer_with(*lines):
        python = tmp_path / "python"
        python.write_text("\n".join(["#!/bin/sh", *lines]))
        python.chmod(0o755)
        return machine.window_problem(str(python))

    assert answer_with("echo") is None
    assert answer_with("echo There is no display.") == "There is no display."
    assert (
        answer_with("echo ImportError: libEGL >&2", "exit 1") == "ImportError: libEGL"
    )
    assert answer_with("exit 1") == "It does not start."


def test_an_invisible_window_is_none(monkeypatch):
    """Without this, a shell set up for tests would wait for ever."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "offscreen" in bootstrap.Machine().window_problem("no-such-python")


def test_a_second_installer_waits(checkout):
    """Two calls at once do not install into one folder."""
    fcntl = pytest.importorskip("fcntl")
    with (
        bootstrap.only_one(checkout),
        (checkout / ".venv.lock").open("w") as file,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (checkout / ".venv.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_it_starts_as_a_script(tmp_path):
    """The file runs on its own, from any folder, with a bare interpreter."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    assert "bootstrap.py test" in done.stderr

#!/usr/bin/env python3
"""Set AVTS up, then run or test it; needs nothing but Python 3.11.

::

    python3 packaging/bootstrap.py run [MOVIE...] [OPTION...]
    python3 packaging/bootstrap.py test [PYTEST ARGUMENT...]

The first call makes ``.venv`` in the checkout and installs everything into it; later
calls find a stamp there and start at once. ``run`` opens the window, with a movie if
one is named. Where no window can open it says why and inspects the movie (without one,
the sample) in the terminal; so it does, without a word, for several movies or with
options, which are those of ``avts inspect``. It ends with the exit code of what it
started. ``test`` runs every check of the project and ends with 0 if all passed, else 1.
If the set-up itself fails, both say why in a sentence and end with 69.

One file, because it runs before anything is installed.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

# Up to here any Python 3 can read this file, so that an old one gets a sentence.
if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before pip can check
    sys.exit(
        "AVTS needs Python 3.11 or newer; this is {}.{}. Try: python3.12 {}".format(
            sys.version_info[0], sys.version_info[1], " ".join(sys.argv)
        )
    )

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SETUP_FAILED = 69
"""Exit code when the set-up fails (sysexits: unavailable), none of those of `avts`."""
INTERRUPTED = 130
PROGRAMS = ("avts", "avts-desktop")
"""What an installation brings."""

_NEED_BYTES_LINUX = 8 * 10**9  # PyTorch for Linux brings the CUDA libraries along
_NEED_BYTES_ELSEWHERE = 3 * 10**9


# The order matters: without a network pip also claims that nothing matches.
_PIP_FAILURES = {
    r"No space left on device|Errno 28|not enough space": (
        "The disk is full; free some space and call this again."
    ),
    r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo|ProxyError|"
    r"Network is unreachable|Connection refused|ConnectTimeout|ReadTimeout": (
        "The packages could not be downloaded: no network, or a proxy or firewall is "
        "in the way. Connect and call this again."
    ),
    r"No matching distribution found|requires a different Python": (
        "A package does not exist for this Python on this machine; AVTS runs on 64-bit "
        "Linux, Windows and Apple silicon with Python 3.11 to 3.14."
    ),
}


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what would help."""


@dataclass(frozen=True)
class Part:
    """A part of the system that no wheel carries: a library, or part of Python."""

    name: str
    package: str
    """The Debian and Ubuntu package that has it."""
    needed_by: tuple[str, ...] = ()
    """Commands that cannot do without; all others need it for the window alone."""


_ALL = ("run", "test")
_TEST = ("test",)  # it loads Qt's widgets, though no screen

# Found by loading OpenCV 4.14 and PySide6 6.11 on a bare Debian 12.
LIBRARIES = (
    Part("libGL.so.1", "libgl1", _ALL),
    Part("libgthread-2.0.so.0", "libglib2.0-0", _ALL),
    Part("libEGL.so.1", "libegl1", _TEST),
    Part("libxkbcommon.so.0", "libxkbcommon0", _TEST),
    Part("libdbus-1.so.3", "libdbus-1-3", _TEST),
    Part("libfontconfig.so.1", "libfontconfig1", _TEST),
    Part("libxcb-cursor.so.0", "libxcb-cursor0"),
    Part("libxcb-icccm.so.4", "libxcb-icccm4"),
    Part("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Part("libxcb-shape.so.0", "libxcb-shape0"),
    Part("libxcb-xkb.so.1", "libxcb-xkb1"),
    Part("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Part("libwayland-cursor.so.0", "libwayland-cursor0"),
    Part("libpulse.so.0", "libpulse0", _TEST),
    Part("libXrandr.so.2", "libxrandr2"),
)


def say(text: str) -> None:
    """Write a line for the person; stdout belongs to the program that is run."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Machine:
    """All that the set-up asks of the computer; tests pass another one."""

    is_linux = sys.platform.startswith("linux")
    is_windows = sys.platform == "win32"

    @property
    def is_root(self) -> bool:
        """Whether system packages may be installed."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def has_program(self, name: str) -> bool:
        """Tell whether a program is on the path."""
        return shutil.which(name) is not None

    def has_module(self, name: str) -> bool:
        """Tell whether this Python has a module."""
        return importlib.util.find_spec(name) is not None

    def can_load(self, soname: str) -> bool:
        """Tell whether a program started now would find a shared library."""
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    def window_problem(self, python: str) -> str | None:
        """Ask the installed program why no window can open; None if one can."""
        platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
        if platform in {"offscreen", "minimal"}:
            return f"QT_QPA_PLATFORM={platform} shows nothing."
        code = (
            "from avts_desktop.early.display import why_no_window; "
            "print(why_no_window() or '')"
        )
        done = subprocess.run(
            [python, "-I", "-c", code], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            return (done.stderr.strip().splitlines() or ["It does not start."])[-1]
        return done.stdout.strip() or None

    def free_bytes(self, path: Path) -> int:
        """Free space where `path` lies."""
        return shutil.disk_usage(path).free

    def call(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
        """Run a program on the terminal, its environment extended by `env`."""
        with subprocess.Popen(command, cwd=cwd, env={**os.environ, **env}) as process:
            # Ctrl+C reaches the program too; it decides, and cleans up first.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                return process.wait()
            finally:
                signal.signal(signal.SIGINT, before)

    def call_and_read(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
    ) -> tuple[int, str]:
        """Run a program, show what it downloads, return its code and its output."""
        lines = []
        with subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                lines.append(line)
                if line.strip().startswith(("Downloading", "Installing collected")):
                    say("  " + line.strip()[:100])
        return process.returncode, "".join(lines)

    def become(self, command: Sequence[str]) -> int:
        """Run a program in place of this one and end with its exit code."""
        if self.is_windows:  # its exec returns to the shell before the program ends
            return self.call(command, cwd=Path.cwd(), env={})
        return os.execv(command[0], list(command))  # noqa: S606 - never returns


class Environment:
    """The ``.venv`` of a checkout, and the stamp that says what is in it."""

    def __init__(self, checkout: Path, machine: Machine) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self._machine = machine
        self._stamp = self.folder / "avts-stamp.json"

    def program(self, name: str) -> str:
        """Path of an installed program."""
        if self._machine.is_windows:
            return str(self.folder / "Scripts" / f"{name}.exe")
        return str(self.folder / "bin" / name)

    def is_ready(self, *, dev: bool) -> bool:
        """Tell whether everything that is wanted now is installed."""
        stamp = self.read_stamp()
        return (
            stamp.get("project") == self._project_hash()
            and (stamp.get("dev") is True or not dev)
            and all(Path(self.program(name)).exists() for name in PROGRAMS)
            and self.is_sound()
        )

    def is_sound(self) -> bool:
        """Tell whether the environment can be built upon, not only replaced."""
        version = self._python_version()
        if version is None:
            return False
        if not self._stamp.exists():
            return True  # somebody made it by hand: add to it
        stamp = self.read_stamp()
        return (
            stamp.get("python") == version
            and stamp.get("checkout") == str(self.checkout)  # a moved one is broken
        )

    def read_stamp(self) -> dict[str, object]:
        """Return what was installed; empty if unknown or left unfinished."""
        try:
            stamp = json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def write_stamp(self, stamp: Mapping[str, object]) -> None:
        """Replace the stamp; an empty one marks unfinished work."""
        self.folder.mkdir(exist_ok=True)
        self._stamp.write_text(json.dumps(stamp), encoding="utf-8")

    def make(self) -> None:
        """Make the environment anew, with pip and nothing else.

        Raises
        ------
        SetupError
            If Python cannot make one here.
        """
        self._remove()
        # The mark comes first: whatever is interrupted from here on is made anew.
        self.write_stamp({})
        # Not sys.executable, which may be the .venv just removed.
        python = getattr(sys, "_base_executable", None) or sys.executable
        command = [python, "-m", "venv", str(self.folder)]
        code, output = self._machine.call_and_read(command, cwd=self.checkout, env={})
        if code != 0:
            msg = f"Python could not make {self.folder}:\n{output.strip()}"
            raise SetupError(msg)

    def install(self, *, dev: bool) -> None:
        """Install the project, editable, and stamp the environment.

        Raises
        ------
        SetupError
            If pip fails.
        """
        before = self._stamp.read_bytes() if self._stamp.exists() else None
        dev = dev or self.read_stamp().get("dev") is True
        self.write_stamp({})
        code, output = self._run_pip(".[dev]" if dev else ".")
        if code != 0:
            # pip downloads everything before it changes anything.
            if before is None:
                self._stamp.unlink()
            else:
                self._stamp.write_bytes(before)
            log = self.folder / "avts-install.log"
            log.write_text(output, encoding="utf-8")
            raise SetupError(explain_pip_failure(output, log))
        self.write_stamp(
            {
                "project": self._project_hash(),
                "python": self._python_version(),
                "checkout": str(self.checkout),
                "dev": dev,
            }
        )

    def _run_pip(self, requirement: str) -> tuple[int, str]:
        command = [self.program("python"), "-m", "pip", "install", "--editable"]
        # /tmp is often a small disk in memory; the downloads need gigabytes.
        scratch = self.folder / "tmp"
        scratch.mkdir(exist_ok=True)
        env = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
        env.update(PIP_PROGRESS_BAR="off", PIP_NO_INPUT="1", PIP_USER="0")
        env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        try:
            return self._machine.call_and_read(
                [*command, requirement], cwd=self.checkout, env=env
            )
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _project_hash(self) -> str:
        """Hash what decides about an installation, not the settings of linters."""
        project = tomllib.loads(
            (self.checkout / "pyproject.toml").read_text(encoding="utf-8")
        )
        parts = [project.get(name) for name in ("build-system", "project")]
        parts.append(project.get("tool", {}).get("hatch"))
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _python_version(self) -> str | None:
        """Ask the environment's Python; None if it does not run or lacks pip."""
        code = "import sys, importlib.util as u; u.find_spec('pip') or sys.exit(1); "
        code += "print('%d.%d' % sys.version_info[:2])"
        try:
            done = subprocess.run(
                [self.program("python"), "-I", "-c", code],
                capture_output=True,
                text=True,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        version = done.stdout.strip()
        return version if tuple(map(int, version.split("."))) >= (3, 11) else None

    def _remove(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            say(f"{self.folder} is incomplete or from another Python; making it anew.")
            shutil.rmtree(self.folder)


def explain_pip_failure(output: str, log: Path) -> str:
    """Say in a sentence why pip failed; `log` has all that it printed."""
    for symptoms, sentence in _PIP_FAILURES.items():
        if re.search(symptoms, output):
            return f"{sentence} Details: {log}"
    tail = "\n".join(output.strip().splitlines()[-5:])
    return f"The packages could not be installed:\n{tail}\nDetails: {log}"


def apt_install(packages: Sequence[str], machine: Machine) -> None:
    """Install system packages as root; whether it helped is for the caller to see."""
    say(f"Installing system packages: {' '.join(packages)}")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        machine.call_and_read(command, cwd=Path("/"), env=env)


def missing_parts(
    machine: Machine, command: str, *, is_ready: bool, makes_venv: bool
) -> list[Part]:
    """List the parts of the system that are not there; once ready, only the needed."""
    missing = []
    if machine.is_linux:
        wanted = [p for p in LIBRARIES if command in p.needed_by or not is_ready]
        missing = [part for part in wanted if not machine.can_load(part.name)]
    has_venv = machine.has_module("venv") and machine.has_module("ensurepip")
    if makes_venv and not has_venv:  # Debian packs them apart from Python
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        missing.append(Part("Python's ensurepip", package, _ALL))
    return missing


def ensure_parts(
    machine: Machine, command: str, *, is_ready: bool, makes_venv: bool
) -> None:
    """See to the parts of the system that pip cannot install.

    Parameters
    ----------
    machine
        The computer.
    command
        What will be done: ``"run"`` or ``"test"``.
    is_ready
        Whether all is installed: then what is not needed now is not mentioned again.
    makes_venv
        Whether a virtual environment will be made.

    Raises
    ------
    SetupError
        If one that is needed now is missing and cannot be installed from here.
    """

    def list_missing() -> list[Part]:
        return missing_parts(machine, command, is_ready=is_ready, makes_venv=makes_venv)

    missing = list_missing()
    has_apt = machine.has_program("apt-get")
    if missing and has_apt and machine.is_root:
        apt_install([part.package for part in missing], machine)
        importlib.invalidate_caches()
        missing = list_missing()
    if not missing:
        return
    names = ", ".join(part.name for part in missing)
    packages = " ".join(part.package for part in missing)
    remedy = f"Install them; Debian has them in: {packages}"
    if has_apt:
        shell = f"sudo apt-get update && sudo apt-get install -y {packages}"
        remedy = f"Install them, then call this again:\n  {shell}"
    if any(command in part.needed_by for part in missing):
        msg = f"Parts of the system are missing: {names}. {remedy}"
        raise SetupError(msg)
    say(f"The window needs system libraries: {names}. {remedy}")


def ensure_space(checkout: Path, machine: Machine) -> None:
    """Refuse to start what cannot end.

    Raises
    ------
    SetupError
        If the disk is too full for the packages.
    """
    need = _NEED_BYTES_LINUX if machine.is_linux else _NEED_BYTES_ELSEWHERE
    free = machine.free_bytes(checkout)
    if free < need:
        msg = (
            f"Installing needs about {need / 1e9:.0f} GB in {checkout}, where only "
            f"{free / 1e9:.1f} GB are free."
        )
        raise SetupError(msg)


@contextlib.contextmanager
def only_one(checkout: Path) -> Iterator[None]:
    """Keep two calls from installing at once; the second waits for the first."""
    with (checkout / ".venv.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another call is installing; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield  # the lock goes when the file is closed, or the process dies


def prepare(checkout: Path, machine: Machine, command: str) -> Environment:
    """Return an environment with the project installed, making or mending it.

    Parameters
    ----------
    checkout
        Folder that holds `pyproject.toml`.
    machine
        The computer.
    command
        What will be done: ``"test"`` wants the tools for tests too.

    Raises
    ------
    SetupError
        If something is missing that cannot be had from here.
    """
    environment, dev = Environment(checkout, machine), command == "test"
    is_ready = environment.is_ready(dev=dev)
    makes_venv = not is_ready and not environment.is_sound()
    ensure_parts(machine, command, is_ready=is_ready, makes_venv=makes_venv)
    if is_ready:
        return environment
    with only_one(checkout):
        if environment.is_ready(dev=dev):
            return environment
        if not environment.is_sound():
            ensure_space(checkout, machine)
            say("Setting up .venv; the first time takes some minutes and gigabytes.")
            environment.make()
        environment.install(dev=dev)
    return environment


def run(environment: Environment, arguments: Sequence[str], machine: Machine) -> int:
    """Open the window, or inspect in the terminal, and return the exit code."""
    has_options = any(argument.startswith("-") for argument in arguments)
    if has_options or len(arguments) > 1:
        return inspect(environment, arguments, machine)
    problem = machine.window_problem(environment.program("python"))
    if problem is not None:
        say(f"No window can open, so this inspects in the terminal. {problem}")
        return inspect(environment, arguments, machine)
    return machine.become([environment.program("avts-desktop"), *arguments])


def inspect(
    environment: Environment, arguments: Sequence[str], machine: Machine
) -> int:
    """Inspect the movies named, or the sample, and return the exit code."""
    if all(argument.startswith("-") for argument in arguments):
        sample = environment.checkout / "assets" / "sample.mp4"
        arguments = [str(sample), *arguments]
    return machine.become([environment.program("avts"), "inspect", *arguments])


def test(environment: Environment, arguments: Sequence[str], machine: Machine) -> int:
    """Run every check of the project, say how each ended, and return 0 or 1."""
    python = environment.program("python")
    steps = {
        "format": [python, "-m", "ruff", "format", "--check", "."],
        "lint": [python, "-m", "ruff", "check", "."],
        "imports": [environment.program("lint-imports")],
        "types": [python, "-m", "mypy"],
        "tests": [python, "-m", "pytest", *arguments],
    }
    summary, has_failed = [], False
    for name, command in steps.items():
        say(f"== {name}")
        start_s = time.monotonic()
        code = machine.call(
            command, cwd=environment.checkout, env={"QT_QPA_PLATFORM": "offscreen"}
        )
        has_failed |= code != 0
        word = "passed" if code == 0 else f"FAILED (exit code {code})"
        summary.append(f"{name:8} {word}, {time.monotonic() - start_s:.1f} s")
    say("\n".join(["", *summary]))
    return 1 if has_failed else 0


def main(arguments: Sequence[str], *, checkout: Path, machine: Machine) -> int:
    """Do what the command line asks and return the exit code."""
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        say((__doc__ or "").strip())
        return 0 if arguments and arguments[0] in {"-h", "--help"} else 2
    try:
        environment = prepare(checkout, machine, arguments[0])
        return commands[arguments[0]](environment, arguments[1:], machine)
    except SetupError as error:
        say(str(error))
    except OSError as error:
        say(f"The set-up failed: {error}")
    except KeyboardInterrupt:
        say("Stopped; call again to go on.")
        return INTERRUPTED
    return SETUP_FAILED


if __name__ == "__main__":
    top = Path(__file__).resolve().parent.parent
    sys.exit(main(sys.argv[1:], checkout=top, machine=Machine()))

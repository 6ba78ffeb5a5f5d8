"""The command ``avts``: finds the command asked for and answers for its errors.

Commands live one a file in this package, ``avts_core/cli/<name>.py`` with a function
``<name>``, or with several in ``SUBCOMMANDS`` (``avts data scan``). They are imported
when they are used: ``avts --help`` and ``avts --version`` load neither torch nor the
media libraries.
"""

import importlib
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from avts_core import __version__

COMMANDS = {
    "inspect": "Measure whether sound and picture of movies are in sync.",
    "train": "Train a model from a recipe: the one that judges, AVTS or L3.",
    "generate": "Generate movies of talking heads with known offsets.",
    "data": "Find the movies to learn from, and split them.",
    "evaluate": "Measure how well models tell fitting pairs from others.",
    "experiment": "Repeat an experiment of the AVTS paper at a smaller size.",
    "probe": "Measure what a model's sound features are good for.",
    "finetune": "Train a video network to name actions.",
    "bench": "Measure how fast this machine trains.",
    "models": "List the networks there are, with their sizes and costs.",
}
"""The name of each command and its line in the help."""


@dataclass
class Session:
    """What the options before the command set."""

    is_debug: bool = False
    """Show where an unexpected error came from."""


class _LazyGroup(TyperGroup):
    """A group whose commands are stubs until one of them is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer keeps click's types to itself
        """Put the real command in the place of its stub."""
        name, stub, rest = super().resolve_command(ctx, args)
        command = stub if name is None else _load_command(name)
        return name, command, rest


def _new_app(**settings: Any) -> typer.Typer:  # noqa: ANN401 - handed on
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


app = _new_app(cls=_LazyGroup, no_args_is_help=True)


def _stub() -> None:
    """Stand for a command that is not loaded yet."""


for _name, _summary in COMMANDS.items():
    app.command(_name, help=_summary)(_stub)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"avts {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", envvar="AVTS_DEBUG", help="Show the origin of unexpected errors."
        ),
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback acts
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Tell whether sound and picture of a movie are in sync."""
    if isinstance(context.obj, Session):
        context.obj.is_debug = debug


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `avts_core.cli.exits`).

    Errors that the core raises on purpose become one line on stderr. Others are
    bugs: one sentence, and with ``--debug`` or ``AVTS_DEBUG=1`` the traceback.

    Parameters
    ----------
    arguments
        Without the program's name; None takes those of the process.
    """
    _allow_any_file_name()
    session = Session()
    command = typer.main.get_command(app)
    try:
        command.main(arguments, prog_name="avts", obj=session)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - the one place that answers for all
        return _explain(error, is_debug=session.is_debug)
    return 0


def _explain(error: Exception, *, is_debug: bool) -> int:
    """Print an error for people and return the exit code."""
    # Loaded here: the codes need the report, which --help can do without.
    from avts_core.cli.exits import ExitCode, code_of_error  # noqa: PLC0415
    from avts_core.errors import AvtsError, JobCancelledError  # noqa: PLC0415

    if is_debug:
        traceback.print_exception(error)
    if isinstance(error, AvtsError):
        if not isinstance(error, JobCancelledError):
            typer.echo(f"Error: {_one_line(error)}", err=True)
        return int(code_of_error(error))
    hint = "" if is_debug else " Run it again with `avts --debug ...` to see where."
    typer.echo(
        f"avts failed in a way it should not ({type(error).__name__}: "
        f"{_one_line(error)}). This is a bug; please report it.{hint}",
        err=True,
    )
    return int(ExitCode.BUG)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _allow_any_file_name() -> None:
    """Print names that the terminal's encoding lacks with escapes, not an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _load_command(name: str) -> Any:  # noqa: ANN401 - typer keeps click's types to itself
    """Import a command's module and make its function, or several, commands."""
    module = importlib.import_module(f"avts_core.cli.{name}")
    several: dict[str, Callable[..., None]] | None
    several = getattr(module, "SUBCOMMANDS", None)
    functions = several or {name: getattr(module, name)}
    loaded = _new_app(no_args_is_help=several is not None)
    for key, function in functions.items():
        loaded.command(key, help=_help_of(function))(function)
    if several is not None:
        # With a callback even one function is named: "avts data scan".
        loaded.callback(help=COMMANDS[name])(_stub)
    return typer.main.get_command(loaded)


def _help_of(function: Callable[..., None]) -> str:
    """Return the docstring up to its first numpydoc section."""
    doc = inspect.getdoc(function) or ""
    return re.split(r"\n\n[A-Z][A-Za-z ]*\n-{3,}\n", doc)[0]


if __name__ == "__main__":
    sys.exit(main())

"""``avts-desktop [MOVIE]``, also ``python -m avts_desktop [MOVIE]``.

Nothing heavy is imported up here: the process that measures starts from this module
too, and must come up without a window.
"""

import argparse
import sys
from multiprocessing import freeze_support
from pathlib import Path

from avts_core import __version__

NO_WINDOW = 69
"""Exit code where no window can open (sysexits: unavailable)."""


def main() -> int:
    """Open the window and return the exit code when it is closed."""
    freeze_support()
    parser = argparse.ArgumentParser(
        prog="avts-desktop",
        description="See and hear whether sound and picture of a movie are in sync.",
    )
    parser.add_argument(
        "movie", nargs="?", type=Path, metavar="MOVIE", help="movie to open"
    )
    parser.add_argument(
        "--version", action="version", version=f"avts-desktop {__version__}"
    )
    arguments = parser.parse_args()
    # Loaded here: see above. Qt's libraries may be missing, which these find out first.
    from avts_desktop.early.display import why_no_window  # noqa: PLC0415
    from avts_desktop.early.qt import prepare_qt  # noqa: PLC0415

    problem = why_no_window()
    if problem is not None:
        sys.stderr.write(
            f"The window cannot open. {problem}\n"
            "avts inspect MOVIE measures without a window.\n"
        )
        return NO_WINDOW
    prepare_qt()
    from avts_desktop.app import run  # noqa: PLC0415

    return run(arguments.movie)


if __name__ == "__main__":
    sys.exit(main())

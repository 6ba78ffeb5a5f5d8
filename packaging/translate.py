#!/usr/bin/env python3
"""Bring the translations of the window up to date with its texts.

::

    python packaging/translate.py            # code -> .ts, .ts -> .qm
    python packaging/translate.py --check    # change nothing; 1 if something is amiss

A new text appears in ``avts_desktop/resources/translations/avts_*.ts`` as unfinished:
write its translation there (or with Qt Linguist) and call this again. The tools that it
runs come with PySide6.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "avts_desktop" / "resources" / "translations"
LANGUAGES = ("de", "zh_CN")

_TOOLS = Path(PySide6.__file__).parent
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%n|%L?\d+")


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text of the window."""

    context: str
    source: str
    translation: str
    is_finished: bool


def sources() -> list[str]:
    """Name the files that may hold texts, relative to the project."""
    files = (ROOT / "avts_desktop").rglob("*.py")
    return sorted(path.relative_to(ROOT).as_posix() for path in files)


def ts_path(language: str, folder: Path = FOLDER) -> Path:
    """Return the file of a language's translations."""
    return folder / f"avts_{language}.ts"


def update(language: str, folder: Path) -> None:
    """Take new texts of the code up into a .ts, and texts that went out of it.

    Places are left out: they would change the file with every line of code.
    """
    ts = str(ts_path(language, folder))
    options = ["-silent", "-locations", "none", "-no-obsolete"]
    options += ["-source-language", "en", "-target-language", language]
    _run(["lupdate", *sources(), *options, "-ts", ts])


def compile_(language: str, folder: Path) -> None:
    """Make the .qm that the window loads from a .ts."""
    ts = ts_path(language, folder)
    _run(["lrelease", "-silent", str(ts), "-qm", str(ts.with_suffix(".qm"))])


def read(path: Path) -> list[Text]:
    """Return all texts of a .ts."""
    tree = ET.parse(path)  # noqa: S314 - a file of the project
    return [
        Text(
            context=context.findtext("name", ""),
            source=message.findtext("source", ""),
            translation=message.findtext("translation", ""),
            is_finished=message.find("translation[@type]") is None,
        )
        for context in tree.iter("context")
        for message in context.iter("message")
    ]


def faults(texts: Sequence[Text]) -> Iterator[str]:
    """Say of each text what is wrong with its translation."""
    for text in texts:
        place = f"{text.context}: {text.source!r}"
        if "N{" in text.source:  # lupdate cannot read such an escape
            yield f"{place} can never be found in the window"
        elif not text.is_finished or not text.translation:
            yield f"{place} is not translated"
        elif _placeholders(text.source) != _placeholders(text.translation):
            yield f"{place} has other placeholders than {text.translation!r}"
        elif _edges(text.source) != _edges(text.translation):
            yield f"{place} begins or ends with another space than its translation"


def problems() -> list[str]:
    """Say what is amiss: texts not taken up, not translated, or not compiled."""
    found = []
    for language in LANGUAGES:
        ts = ts_path(language)
        if not ts.exists():
            found.append(f"{ts.name} is missing")
            continue
        found += [f"{ts.name}: {fault}" for fault in faults(read(ts))]
        with tempfile.TemporaryDirectory() as name:
            copy = ts_path(language, Path(name))
            copy.write_bytes(ts.read_bytes())
            update(language, copy.parent)
            if read(copy) != read(ts):
                found.append(f"{ts.name} does not have the texts of the code")
            copy.write_bytes(ts.read_bytes())
            compile_(language, copy.parent)
            qm = ts.with_suffix(".qm")
            compiled = copy.with_suffix(".qm").read_bytes()
            if not qm.exists() or qm.read_bytes() != compiled:
                found.append(f"{qm.name} is not what its .ts gives")
    return found


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write(__doc__ or "")
        return 2
    if not arguments:
        FOLDER.mkdir(exist_ok=True)
        for language in LANGUAGES:
            update(language, FOLDER)
            compile_(language, FOLDER)
    found = problems()
    for problem in found:
        sys.stderr.write(problem + "\n")
    return 1 if found else 0


def _run(command: Sequence[str]) -> None:
    """Run a tool of PySide6 in the project's folder."""
    tool = _TOOLS / command[0]
    subprocess.run([str(tool), *command[1:]], cwd=ROOT, check=True)  # noqa: S603


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[str, str]:
    """Return the spaces around a text: those are part of a sentence."""
    inner = text.strip()
    start = text.find(inner)
    return text[:start], text[start + len(inner) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

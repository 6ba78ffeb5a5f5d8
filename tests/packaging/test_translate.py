"""The translations: whole, fitting, and what the window loads."""

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "translate.py"


def load_translate():
    spec = importlib.util.spec_from_file_location("avts_translate", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


translate = load_translate()


def text(source, translation, *, is_finished=True):
    return translate.Text(
        context="Words",
        source=source,
        translation=translation,
        is_finished=is_finished,
    )


def test_nothing_is_amiss():
    """Every text of the code is there, translated and compiled, in each language."""
    assert translate.problems() == []


@pytest.mark.parametrize("language", translate.LANGUAGES)
def test_there_is_something_to_translate(language):
    """A tool that found no texts would find no fault either."""
    sources = {one.source for one in translate.read(translate.ts_path(language))}
    assert {"Audio is in sync", "Play or pause", "Keyboard shortcuts"} < sources


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (text("a", "", is_finished=False), "is not translated"),
        (text("a", ""), "is not translated"),
        (text("a", "b", is_finished=False), "is not translated"),
        (text("{ms} ms", "{sm} ms"), "other placeholders"),
        (text("{a} and {b}", "{a}"), "other placeholders"),
        (text(" ms", "ms"), "another space"),
        (text("OpenN{ELLIPSIS}", "Auf"), "can never be found"),
    ],
)
def test_each_fault_is_found(one, fault):
    """With the place and the text, so that it can be mended."""
    (found,) = translate.faults([one])
    assert fault in found
    assert found.startswith("Words: ")


@pytest.mark.parametrize(
    "one", [text("{a} of {b}", "von {b} {a}"), text(" ms", " Millisekunden")]
)
def test_a_good_translation_has_no_fault(one):
    """Placeholders may come in another order."""
    assert list(translate.faults([one])) == []


def test_a_new_text_is_taken_up_and_an_old_one_dropped(tmp_path, monkeypatch):
    """What was translated before stays so."""
    code = tmp_path / "avts_desktop"
    code.mkdir()
    monkeypatch.setattr(translate, "ROOT", tmp_path)
    (code / "a.py").write_text('translate("A", "one")\ntranslate("A", "two")\n')
    translate.update("de", tmp_path)
    ts = translate.ts_path("de", tmp_path)
    ts.write_text(ts.read_text().replace('type="unfinished">', ">eins"))
    (code / "a.py").write_text('translate("A", "one")\ntranslate("A", "three")\n')
    translate.update("de", tmp_path)
    found = {one.source: one.is_finished for one in translate.read(ts)}
    assert found == {"one": True, "three": False}
    translate.compile_("de", tmp_path)
    assert ts.with_suffix(".qm").stat().st_size > 0


def test_wrong_usage_shows_the_usage(capsys):
    """Nothing is changed by a mistyped option."""
    assert translate.main(["--chekc"]) == 2
    assert "--check" in capsys.readouterr().err


def test_a_check_tells_what_is_amiss(capsys, monkeypatch):
    """A line a problem, and an exit code."""
    monkeypatch.setattr(translate, "problems", lambda: ["x is not translated"])
    assert translate.main(["--check"]) == 1
    assert capsys.readouterr().err == "x is not translated\n"

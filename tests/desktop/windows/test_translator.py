"""The language of the window: chosen, or the system's."""

import pytest
from PySide6.QtCore import QLocale

from avts_desktop.windows.translator import language_for, load_translator


@pytest.fixture
def application(qapp):
    before = QLocale()
    yield qapp
    load_translator(qapp, "en")
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["de-AT", "de"], "de"),
        (["fr-FR", "fr", "de-DE", "de"], "de"),
        (["zh-Hans-CN", "zh-CN", "zh-Hans", "zh"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "zh-Hant", "zh"], "en"),
        (["en-GB", "de"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_system_decides_by_its_list(wishes, language):
    """The first language that we have; else English."""
    assert language_for(wishes) == language


@pytest.mark.parametrize(
    ("language", "file", "decimals"),
    [
        ("de", "Datei", "1,5"),
        (
            "zh_CN",
            "\N{CJK UNIFIED IDEOGRAPH-6587}\N{CJK UNIFIED IDEOGRAPH-4EF6}",
            "1.5",
        ),
        ("en", "File", "1.5"),
    ],
)
def test_texts_and_numbers_change(language, file, decimals, application):
    """Ours, and the way numbers are written."""
    load_translator(application, language)
    assert application.translate("actions", "File") == file
    assert QLocale().toString(1.5, "f", 1) == decimals


def test_qt_speaks_the_language_too(application):
    """Its buttons stand beside ours."""
    load_translator(application, "de")
    assert application.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_another_language_leaves_nothing_of_the_one_before(application):
    """Back to English is English."""
    load_translator(application, "de")
    assert load_translator(application, "en") == ()
    assert application.translate("actions", "File") == "File"
    assert application.translate("QPlatformTheme", "Cancel") == "Cancel"

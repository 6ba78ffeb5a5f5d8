"""Typing a delay."""

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QApplication

from avts_desktop.views.delay_fields import SignedField


@pytest.fixture
def field(qtbot) -> SignedField:
    made = SignedField(10.0, 1.0)
    made.setRange(-10_000, 10_000)
    made.show_value(50.0)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


@pytest.fixture
def german():
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12.5", 12.5), ("12,5", 12.5), ("-80", -80.0), ("+7", 7.0), (",5", 0.5)],
)
def test_comma_and_full_stop_both_mean_decimals(field, qtbot, typed, value):
    """Whoever types 12,5 or 12.5 gets twelve and a half, in any language."""
    wishes = []
    field.wished.connect(wishes.append)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wishes == [value]


def test_numbers_are_written_as_the_language_does(field, german):
    """After a change of language the number on show has its comma."""
    QApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    assert field.text() == "+50,0"


@pytest.mark.parametrize("text", ["1/2", "1.5.5", "ten", "99999", "1 000"])
def test_rubbish_is_refused(field, text):
    """What is no delay within the range cannot be typed."""
    assert field.validate(text, 0)[0] is QValidator.State.Invalid


def test_escape_takes_back_and_leaves(field, qtbot):
    """Escape restores what was there and gives the keys back."""
    wishes = []
    field.wished.connect(wishes.append)
    field.selectAll()
    qtbot.keyClicks(field, "77")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.value() == 50.0
    assert field.text().startswith("+50")
    assert wishes == []
    assert not field.hasFocus()


def test_return_leaves(field, qtbot):
    """After Return the keys are the player's again."""
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.hasFocus()

"""Tooltips show what a file says, letter by letter."""

import pytest
from PySide6.QtGui import QTextDocument

from avts_desktop.views.tooltips import plain_tip


@pytest.mark.parametrize(
    "text",
    [
        "<b>1</b>",
        "a < b",
        "&lt;b&gt;  c",
        "Tom & Jerry",
        '<img src="x">\nnext',
        "plain",
    ],
)
def test_nothing_in_it_is_taken_for_a_tag(text) -> None:
    """Whatever the tooltip's document makes of it, the letters are the same."""
    tip = plain_tip(text)
    document = QTextDocument()
    if tip.startswith("<"):
        document.setHtml(tip)
    else:
        document.setPlainText(tip)
    assert document.toPlainText() == text

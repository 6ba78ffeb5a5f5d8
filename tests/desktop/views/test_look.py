"""The look follows the theme, and all is redrawn in its colours."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from avts_desktop.resources.drawings import drawing, names
from avts_desktop.resources.palette import DARK, LIGHT, contrast
from avts_desktop.resources.style import CONTROL_PX, ICONS, style_sheet
from avts_desktop.views.look import Look


def test_dark_where_the_system_does_not_say(look: Look) -> None:
    """Without the system's word the window is dark."""
    look.set_theme("system")
    if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Unknown:
        assert look.palette is DARK


def test_theme_change_is_told_once(look: Look, qtbot) -> None:
    """Choosing another theme changes the palette and says so, once."""
    told = []
    look.changed.connect(lambda: told.append(look.palette))
    look.set_theme("light")
    look.set_theme("light")
    assert told == [LIGHT]
    assert look.theme == "light"


def test_unknown_theme_is_refused(look: Look) -> None:
    """A theme that is none names those that are."""
    with pytest.raises(ValueError, match="system, dark, light"):
        look.set_theme("pink")


def test_application_is_dressed_again(look: Look, qapp: QApplication) -> None:
    """Palette and style sheet of the application follow the theme."""
    look.apply_to(qapp)
    look.set_theme("light")
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert window == QColor(LIGHT.window)
    assert LIGHT.panel in qapp.styleSheet()


def test_icons_take_the_themes_colour(look: Look) -> None:
    """An icon is drawn in the colour of its token, also after a change."""
    for theme, palette in (("dark", DARK), ("light", LIGHT)):
        look.set_theme(theme)
        image = look.icon("dash", "warn").pixmap(QSize(72, 72)).toImage()
        assert image.pixelColor(36, 36) == QColor(palette.warn)


def test_checked_icon_takes_the_accent(look: Look) -> None:
    """A button that is on shows its icon in the accent."""
    pixmap = look.icon("dash").pixmap(QSize(72, 72), QIcon.Mode.Normal, QIcon.State.On)
    assert pixmap.toImage().pixelColor(36, 36) == QColor(DARK.accent)


@pytest.mark.parametrize("name", names())
def test_every_icon_can_be_drawn(look: Look, name: str) -> None:
    """Each icon is a valid drawing that takes its colour from the theme."""
    assert "currentColor" not in drawing(name, DARK.text)
    assert not re.search(r"#(?!e7e9ec)[0-9a-f]{6}", drawing(name, DARK.text))
    image = look.pixmap(name, "text", 24, 2).toImage()
    assert image.width() == 48
    painted = [image.pixelColor(x, y).alpha() > 0 for x in range(48) for y in range(48)]
    assert 30 < sum(painted) < 1200


def test_unknown_icon_is_refused(look: Look) -> None:
    """An icon that is not there is an error, not a blank."""
    with pytest.raises(ValueError, match="no icon"):
        look.icon("unicorn")


def test_style_sheet_has_no_blanks() -> None:
    """Every colour in the style sheet is filled in; only the icons are left."""
    left = set(re.findall(r"@[\w-]+@", style_sheet(DARK)))
    assert left == {f"@{name}@" for name in ICONS}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_style_sheet_names_icons_that_exist(look: Look, qapp, theme: str) -> None:
    """Qt would leave out without a word what it does not find."""
    look.set_theme(theme)
    look.apply_to(qapp)
    paths = re.findall(r'url\("(.*?)"\)', qapp.styleSheet())
    assert len(paths) >= len(ICONS)
    assert all(Path(path).is_file() for path in paths)
    assert "@" not in qapp.styleSheet()


def test_any_folder_for_the_icons_will_do(qapp, qtbot, tmp_path, monkeypatch) -> None:
    """A space or bracket in a person's name leaves no window undressed."""
    folder = tmp_path / "Anna (Schnitt) M\u00fcller <a>"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    look = Look(theme="dark")
    look.apply_to(qapp)
    assert str(folder) in qapp.styleSheet()
    box = QCheckBox()
    qtbot.addWidget(box)
    box.setChecked(True)
    box.show()
    image = box.grab().toImage()
    row = {image.pixelColor(x, image.height() // 2).name() for x in range(12)}
    assert DARK.accent in row


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_empty_check_box_can_be_seen(look: Look, qapp, qtbot, theme: str) -> None:
    """Its outline has the contrast that WCAG asks of controls."""
    look.set_theme(theme)
    look.apply_to(qapp)
    box = QCheckBox("Measure")
    qtbot.addWidget(box)
    box.show()
    image = box.grab().toImage()
    left = [image.pixelColor(x, image.height() // 2).name() for x in range(12)]
    assert max(contrast(colour, look.palette.window) for colour in left) >= 3


def test_fields_are_as_high_as_choices(look: Look, qapp, qtbot) -> None:
    """Side by side or one below the other, nothing is two pixels off."""
    look.apply_to(qapp)
    parent = QWidget()
    qtbot.addWidget(parent)
    row = QHBoxLayout(parent)
    parts = [QComboBox(), QDoubleSpinBox(), QLineEdit()]
    for part in parts:
        row.addWidget(part)
    parent.show()
    assert {part.height() for part in parts} == {CONTROL_PX}


def test_figures_are_tabular(look: Look) -> None:
    """Numbers do not dance when they change."""
    font = look.font(13)
    assert font.isFeatureSet(font.featureTags()[0])
    assert font.pixelSize() == 13

"""The look in force: colours, icons and fonts of the theme, and its change."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, QTemporaryDir, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from avts_desktop.resources.drawings import drawing
from avts_desktop.resources.palette import DARK, LIGHT, Palette, mixed
from avts_desktop.resources.style import ICONS, style_sheet

THEMES = ("system", "dark", "light")
"""What people choose from."""

# Icons of 16, 20 and 24 px at scales of 100 to 300 %: each ready at its own size,
# since lines of 1.5 px blur when a pixmap is scaled.
_ICON_SIZES_PX = (16, 20, 24, 25, 30, 36, 40, 48, 60, 72)


class Look(QObject):
    """The theme in force.

    A view takes colours and icons from it while painting, and repaints on `changed`.

    Parameters
    ----------
    theme
        One of `THEMES`; ``"system"`` is dark where the system does not say.

    Attributes
    ----------
    changed : Signal()
        Colours and icons are others from now on.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, theme: str = "system") -> None:
        super().__init__(parent)
        self._theme = "system"
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._folder = QTemporaryDir()
        self._app: QApplication | None = None
        # Held, since the object behind the hints may go with its last wrapper.
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._choose_palette)
        self.palette: Palette = DARK
        self.set_theme(theme)

    @property
    def theme(self) -> str:
        """What was chosen: one of `THEMES`."""
        return self._theme

    def set_theme(self, theme: str) -> None:
        """Follow the system, or be dark or light whatever it says.

        Raises
        ------
        ValueError
            If `theme` is none of `THEMES`.
        """
        if theme not in THEMES:
            msg = f"the theme must be one of {', '.join(THEMES)}, got {theme!r}"
            raise ValueError(msg)
        self._theme = theme
        # The platform is told too, so that title bars and file dialogs go along.
        wished = {
            "system": Qt.ColorScheme.Unknown,
            "dark": Qt.ColorScheme.Dark,
            "light": Qt.ColorScheme.Light,
        }
        self._hints.setColorScheme(wished[theme])
        self._choose_palette()

    def colour(self, token: str, opacity: float = 1.0) -> QColor:
        """Return the colour of a `Palette`'s field."""
        colour = QColor(getattr(self.palette, token))
        colour.setAlphaF(opacity)
        return colour

    def icon(self, name: str, token: str = "text") -> QIcon:  # noqa: S107
        """Return an icon in the colour of a `Palette`'s field.

        Where it is shown checked it takes the accent; disabled it is faint.

        Raises
        ------
        ValueError
            If there is no icon of this name.
        """
        key = (name, token)
        if key not in self._icons:
            self._icons[key] = self._drawn(name, token)
        return self._icons[key]

    def pixmap(self, name: str, token: str, size_px: int, ratio: float) -> QPixmap:
        """Return an icon as a pixmap of `size_px`, sharp at a scale of `ratio`.

        Raises
        ------
        ValueError
            If there is no icon of this name.
        """
        renderer = _renderer(name, getattr(self.palette, token))
        pixmap = _render(renderer, round(size_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def font(self, size_px: int, *, is_bold: bool = False) -> QFont:
        """Return the application's font, its figures all equally wide."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return with_tabular_figures(font)

    def apply_to(self, app: QApplication) -> None:
        """Dress an application, now and at each change."""
        self._app = app
        app.setStyle("Fusion")
        app.setFont(with_tabular_figures(app.font()))
        self._dress(app)

    def _choose_palette(self) -> None:
        scheme = self._hints.colorScheme()
        is_light = (
            self._theme == "light"
            if self._theme != "system"
            else scheme is Qt.ColorScheme.Light
        )
        palette = LIGHT if is_light else DARK
        if palette is self.palette:
            return
        self.palette = palette
        self._icons.clear()
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        app.setPalette(_qt_palette(self.palette))
        sheet = style_sheet(self.palette)
        for name, token in ICONS.items():
            sheet = sheet.replace(f"@{name}@", self._file(name, token))
        app.setStyleSheet(sheet)

    def _file(self, name: str, token: str) -> str:
        """Return the path of an icon in today's colour: style sheets want files."""
        theme = "dark" if self.palette.is_dark else "light"
        path = Path(self._folder.filePath(f"{name}-{theme}.svg"))
        if self._folder.isValid() and not path.exists():
            path.write_text(drawing(name, getattr(self.palette, token)), "utf-8")
        return path.as_posix()

    def _drawn(self, name: str, token: str) -> QIcon:
        p = self.palette
        colours = {
            (QIcon.Mode.Normal, QIcon.State.Off): getattr(p, token),
            (QIcon.Mode.Normal, QIcon.State.On): p.accent,
            (QIcon.Mode.Disabled, QIcon.State.Off): mixed(p.panel, p.muted, 0.5),
        }
        icon = QIcon()
        for (mode, state), colour in colours.items():
            renderer = _renderer(name, colour)
            for size_px in _ICON_SIZES_PX:
                pixmap = _render(renderer, size_px)
                icon.addPixmap(pixmap, mode, state)
                if (mode, state) == (QIcon.Mode.Normal, QIcon.State.Off):
                    # Else Qt tints it in a selected row.
                    icon.addPixmap(pixmap, QIcon.Mode.Selected, state)
        return icon


def with_tabular_figures(font: QFont) -> QFont:
    """Return the font with figures of one width, where it has them."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(drawing(name, colour).encode()))


def _render(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap


def _qt_palette(palette: Palette) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.panel,
        role.AlternateBase: palette.panel,
        role.Text: palette.text,
        role.PlaceholderText: palette.muted,
        role.Button: palette.panel,
        role.ButtonText: palette.text,
        role.BrightText: palette.text,
        role.ToolTipBase: palette.panel,
        role.ToolTipText: palette.text,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Light: mixed(palette.panel, palette.text, 0.16),
        role.Midlight: mixed(palette.panel, palette.text, 0.08),
        role.Mid: palette.line,
        role.Dark: palette.line,
        role.Shadow: palette.window,
    }
    result = QPalette()
    for name, colour in colours.items():
        result.setColor(name, QColor(colour))
    faint = QColor(mixed(palette.panel, palette.muted, 0.55))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, faint)
    return result

"""The language of the window."""

from importlib import resources

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGES = {"en": "English", "de": "Deutsch", "zh_CN": "简体中文"}
"""Each language by its own name: whoever cannot read the others finds it."""

_SOURCE = "en"
"""What the texts in the code are written in: it needs no file."""
_FOLDER = resources.files("avts_desktop.resources").joinpath("translations")


def load_translator(
    application: QCoreApplication, language: str
) -> tuple[QTranslator, ...]:
    """Translate the window from now on, Qt's own words included.

    Call it again for another language: what is on the screen hears of it by an event of
    the type ``LanguageChange``.

    Parameters
    ----------
    application
        Holds the translators.
    language
        ``"system"`` or a key of `LANGUAGES`; numbers are written in its way too.

    Returns
    -------
    tuple of QTranslator
        Those in use; none for English.
    """
    _remove(application)
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    if language == "system":
        language = language_for(locale.uiLanguages())
    if language == _SOURCE:
        return ()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    wanted = ((f"qtbase_{language}", qt_folder), (f"avts_{language}", str(_FOLDER)))
    loaded = []
    for name, folder in wanted:
        translator = QTranslator(application)
        translator.setObjectName("avts")
        if translator.load(name, folder):
            application.installTranslator(translator)
            loaded.append(translator)
    return tuple(loaded)


def language_for(wishes: list[str]) -> str:
    """Return which of our languages a person reads best.

    Parameters
    ----------
    wishes
        Languages as the system names them (``de-AT``, ``zh-Hans-CN``), the best first.
    """
    for wish in wishes:
        parts = wish.replace("_", "-").split("-")
        # The plain "zh" at the end of a system's list stands for traditional, too.
        if parts[0] == "zh":
            if {"Hans", "CN", "SG"} & set(parts):
                return "zh_CN"
        elif parts[0] in LANGUAGES:
            return parts[0]
    return _SOURCE


def _remove(application: QCoreApplication) -> None:
    for translator in application.findChildren(QTranslator):
        if translator.objectName() == "avts":
            application.removeTranslator(translator)
            translator.deleteLater()

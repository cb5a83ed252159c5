"""Translation through Qt. English stands in the code, Polish in ``i18n/kmzb_pl.ts``; one context, ``KMZB``.

``scripts/i18n.py update`` collects every literal given to :func:`tr`; a test fails on any without a Polish text.
"""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSettings, QTranslator

from .english import plural
from .paths import i18n_dir

CONTEXT = "KMZB"
SOURCE_LANGUAGE = "en"
_translator: QTranslator | None = None
_language = SOURCE_LANGUAGE


def tr(text: str, /, n: int = -1, **values: object) -> str:
    """The translated text, with ``{name}`` places filled from ``values``; ``n`` picks the plural and fills ``%n``."""
    translated = QCoreApplication.translate(CONTEXT, text, None, n)
    if n >= 0:
        if translated in (text, text.replace("%n", str(n))):  # the code's own language; Qt may have put the number in
            translated = plural(text, n)
        translated = translated.replace("%n", str(n))
    return translated.format(**values) if values else translated


def quoted(name: object) -> str:
    """A name in the quotation marks of the language, for lists of names."""
    return tr("'{name}'", name=name)


def locale_code() -> str:
    """Two letters of the language QGIS shows: what its desktop has loaded, else the user's override, else the system's.

    The desktop may be started in a language of its own (``qgis --lang pl``), of which no setting tells.
    """
    application = QgsApplication.instance()
    loaded = application.translation() if application is not None else ""
    if loaded not in ("", "C"):  # "C" where QGIS was told of none
        return loaded[:2]
    settings = QSettings()
    if settings.value("locale/overrideFlag", False, type=bool):
        return str(settings.value("locale/userLocale", "") or "")[:2]
    return QLocale.system().name()[:2]


def shown_language() -> str:
    """Two letters of the language that :func:`tr` gives: the installed translation's, else that of the code."""
    return _language


def install(language: str | None = None) -> bool:
    """Load the translation of a language (default: QGIS's) into the application. True where one was installed."""
    global _translator, _language
    remove()
    language = language or locale_code()
    path = i18n_dir() / f"kmzb_{language}.qm"
    if not path.exists() or QCoreApplication.instance() is None:
        return False
    translator = QTranslator()
    if not translator.load(str(path)):
        return False
    QCoreApplication.installTranslator(translator)
    _translator, _language = translator, language
    return True


def remove() -> None:
    """Take the translation out again (plugin unload, change of language)."""
    global _translator, _language
    if _translator is not None and QCoreApplication.instance() is not None:
        QCoreApplication.removeTranslator(_translator)
    _translator, _language = None, SOURCE_LANGUAGE

"""The words of the pure modules: marked here for translation, said through what the site plugs in."""

from collections.abc import Callable

_translators: list[Callable[[str], str]] = []


def speak_through(translate: Callable[[str], str]) -> None:
    """From now on texts are said by this; until then, and in processes without Django, as written."""
    _translators[:] = [translate]


def gettext(text: str) -> str:
    """The text in the reader's language."""
    return _translators[0](text) if _translators else text


def gettext_noop(text: str) -> str:
    """The text as it is, found by whoever collects what there is to translate."""
    return text

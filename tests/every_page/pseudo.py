"""A language that puts every translated text in brackets, and what of a page stands outside them."""

import gettext
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import override_settings
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

from workflows.models import Window

# Esperanto in name: Django has it, so that the middleware and formats take it as any other.
CODE = "eo"
BEGIN, END = "⟦", "⟧"
# Said to people, in these attributes.
SAID = ("alt", "aria-label", "placeholder", "title", "aria-roledescription")
# What is shown as it is written for machines, or made of somebody's name.
AS_WRITTEN = {"code", "pre", "kbd", "samp", "script", "style", "textarea"}
WRITTEN_CLASSES = {"avatar", "diff", "hash", "log", "mono"}
# Names of things outside of any language: programs, time zones, a column as policies write it.
NAMES = {"MLflow", "Pitwall", "digits", "origin=EWR"}
ZONES = {one.replace("_", " ") for one in available_timezones()} | {"localtime"}
# What a library of others says without asking for a language.
OF_OTHERS = {"Reauthentication not available"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
WORD = re.compile(r"[^\W\d_]{2,}")


class Bracketed(gettext.NullTranslations):
    """A catalogue in which each text is itself, in brackets."""

    domain = "django"

    def gettext(self, message: str) -> str:
        return f"{BEGIN}{message.rpartition(CONTEXT_SEPARATOR)[2]}{END}" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def to_language(self) -> str:
        return CODE


@contextmanager
def spoken() -> Iterator[None]:
    """Readers who ask for the language get it from the same functions as any other."""
    languages = [*settings.LANGUAGES, (CODE, "In brackets")]
    catalogues = trans_real._translations | {CODE: Bracketed()}
    with override_settings(LANGUAGES=languages), pytest.MonkeyPatch.context() as patches:
        patches.setattr(trans_real, "_translations", catalogues)
        yield


class Reader(HTMLParser):
    """The texts of a page with their place, brackets followed from one to the next."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.depth = 0
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in VOID:
            classes = (dict(attrs).get("class") or "").split()
            written = tag in AS_WRITTEN or not WRITTEN_CLASSES.isdisjoint(classes)
            self.open.append((tag, written))
        for name, value in attrs:
            if name in SAID and value:
                self.outside.append(_outside(value, 0)[0])

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(one == tag for one, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(written for _, written in self.open):
            text, self.depth = _outside(data, self.depth)
            self.outside.append(text)


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What stands outside any bracket, and how deep one is at the end."""
    found = []
    for one in text:
        if one == BEGIN:
            depth += 1
        elif one == END:
            depth = max(0, depth - 1)
        elif not depth:
            found.append(one)
        if one in (BEGIN, END):
            found.append(" ")
    return "".join(found), depth


def untranslated(html: str, known: Iterable[str]) -> list[str]:
    """Texts outside of brackets in which words are left, once what is data has been taken out."""
    reader = Reader()
    reader.feed(html)
    pattern = _any_of({*known, *NAMES, *ZONES, *OF_OTHERS})
    found = []
    for text in reader.outside:
        left = pattern.sub(" ", text)
        if WORD.search(left):
            found.append(" ".join(text.split()))
    return found


def _any_of(known: Iterable[str]) -> re.Pattern[str]:
    """The longest first, and whole words alone."""
    longest = sorted({one for one in known if WORD.search(one)}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest) or r"(?!)")


def written() -> set[str]:
    """Every text that people or machines wrote into a row, apart from words that the code chose."""
    found: set[str] = set()
    for model in apps.get_models():
        names = [
            one.name
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField) and not one.choices
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            for one in filter(None, row):
                found.update(_leaves(one))
    windows = {one[:3] for one in Window.objects.values_list("label", flat=True)}
    return found | windows | {one[:1].upper() + one[1:] for one in found}


def _leaves(text: str) -> Iterator[str]:
    """The text, and the texts within it where it is JSON."""
    yield text
    if text[:1] in ("{", "["):
        with suppress(ValueError):
            yield from _texts(json.loads(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)

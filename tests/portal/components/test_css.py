"""All style sheets become one, small enough, with the layers declared first."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal import css
from portal.css_finder import JoinedCssFinder
from portal.management.commands import build_css


def test_the_layers_are_declared_before_anything_else():
    bare = re.sub(r"/\*.*?\*/", "", css.joined(), flags=re.DOTALL).lstrip()
    assert bare.startswith("@layer reset, tokens, base, layout, components, utilities;")


def test_every_sheet_is_in_it_once():
    names = css.sheets()
    assert len(names) == len(set(names))
    assert len(names) == len(list(css.FOLDER.rglob("*.css")))


def test_it_is_under_twelve_kilobytes_gzipped():
    assert len(gzip.compress(css.joined().encode(), 9)) < build_css.LIMIT


def test_it_asks_nobody_else_for_anything():
    assert not re.search(r"@import|url\(|https?:", css.joined())


def test_colours_are_named_only_where_they_are_decided():
    for path in (css.FOLDER / "components").glob("*.css"):
        assert not re.search(r"#[0-9a-f]{3,8}\b(?![\w-])", path.read_text()), path


def test_the_finder_gives_the_joined_sheet_and_nothing_else(settings, tmp_path):
    settings.PITWALL_HOME = tmp_path
    finder = JoinedCssFinder()
    assert Path(finder.find(css.JOINED)).read_text() == css.joined()
    assert finder.find("pitwall/logo.svg") == ""
    assert finder.find("pitwall/logo.svg", find_all=True) == []


def test_collecting_takes_the_joined_sheet(settings, tmp_path):
    settings.PITWALL_HOME = tmp_path
    [(name, storage)] = JoinedCssFinder().list([])
    with storage.open(name) as file:
        assert file.read().decode() == css.joined()


def test_a_changed_sheet_is_joined_afresh(settings, tmp_path, monkeypatch):
    settings.PITWALL_HOME = tmp_path
    finder = JoinedCssFinder()
    finder.find(css.JOINED)
    monkeypatch.setattr(css, "joined", lambda: "/* new */")
    assert Path(finder.find(css.JOINED)).read_text() == "/* new */"


def test_build_css_writes_the_file(tmp_path):
    target = tmp_path / "all.css"
    call_command("build_css", target, verbosity=0)
    assert target.read_text() == css.joined()


def test_build_css_fails_over_the_limit(monkeypatch):
    monkeypatch.setattr(build_css, "LIMIT", 100)
    with pytest.raises(CommandError, match="over the limit of 100"):
        call_command("build_css")

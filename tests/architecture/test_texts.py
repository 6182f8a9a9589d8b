"""Texts for people go through gettext: in templates, and in what is raised.

What escapes both (a label in a table of words) is found by tests/every_page/test_language.py, which
reads the pages in another language.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.test_source import SOURCE, named
from tests.architecture.test_templates import TEMPLATES
from tests.house.settings_names import ROOT

# A gallery for those who build pages, and a page that others draw.
NOT_FOR_PEOPLE = {"portal/gallery.html", "drf_spectacular/swagger_ui.html"}
# Names, signs of the markup, the code of a language: no words.
NAMES = re.compile(r"\b(?:MLflow|Pitwall)\b|&\w+;|^en$")
TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|<(?P<raw>script|style|pre|code)\b.*?</(?P=raw)>",
    re.DOTALL,
)
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
MARKUP = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^<>"'])*>""", re.DOTALL)
SAID = re.compile(r"""\b(?:alt|aria-label|placeholder|title)="([^"]*)\"""")
ARGUMENT = re.compile(r"""\b(?:label|note|title|what|who|why|text|summary|caption)=("[^"]*")""")
DEFAULT = re.compile(r"""\|default:"([^"]*[A-Za-z]{2}[^"]*)\"""")
WORD = re.compile(r"[^\W\d_]{2,}")

ERRORS = {
    "PitwallError",
    "Invalid",
    "Denied",
    "NotVisible",
    "StaleState",
    "GateShut",
    "Unreachable",
}
# They answer programs, by an interface that knows no language, or say what is kept with a job.
MACHINES = ("workflows/gateway/", "workflows/sandbox/", "workflows/children/", "workflows/runner/")


def untranslated_in_template(text: str) -> list[str]:
    """Texts between tags, in attributes that are read out, and in what components are given."""
    plain = TRANSLATED.sub("", text)
    tags = [found.group() for found in TAGS.finditer(plain)]
    bare = TAGS.sub("", plain)
    found = MARKUP.sub("\n", bare).split("\n")
    found += SAID.findall(bare)
    for tag in tags:
        found += [one[1:-1] for one in ARGUMENT.findall(tag)] + DEFAULT.findall(tag)
    return [one.strip() for one in found if WORD.search(NAMES.sub("", one))]


def untranslated_in_source(text: str) -> list[str]:
    """Sentences that are given to the domain's errors as they are written."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    raised = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in ERRORS]
    return [said for call in raised for one in _given(call) for said in _plain(one)]


def _given(call: ast.Call) -> list[ast.AST]:
    return [*call.args, *(one.value for one in call.keywords)]


def _plain(node: ast.AST) -> list[str]:
    """Literals with words, outside of gettext, and outside of what is put into a text or looked up."""
    if isinstance(node, ast.Constant):
        said = isinstance(node.value, str) and " " in node.value and WORD.search(node.value)
        return [str(node.value)] if said else []
    if isinstance(node, ast.JoinedStr):
        parts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        return [ast.unparse(node)] if WORD.search(" ".join(map(str, parts))) else []
    if isinstance(node, ast.Call | ast.BinOp | ast.Subscript | ast.Compare):
        return []
    if isinstance(node, ast.Dict):
        return [said for one in node.values for said in _plain(one)]
    return [said for one in ast.iter_child_nodes(node) for said in _plain(one)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_everything_through_gettext(path: Path):
    if path.relative_to(ROOT / "templates").as_posix() not in NOT_FOR_PEOPLE:
        assert untranslated_in_template(path.read_text()) == []


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_what_is_raised_is_said_through_gettext(path: Path):
    if not named(path).startswith(MACHINES):
        assert untranslated_in_source(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Said</p>",
        "{% if one %}Said{% endif %}",
        '<a title="Said">1</a>',
        '{% icon "x" label="said" %}',
        '{{ one|default:"said" }}',
        '<p>{% translate "Said" %} aloud</p>',
    ],
)
def test_the_lint_finds_a_text_in_a_template(text):
    assert untranslated_in_template(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>{% translate 'Said' %} · Pitwall</p>",
        '<p class="one">{% blocktranslate %}Said <b>aloud</b>{% endblocktranslate %}</p>',
        '{% icon "x" label=_("said") %}{{ one|default:_("said") }}',
    ],
)
def test_the_lint_lets_translated_texts_be(text):
    assert untranslated_in_template(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "raise Denied('You may not.')",
        "raise StaleState(f'{one} is over.', remedy=_('Look.'))",
        "raise Invalid({'name': 'Give one, please.'})",
        "raise Denied(_('No.'), who_can='an officer')",
        "raise GateShut([f'The {stage} gate is shut.'])",
        "raise StaleState('So it is.' if one else _('So it was.'))",
    ],
)
def test_the_lint_finds_a_text_that_is_raised(text):
    assert untranslated_in_source(text)


def names_of_gettext_taken(text: str) -> list[str]:
    """Functions that translate by `_`, and use the name for something else: `for _ in range(5)`."""
    return [
        one.name
        for one in ast.walk(ast.parse(text))
        if isinstance(one, ast.FunctionDef) and _translates(one) and _takes(one)
    ]


def _translates(function: ast.FunctionDef) -> bool:
    calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return any(isinstance(one, ast.Name) and one.id == "_" for one in calls)


def _takes(node: ast.AST) -> bool:
    """Whether `_` is set in it; comprehensions have names of their own."""
    if isinstance(node, ast.comprehension):
        return False
    if isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store):
        return True
    return any(_takes(one) for one in ast.iter_child_nodes(node))


def test_no_function_takes_the_name_of_gettext_for_something_else():
    assert names_of_gettext_taken("def f():\n    for _ in x:\n        pass\n    say(_('No'))") == [
        "f"
    ]
    assert not names_of_gettext_taken("def f():\n    say(_('No'), [1 for _ in x])")
    found = {path: names_of_gettext_taken(path.read_text(encoding="utf-8")) for path in SOURCE}
    assert not {path: names for path, names in found.items() if names}

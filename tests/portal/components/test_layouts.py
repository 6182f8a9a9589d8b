"""The layouts hold together for those signed in, signed out and refused."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from portal.components import gallery, shell, types
from tests.portal.components.markup import Markup

SHELL = types.Shell(
    places=(types.Place("Desk", "/", current=True, count=3), types.Place("Board", "/board/")),
    user="Ana Moreau",
    home_href="/",
    account_href="/account/",
    search_href="/search/",
    news_href="/notifications/",
    sign_out_href="/accounts/logout/",
    news=2,
    theme="dark",
    version="1.0",
    demo=True,
    record="Record sealed to entry 4,192",
)


class Person:
    """Somebody signed in."""

    is_authenticated = True
    label = "Ana Moreau"


def page(template, **context):
    return Markup(render_to_string(template, {"shell": SHELL, "csrf_token": "t0ken", **context}))


def test_the_gallery_renders_without_inline_style_or_script():
    found = page("portal/gallery.html", **gallery.context())
    assert found.unsafe() == []
    assert all("src" in script for script in found.all("script"))


def test_the_gallery_has_no_id_twice():
    ids = page("portal/gallery.html", **gallery.context()).values("id")
    assert sorted(ids) == sorted(set(ids))


def test_htmx_may_not_evaluate_or_style():
    head = page("layouts/base.html")
    config = next(meta for meta in head.all("meta") if meta.get("name") == "htmx-config")
    assert '"allowEval":false' in config["content"]
    assert '"includeIndicatorStyles":false' in config["content"]


def test_signing_out_is_a_post_with_a_token():
    form = next(
        form for form in page("layouts/base.html").all("form") if form.get("method") == "post"
    )
    assert form["action"] == "/accounts/logout/"


def test_the_masthead_says_how_much_waits():
    text = page("layouts/base.html").text
    assert "3 wait for you" in text
    assert "Record sealed to entry 4,192" in text
    assert "demonstration data" in text


def test_the_chosen_theme_is_in_the_page_from_the_start():
    assert page("layouts/base.html").all("html")[0]["data-theme"] == "dark"


def test_an_error_is_never_a_toast():
    messages = [Message(constants.ERROR, "It failed."), Message(constants.SUCCESS, "Voted.")]
    found = page("layouts/base.html", messages=messages)
    assert found.values("data-toast") == [""] or len(found.values("role")) >= 2
    kinds = [attributes["class"] for attributes in found.all("div") if "class" in attributes]
    assert kinds.count("notice") == 1
    assert kinds.count("toast") == 1


def test_a_refused_page_says_what_why_and_who():
    problem = types.Problem(
        409, "Decided already", "Sia was faster.", "nobody", ("Load again.",), None, "r-1"
    )
    text = page("layouts/error.html", problem=problem).text
    for said in ("Error 409", "Decided already", "Sia was faster.", "Load again.", "nobody", "r-1"):
        assert said in text


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "409.html", "500.html"])
def test_error_pages_stand_without_any_context(name):
    found = Markup(render_to_string(name))
    assert found.all("h1")
    assert found.unsafe() == []


def test_the_masthead_is_not_shown_to_strangers():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert shell.build(request) is None


def test_the_masthead_takes_theme_and_query_from_the_request():
    request = RequestFactory(headers={"cookie": "pitwall_theme=dark"}).get("/?q=late")
    request.user = Person()
    built = shell.build(request, counts={"desk": 3}, news=1)
    assert (built.user, built.theme, built.query, built.news) == ("Ana Moreau", "dark", "late", 1)


def test_an_unknown_theme_is_ignored():
    request = RequestFactory(headers={"cookie": 'pitwall_theme="><script>'}).get("/")
    request.user = Person()
    assert shell.build(request).theme == ""


@override_settings(DEBUG=True)
def test_style_sheets_are_linked_singly_while_developing():
    links = [link["href"] for link in page("layouts/base.html").all("link")]
    sheets = [href for href in links if href.endswith(".css")]
    assert sheets[0].endswith("pitwall/css/tokens.css")
    assert len(sheets) > 15


def test_style_sheets_are_one_file_otherwise():
    links = [link["href"] for link in page("layouts/base.html").all("link")]
    assert [href for href in links if href.endswith(".css")] == ["/static/pitwall/pitwall.css"]

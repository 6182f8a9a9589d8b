"""A name that somebody here has is a mention; a name that nobody here has stays text."""

import pytest

from governance import canonical
from governance.models import LedgerEntry
from projects import mentions
from projects.services import comments


@pytest.fixture
def say(use_case, cast, now):
    def add(text, by="ana"):
        return comments.add(
            actor=cast.actor(by), subject=f"use_case:{use_case.pk}", text=text, now=now
        )

    return add


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@sam look", ["sam"]),
        ("(@sam), @dee.", ["dee", "sam"]),
        ("@SAM!", ["sam"]),
        ("@sam @sam", ["sam"]),
        ("Look, @ola and @val", ["ola", "val"]),
        ("@stan @ada @nobody", []),
        ("write to ana@sam.example or sam@example.org", []),
        ("sam, @ sam, @", []),
        ("@sammy", []),
        ("@sam's model", ["sam"]),
        ("@sam-", ["sam"]),
        ("x@sam", []),
    ],
)
def test_it_mentions(say, text, names):
    assert sorted(one.username for one in say(text).mentioned.all()) == names


def test_the_record_says_who_by_id(say, cast):
    say("@sam look")
    data = canonical.loads(LedgerEntry.objects.latest("pk").body)["data"]
    assert data["mentioned"] == [str(cast.user("sam").uuid)]


def test_an_erased_text_mentions_nobody(say, cast, now):
    row = say("@sam look")
    comments.erase(actor=cast.ola, comment_id=row.pk, now=now)
    assert not row.mentioned.exists()


def test_one_text_calls_on_a_few_and_not_on_everybody(say, monkeypatch):
    monkeypatch.setattr(mentions, "MOST", 2)
    assert say("@sam @dee @ivo @ira").mentioned.count() == 2


def test_pieces_put_together_are_the_text(cast):
    people = {"sam": cast.user("sam")}
    text = "Hi @sam, ask @Sam. or @dee <b>@sam</b>"
    found = list(mentions.pieces(text, people))
    assert "".join(piece for piece, _user in found) == text
    assert [piece for piece, user in found if user] == ["@sam", "@Sam", "@sam"]

"""People speak about objects; texts can be erased, their hashes stay."""

import pytest

from governance.canonical import sha256
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from projects import queries
from projects.services import comments
from tests.projects.conftest import kinds


@pytest.fixture
def subject(use_case):
    return f"use_case:{use_case.pk}"


def add(actor, subject, now, text="Is the threshold right?"):
    return comments.add(actor=actor, subject=subject, text=text, now=now)


def test_the_record_keeps_the_hash_and_not_the_text(subject, cast, now):
    row = add(cast.ana, subject, now)
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, row.text_sha) == ("comment.added", sha256("Is the threshold right?"))
    assert row.text_sha in entry.body
    assert "threshold" not in entry.body


def test_officers_and_validators_take_part_and_auditors_read(subject, cast, unchanged, now):
    add(cast.ola, subject, now)
    add(cast.val, subject, now)
    with unchanged(), pytest.raises(NotVisible):
        add(cast.ada, subject, now)


def test_an_erased_text_is_gone_and_its_hash_stays(subject, cast, unchanged, now):
    row = add(cast.ana, subject, now)
    row = comments.erase(actor=cast.ola, comment_id=row.pk, now=now)
    row.refresh_from_db()
    assert (row.text, row.erased_at) == ("", now)
    assert row.text_sha == sha256("Is the threshold right?")
    assert kinds(row.scope)[-2:] == ["comment.added", "comment.erased"]
    with unchanged(), pytest.raises(StaleState):
        comments.erase(actor=cast.ola, comment_id=row.pk, now=now)


def test_only_an_officer_erases(subject, cast, unchanged, now):
    row = add(cast.ana, subject, now)
    with unchanged(), pytest.raises(Denied):
        comments.erase(actor=cast.ana, comment_id=row.pk, now=now)


def test_pinned_comments_come_first(subject, cast, unchanged, now):
    first, second = add(cast.ana, subject, now), add(cast.sam, subject, now, "Yes.")
    comments.pin(actor=cast.dee, comment_id=second.pk, now=now)
    assert list(queries.discussion(cast.ana, subject, now)) == [second, first]
    with unchanged(), pytest.raises(StaleState):
        comments.pin(actor=cast.dee, comment_id=second.pk, now=now)
    comments.unpin(actor=cast.dee, comment_id=second.pk, now=now)
    assert list(queries.discussion(cast.ana, subject, now)) == [first, second]
    with unchanged(), pytest.raises(StaleState):
        comments.unpin(actor=cast.dee, comment_id=second.pk, now=now)


def test_any_object_of_a_use_case_will_do(use_case, make, cast, now):
    brief = make.brief(use_case)
    row = add(cast.ana, f"brief:{brief.pk}", now)
    assert (row.subject_type, row.subject_id, row.scope) == ("brief", brief.pk, use_case.scope)


@pytest.mark.parametrize(
    "subject", ["", "brief", "brief:x", "moon:1", "brief:-1", "brief:²", None, 7]
)
def test_what_names_nothing_is_refused(use_case, cast, unchanged, now, subject):
    with unchanged(), pytest.raises(Invalid) as refusal:
        add(cast.ana, subject, now)
    assert "such as brief:7" in refusal.value.fields["subject"]


@pytest.mark.parametrize("subject", ["brief:404", "brief:99999999999999999999999"])
def test_what_is_not_there_is_not_found(use_case, cast, unchanged, now, subject):
    with unchanged(), pytest.raises(NotVisible):
        add(cast.ana, subject, now)


@pytest.mark.parametrize(
    ("text", "says"), [("", "empty"), ("x" * 10_001, "shorten it"), ("a\x00", "NUL"), (7, "text")]
)
def test_wrong_texts_are_refused(subject, cast, unchanged, now, text, says):
    with unchanged(), pytest.raises(Invalid) as refusal:
        add(cast.ana, subject, now, text)
    assert says in refusal.value.fields["text"]


def test_a_stranger_neither_reads_nor_speaks(subject, cast, unchanged, now):
    row = add(cast.ana, subject, now)
    with unchanged():
        with pytest.raises(NotVisible):
            add(cast.stan, subject, now)
        with pytest.raises(NotVisible):
            queries.discussion(cast.stan, subject, now)
        with pytest.raises(NotVisible):
            comments.pin(actor=cast.stan, comment_id=row.pk, now=now)

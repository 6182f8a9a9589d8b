"""Files are attached to a remark or to the use case; the record holds their hash alone."""

import pytest

from governance.canonical import sha256
from governance.errors import Denied, Invalid, NotVisible
from governance.models import LedgerEntry
from governance.services import people
from projects import files
from projects.models import Attachment, Comment
from projects.services import attachments, comments
from tests.projects.attachments.material import HTML, PDF, PNG, upload


@pytest.fixture
def say(use_case, cast, now):
    def add(*uploads, by="ana", text="See the table."):
        return comments.add(
            actor=cast.actor(by),
            subject=f"use_case:{use_case.pk}",
            text=text,
            uploads=uploads,
            now=now,
        )

    return add


def test_a_remark_has_its_files_and_the_record_their_hash(say, use_case):
    row = say(upload("plan.pdf", PDF), upload("shot.png", PNG))
    first, second = row.attachments.all()
    assert (first.name, first.media_type, first.size) == ("plan.pdf", "application/pdf", len(PDF))
    assert files.path(use_case.scope.key, second.sha256).read_bytes() == PNG
    entries = LedgerEntry.objects.filter(kind="attachment.added").order_by("pk")
    assert sha256(PDF) in entries[0].body
    assert not any("plan" in one.body for one in entries)


def test_the_bytes_are_for_pitwalls_account_alone(say, use_case):
    say(upload("plan.pdf", PDF))
    path = files.path(use_case.scope.key, sha256(PDF))
    assert path.stat().st_mode & 0o077 == 0


def test_one_wrong_file_and_nothing_is_said(say, unchanged, use_case):
    with unchanged(), pytest.raises(Invalid) as refusal:
        say(upload("plan.pdf", PDF), upload("evil.png", HTML), upload("void.txt", b""))
    assert "“evil.png” holds HTML" in refusal.value.fields["files"]
    assert "“void.txt” is empty" in refusal.value.fields["files"]
    assert not Comment.objects.exists()
    assert list(files.folder(use_case.scope.key).iterdir()) == []


def test_a_file_over_the_limit_names_the_limit(say, unchanged, settings):
    settings.ATTACHMENT_MIB = 1
    with unchanged(), pytest.raises(Invalid) as refusal:
        say(upload("big.txt", b"a" * (1024 * 1024 + 1)))
    assert "“big.txt” is larger than 1 MiB" in refusal.value.fields["files"]
    say(upload("fits.txt", b"a" * 1024 * 1024))


def test_too_many_at_once_are_refused(say, unchanged, settings):
    settings.ATTACHMENTS_AT_ONCE = 2
    with unchanged(), pytest.raises(Invalid) as refusal:
        say(*[upload(f"{number}.txt") for number in range(3)])
    assert "send 2 at most" in refusal.value.fields["files"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ana\\a.txt", "a.txt"),
        ("a\x00\n.txt", "a��.txt"),
    ],
)
def test_names_are_the_last_part_and_harmless(say, name, kept):
    assert say(upload(name)).attachments.get().name == kept


def test_a_name_that_is_too_long_is_refused(say, unchanged):
    with unchanged(), pytest.raises(Invalid) as refusal:
        say(upload("a" * 200 + ".txt"))
    assert "shorten it to 120" in refusal.value.fields["files"]


def test_the_use_case_has_files_of_its_own(use_case, cast, unchanged, now):
    rows = attachments.add(
        actor=cast.dee, use_case_id=use_case.pk, uploads=[upload("a.txt")], now=now
    )
    assert (rows[0].comment, rows[0].added_by) == (None, cast.user("dee"))
    with unchanged(), pytest.raises(Invalid):
        attachments.add(actor=cast.dee, use_case_id=use_case.pk, uploads=[], now=now)


def test_strangers_attach_and_open_nothing(say, use_case, cast, unchanged, now):
    row = say(upload("a.txt")).attachments.get()
    with unchanged():
        with pytest.raises(NotVisible):
            attachments.add(
                actor=cast.stan, use_case_id=use_case.pk, uploads=[upload("a.txt")], now=now
            )
        with pytest.raises(NotVisible):
            attachments.open_file(actor=cast.stan, attachment_id=row.pk, now=now)
        with pytest.raises(NotVisible):
            attachments.erase(actor=cast.stan, attachment_id=row.pk, reason="x", now=now)


def test_an_auditor_reads_and_attaches_nothing(say, use_case, cast, unchanged, now):
    row = say(upload("a.txt")).attachments.get()
    people.grant_site_role(actor=cast.ada, user_id=cast.id("stan"), role="auditor", now=now)
    with unchanged(), pytest.raises(Denied):
        attachments.add(
            actor=cast.stan, use_case_id=use_case.pk, uploads=[upload("a.txt")], now=now
        )
    _row, file = attachments.open_file(actor=cast.stan, attachment_id=row.pk, now=now)
    assert file.read() == b"text\n"
    assert Attachment.objects.count() == 1

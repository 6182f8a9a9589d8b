"""A file's bytes and name go for good, by who added it or an officer; the hash stays."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from governance.services import sealing, verification
from projects import files
from projects.services import attachments
from tests.projects.attachments.material import upload


@pytest.fixture
def attach(use_case, cast, now):
    def add(by="dee", content=b"names of passengers\n"):
        (row,) = attachments.add(
            actor=cast.actor(by),
            use_case_id=use_case.pk,
            uploads=[upload("passengers.txt", content)],
            now=now,
        )
        return row

    return add


@pytest.fixture
def erase(cast, now, django_capture_on_commit_callbacks):
    def call(row, by="dee", reason="It names passengers."):
        with django_capture_on_commit_callbacks(execute=True):
            return attachments.erase(
                actor=cast.actor(by), attachment_id=row.pk, reason=reason, now=now
            )

    return call


def there(row) -> bool:
    return files.path(row.scope.key, row.sha256).exists()


@pytest.mark.parametrize("by", ["dee", "ola"])
def test_bytes_and_name_are_gone_and_the_hash_stays(attach, erase, cast, now, by):
    row = attach()
    erase(row, by)
    assert not there(row)
    row.refresh_from_db()
    assert (row.name, row.erased_at, row.erased_by) == ("", now, cast.user(by))
    entry = LedgerEntry.objects.get(kind="attachment.erased")
    assert row.sha256 in entry.body
    assert "passengers" not in entry.body
    with pytest.raises(NotVisible):
        attachments.open_file(actor=cast.dee, attachment_id=row.pk, now=now)


def test_the_record_still_verifies(attach, erase, now):
    erase(attach())
    sealing.seal(now=now)
    assert verification.verify().ok


def test_bytes_that_another_file_needs_stay_until_that_is_erased(attach, erase):
    first, second = attach("dee"), attach("sam")
    erase(first)
    assert there(second)
    erase(second, "sam")
    assert not there(second)


def test_nobody_else_erases_it(attach, erase, unchanged):
    row = attach()
    with unchanged(), pytest.raises(Denied) as refusal:
        erase(row, "sam")
    assert refusal.value.who_can == "Dee, who added it, or governance officer"
    assert there(row)


def test_it_needs_a_reason_and_is_done_once(attach, erase, unchanged):
    row = attach()
    with unchanged(), pytest.raises(Invalid):
        erase(row, reason=" ")
    erase(row)
    with unchanged(), pytest.raises(StaleState):
        erase(row)


def test_bytes_that_changed_on_the_disk_are_not_handed_out(attach, cast, now):
    row = attach()
    files.path(row.scope.key, row.sha256).write_bytes(b"other")
    with pytest.raises(StaleState):
        attachments.open_file(actor=cast.dee, attachment_id=row.pk, now=now)

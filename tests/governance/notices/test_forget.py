"""What was told long ago is forgotten with what was sent of it, and nothing else is."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from governance.models import Dispatch, LedgerEntry, Notice
from governance.noticing import KEPT, NoticeKind
from governance.services import notices
from governance.services.dispatches import claim, finish
from portal.tasks import clear_sessions

VOTE = NoticeKind.VOTE


@pytest.fixture
def sent(desk, now):
    """Ana and Sam were told something, and it was sent them by e-mail."""
    desk.tell("ana", "sam", kind=VOTE)
    while batch := claim(now=now):
        finish(batch, left_out={}, now=now)
    return desk


def test_what_is_old_goes_with_what_was_sent_of_it(sent, now):
    later = now + KEPT + timedelta(days=1)
    sent.tell("ana", kind=VOTE, entry=sent.entry(now=later), now=later)
    assert notices.forget(now=later) == 2
    [left] = Notice.objects.all()
    assert left.created_at == later
    assert Dispatch.objects.get().notice == left


def test_what_isnt_old_stays(sent, now):
    assert notices.forget(now=now + KEPT) == 0
    assert Notice.objects.count() == Dispatch.objects.count() == 2


def test_what_is_still_to_be_sent_stays(desk, now):
    desk.tell("ana", kind=VOTE)
    assert notices.forget(now=now + KEPT + timedelta(days=1)) == 0


def test_many_go_some_at_a_time(sent, now, monkeypatch):
    monkeypatch.setattr(notices, "AT_ONCE", 1)
    later = now + KEPT + timedelta(days=1)
    assert [notices.forget(now=later) for _ in range(3)] == [1, 1, 0]


def test_the_record_keeps_what_was_told(sent, now):
    before = LedgerEntry.objects.count()
    notices.forget(now=now + KEPT + timedelta(days=1))
    assert LedgerEntry.objects.count() == before


def test_sign_ins_that_are_over_go_too(db, now):
    for key, left in (("over", -1), ("not", 3600)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(seconds=left)
        )
    clear_sessions()
    assert [one.session_key for one in Session.objects.all()] == ["not"]

"""What is read is marked so, one by one or all; nobody reads for another."""

from datetime import timedelta

from governance.models import Notice
from governance.services import notices


def test_one_is_marked_and_the_others_stay(desk):
    first, second = desk.tell("ana")[0], desk.tell("ana")[0]
    assert notices.mark_read(actor=desk.cast.ana, notice_ids=[first.pk], now=desk.now) == 1
    assert list(Notice.objects.filter(read_at=None)) == [second]


def test_all_are_marked_and_stay_read_since_the_first_time(desk):
    desk.tell("ana", "sam")
    notices.mark_read(actor=desk.cast.ana, notice_ids=None, now=desk.now)
    later = desk.now + timedelta(hours=1)
    assert notices.mark_read(actor=desk.cast.ana, notice_ids=None, now=later) == 0
    assert desk.told("ana")[0].read_at == desk.now
    assert desk.told("sam")[0].read_at is None


def test_nobody_reads_for_another(desk):
    row = desk.tell("ana")[0]
    assert notices.mark_read(actor=desk.cast.sam, notice_ids=[row.pk], now=desk.now) == 0

"""One person is told of one event once, as each has chosen."""

from datetime import timedelta

from governance.models import Dispatch, Notice
from governance.noticing import NEWS, NoticeKind
from governance.services import people, preferences


def choose(desk, name, kind=NoticeKind.RELEASE, way="mail", often="at_once", **hours):
    preferences.choose_notices(
        actor=desk.cast.actor(name), choices={(kind, way): often}, now=desk.now, **hours
    )


def test_each_person_is_told_once_however_often_it_is_asked(desk):
    entry = desk.entry()
    desk.tell("ana", "sam", entry=entry)
    desk.tell("ana", "dee", entry=entry, kind=NoticeKind.MENTION)
    assert [one.kind for one in desk.told("ana")] == ["release"]
    assert (len(desk.told("sam")), len(desk.told("dee"))) == (1, 1)


def test_a_second_event_is_told_too(desk):
    desk.tell("ana")
    desk.tell("ana")
    assert len(desk.told("ana")) == 2


def test_what_waits_for_others_goes_out_at_once_and_news_in_the_morning(desk):
    desk.tell("ana", kind=NoticeKind.VOTE)
    desk.tell("ana", kind=NoticeKind.RELEASE)
    at_once, digest = Dispatch.objects.order_by("pk")
    assert (at_once.due_at, at_once.digest) == (desk.now, False)
    assert (digest.due_at, digest.digest) == (desk.now.replace(day=3, hour=8), True)


def test_who_wants_no_mail_gets_none_and_still_sees_it(desk):
    choose(desk, "ana", often="never")
    desk.tell("ana")
    assert desk.told("ana")[0].shown
    assert not Dispatch.objects.exists()


def test_who_does_not_want_it_in_the_portal_is_not_shown_it(desk):
    choose(desk, "ana", way="portal", often="never")
    desk.tell("ana")
    assert not desk.told("ana")[0].shown
    assert Dispatch.objects.count() == 1


def test_without_an_address_nothing_is_sent(desk):
    user = desk.cast.user("ana")
    user.email = ""
    user.save()
    desk.tell("ana")
    assert desk.told("ana")
    assert not Dispatch.objects.exists()


def test_old_history_is_told_as_read_and_sent_nowhere(desk):
    desk.tell("ana", entry=desk.entry(now=desk.now - NEWS - timedelta(minutes=1)))
    assert desk.told("ana")[0].read_at == desk.now
    assert not Dispatch.objects.exists()


def test_closed_and_service_accounts_are_told_nothing(desk):
    people.deactivate(actor=desk.cast.ada, user_id=desk.cast.id("stan"), now=desk.now)
    service = desk.cast.user("ann")
    service.is_service = True
    service.save()
    desk.tell("stan", "ann")
    assert not Notice.objects.exists()

"""Channels take what they are for, over a real connection; secrets stay where they are."""

import logging
import subprocess
import sys

import pytest

from governance.models import Channel, Dispatch
from governance.services import channels, preferences
from portal.notices import posting, sending
from projects.services import comments
from tests.house.settings_names import ROOT


@pytest.fixture
def channel(news, hook):
    def add(**given):
        values = {
            "name": "#gates",
            "address": hook.address,
            "kinds": ["mention", "release"],
            "now": news.lap.now,
        }
        return channels.add(actor=news.cast.ada, **(values | given))

    return add


def mention(news, *names):
    comments.add(
        actor=news.cast.sam,
        subject=f"use_case:{news.lap.use_case.pk}",
        text=" ".join(f"@{name}" for name in names) + " the secret threshold",
        now=news.lap.tick(),
    )
    news.deliver()


def choose(news, channel, *names):
    for name in names:
        choices = {("mention", f"channel:{channel.pk}"): "at_once", ("mention", "mail"): "never"}
        preferences.choose_notices(actor=news.cast.actor(name), choices=choices, now=news.lap.now)


def send(news, **later):
    now = news.lap.tick(**later) if later else news.lap.now
    return sending.send_due(clock=lambda: now)


def test_a_test_goes_there_and_the_channel_says_that_it_did(news, channel, hook):
    row = channel()
    channels.try_out(actor=news.cast.ada, channel_id=row.pk, now=news.lap.now)
    send(news)
    assert [one["title"] for one in hook.got] == ["A test from Pitwall"]
    row.refresh_from_db()
    assert (row.sent_at, row.failed_at, row.error) == (news.lap.now, None, "")


def test_people_who_chose_it_are_told_there_in_one_message_with_their_names(news, channel, hook):
    choose(news, channel(), "ana", "dee")
    mention(news, "ana", "dee", "ivo")
    send(news)
    (got,) = hook.got
    assert got["message"].startswith(
        "For Ana and Dee: Sam wrote in the discussion of Late arrivals"
    )
    assert "/use-cases/late-arrivals/discussion/?remark=" in got["message"]
    assert "threshold" not in got["message"]


def test_a_channel_that_hears_by_itself_is_told_once_whoever_chose_it(news, channel, hook):
    choose(news, channel(by_itself=True), "ana", "dee")
    mention(news, "ana", "dee")
    send(news)
    assert len(hook.got) == 1
    assert hook.got[0]["message"].startswith("Sam wrote")


def test_nobody_chose_it_and_nothing_is_posted(news, channel, hook):
    channel()
    mention(news, "ana")
    send(news)
    assert hook.got == []


def test_what_the_other_side_refuses_is_tried_again_and_said_without_the_address(
    news, channel, hook, caplog
):
    caplog.set_level(logging.DEBUG, logger="portal")
    row, hook.status = channel(), 500
    choose(news, row, "ana")
    mention(news, "ana")
    send(news)
    row.refresh_from_db()
    dispatch = Dispatch.objects.get(channel=row)
    assert "500" in row.error
    assert (dispatch.attempts, dispatch.done_at) == (1, None)
    assert "SECRETPART" not in row.error + dispatch.error + caplog.text
    hook.status = 200
    send(news, minutes=2)
    assert len(hook.got) == 2
    row.refresh_from_db()
    assert row.error == ""


def test_a_closed_channel_is_sent_nothing_that_waited(news, channel, hook):
    row = channel()
    choose(news, row, "ana")
    mention(news, "ana")
    channels.close(actor=news.cast.ada, channel_id=row.pk, now=news.lap.now)
    send(news)
    assert hook.got == []
    assert Dispatch.objects.get(channel=row).left_out == "the channel takes this no more"


def test_an_address_locked_with_another_key_is_dead_at_once(news, channel, hook, settings):
    row = channel()
    choose(news, row, "ana")
    mention(news, "ana")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    send(news)
    dispatch = Dispatch.objects.get(channel=row)
    assert dispatch.dead_at == news.lap.now
    assert "give the address again" in Channel.objects.get().error


@pytest.mark.parametrize("address", ["file:///tmp/x", "syslog://local7", "json://h/?template=/x"])
def test_the_border_itself_refuses_what_is_not_on_the_list(address):
    with pytest.raises(posting.NeverSent):
        posting.post(address, title="t", text="t")


def test_an_address_that_lacks_something_is_never_sent_and_never_logged():
    """In a process of its own: what catches logs for tests stands where nothing stands there."""
    program = (
        "import logging; logging.basicConfig(level=logging.DEBUG)\n"
        "from portal.notices import posting\n"
        "posting.post('slack://SECRETPART/x', title='t', text='t')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "NeverSent: The address lacks something" in ended.stderr
    assert "slack://SECRETPART/x" not in ended.stdout + ended.stderr.replace(program, "")


def test_a_place_where_nobody_listens_is_not_sent(hook):
    hook.server.shutdown()
    hook.server.server_close()
    with pytest.raises(posting.NotSent) as fault:
        posting.post(hook.address, title="t", text="t")
    assert "SECRETPART" not in str(fault.value)


def test_pieces_of_the_address_are_taken_out_of_what_was_logged():
    said = "No route to https://hooks.example/T1234567\n (abcdefgh)"
    shown = posting.without_secrets(said, "jsons://user:abcdefgh@hooks.example/T1234567")
    assert shown == "No route to https://…/… (…)"

"""What goes out as e-mail says what happened and where, in words and HTML, and how to change it."""

import pytest
from django.core import mail

from governance.models import Dispatch
from governance.services import memberships, notices, preferences
from portal.notices import sending
from projects.services import comments

SAID = "The threshold is wrong & <b>secret</b>."


@pytest.fixture
def mentioned(news):
    """Sam mentions Ana; it waits to be sent."""

    def mention(*names, by="sam"):
        at = " ".join(f"@{name}" for name in names or ("ana",))
        comments.add(
            actor=news.cast.actor(by),
            subject=f"use_case:{news.lap.use_case.pk}",
            text=f"{at} {SAID}",
            now=news.lap.tick(),
        )
        news.deliver()

    mention()
    return mention


def send(news, **later):
    now = news.lap.tick(**later) if later else news.lap.now
    return sending.send_due(clock=lambda: now)


def test_a_mention_goes_out_at_once_once(news, mentioned):
    assert send(news) == 1
    assert send(news, days=2) == 0
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert letter.subject == "Sam wrote in the discussion of Late arrivals"


def test_it_leads_there_and_to_the_choices_and_keeps_what_was_said(news, mentioned, settings):
    settings.PUBLIC_URL = "https://pitwall.example.org"
    send(news)
    (letter,) = mail.outbox
    page = letter.alternatives[0][0]
    for text in (letter.body, page):
        assert "https://pitwall.example.org/use-cases/late-arrivals/discussion/?remark=" in text
        assert "https://pitwall.example.org/account/#notices" in text
        assert "threshold" not in text
    assert letter.extra_headers["List-Unsubscribe"] == (
        "<https://pitwall.example.org/account/#notices>"
    )
    assert letter.extra_headers["Message-ID"].endswith("@pitwall.example.org>")


def test_titles_are_escaped_in_html_and_plain_in_text(news, mentioned):
    case = news.lap.use_case
    case.scope.label = "Late & <early>"
    case.scope.save()
    send(news)
    (letter,) = mail.outbox
    assert "Late & <early>" in letter.body
    assert "Late &amp; &lt;early&gt;" in letter.alternatives[0][0]


def test_what_is_due_together_is_one_letter(news, mentioned):
    mentioned()
    mentioned(by="dee")
    send(news)
    (letter,) = mail.outbox
    assert letter.subject == "Sam wrote in the discussion of Late arrivals, and 2 more"
    assert letter.body.count("You were mentioned") == 3


def test_a_digest_waits_for_its_hour_where_the_reader_is(news, mentioned):
    preferences.choose_notices(
        actor=news.cast.dee,
        choices={("mention", "mail"): "daily"},
        digest_hour=17,
        now=news.lap.now,
    )
    mentioned("dee")
    send(news)
    assert [one.to for one in mail.outbox] == [["ana@example.org"]]
    send(news, hours=9)
    assert mail.outbox[1].to == ["dee@example.org"]


def test_what_was_read_in_the_portal_is_left_out_of_a_digest(news, mentioned):
    choices = {("mention", "mail"): "hourly"}
    preferences.choose_notices(actor=news.cast.dee, choices=choices, now=news.lap.now)
    mentioned("dee")
    notices.mark_read(actor=news.cast.dee, notice_ids=None, now=news.lap.now)
    send(news, hours=2)
    assert [one.to for one in mail.outbox] == [["ana@example.org"]]
    assert Dispatch.objects.filter(left_out="read in the portal before").count() == 1


def test_who_left_in_between_is_sent_nothing(news, mentioned):
    row = news.lap.use_case.scope.memberships.get(user=news.cast.id("ana"), until=None)
    memberships.remove(actor=news.cast.ola, membership_id=row.pk, now=news.lap.tick())
    send(news)
    assert mail.outbox == []
    assert "may not see" in Dispatch.objects.get(address=f"mail:{news.cast.id('ana')}").left_out


def test_who_chose_otherwise_in_between_is_sent_nothing(news, mentioned):
    choices = {("mention", "mail"): "never"}
    preferences.choose_notices(actor=news.cast.ana, choices=choices, now=news.lap.now)
    send(news)
    assert mail.outbox == []


def test_a_mail_server_takes_it(news, mentioned, mailbox):
    send(news)
    (letter,) = mailbox
    assert letter["To"] == "ana@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [one.get_content_type() for one in letter.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def test_a_mail_server_that_is_away_is_tried_again_with_the_same_message(
    news, mentioned, mailbox, settings
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send(news)
    row = Dispatch.objects.get()
    assert (row.done_at, row.attempts, row.error[:10]) == (None, 1, "Connection")
    settings.EMAIL_PORT = port
    assert send(news) == 0
    send(news, minutes=2)
    (letter,) = mailbox
    assert str(row.batch) in letter["Message-ID"]

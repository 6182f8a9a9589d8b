"""What becomes of a message: tried for a day, set aside, and when the webhook is paused."""

from datetime import timedelta
from itertools import pairwise

import pytest

from governance.models import LedgerEntry, Webhook, WebhookMessage
from governance.services import webhook_messages, webhook_sending, webhooks
from governance.services.webhook_sending import Answer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [None, 500, 503, 404])
def test_it_is_tried_with_growing_waits_for_a_day_then_the_webhook_is_paused(post, until, status):
    post.make(scope=post.scope)
    post.happen()
    tried = until(post, status)
    waits = [later - before for before, later in pairwise(tried)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert timedelta(hours=23) < tried[-1] - tried[0] < timedelta(hours=25)
    assert WebhookMessage.objects.get().dead_at == post.now
    hook = Webhook.objects.get()
    assert hook.state == "paused"
    assert "a day" in hook.paused_why
    assert LedgerEntry.objects.get(kind="webhook.paused").actor == "system:webhooks"


def test_a_refusal_of_one_message_lets_the_next_pass_and_pauses_nothing(post, until):
    post.make(scope=post.scope)
    post.happen()
    until(post, 422)
    assert WebhookMessage.objects.get().tries.count() == 3
    post.happen()
    assert post.answer(200).done_at
    assert Webhook.objects.get().is_active


def test_a_receiver_that_is_gone_pauses_it_and_the_message_is_kept(post, cast):
    hook = post.make(scope=post.scope).webhook
    post.happen()
    assert post.answer(410).dead_at is None
    assert Webhook.objects.get().state == "paused"
    assert post.answer(200) is None
    webhooks.resume(actor=cast.dov, webhook_id=hook.pk, now=post.now)
    assert post.answer(200).done_at


def test_others_don_t_wait_for_one_use_case_but_for_their_own(post, cast):
    other = cast.team("dov", key="other", label="Other")
    post.make(cast.ola)
    first, second, third = post.happen(), post.happen(), post.happen(other)
    assert post.answer(500).entry_id == first.pk
    assert post.answer(200).entry_id == third.pk
    assert post.answer(200) is None
    post.now += timedelta(seconds=5)
    assert [post.answer(200).entry_id, post.answer(200).entry_id] == [first.pk, second.pk]


def test_a_receiver_that_is_silent_is_left_alone_by_all_use_cases(post, cast):
    other = cast.team("dov", key="other", label="Other")
    post.make(cast.ola)
    post.happen()
    post.happen(other)
    assert post.answer(None)
    assert post.answer(None) is None
    post.now += webhook_sending.RESTS[0]
    assert post.answer(None)


def test_an_entry_makes_one_message_however_often_it_is_read(post):
    post.make(scope=post.scope)
    entry = post.happen()
    webhook_messages.enlist(entry=entry, now=post.now)
    assert WebhookMessage.objects.count() == 1


def test_other_events_other_use_cases_and_a_paused_webhook_get_none(post, cast):
    hook = post.make(scope=post.scope).webhook
    post.happen(kind="vote.cast")
    post.happen(cast.team("dov", key="other", label="Other"))
    webhooks.pause(actor=cast.dov, webhook_id=hook.pk, now=post.now)
    post.happen()
    assert not WebhookMessage.objects.exists()


def test_one_whose_worker_is_lost_every_time_is_set_aside(post):
    post.make(scope=post.scope)
    post.happen()
    for _ in range(webhook_sending.ATTEMPTS):
        assert webhook_sending.claim(now=post.now)
        post.now += webhook_sending.LEASE
    assert webhook_sending.claim(now=post.now) is None
    assert "lost" in WebhookMessage.objects.get(dead_at__isnull=False).error


def test_what_was_sent_long_ago_is_forgotten_with_secrets_that_are_over(post, cast):
    hook = post.make(scope=post.scope).webhook
    post.happen()
    post.answer(200)
    webhooks.rotate(actor=cast.dov, webhook_id=hook.pk, now=post.now)
    post.now += webhook_messages.KEPT
    assert webhook_messages.forget(now=post.now) == 0
    assert hook.secrets.count() == 1
    assert webhook_messages.forget(now=post.now + timedelta(seconds=1)) == 1


def test_days_without_an_event_are_no_day_in_which_nothing_got_through(post, until):
    post.make(scope=post.scope)
    post.happen()
    assert len(until(post, 422)) == 3
    post.now += timedelta(days=2)
    post.happen()
    assert post.answer(503).attempts == 1
    assert Webhook.objects.get().state == "active"


def test_what_failed_here_says_nothing_of_the_receiver(post):
    post.make(scope=post.scope)
    post.happen()
    claimed = webhook_sending.claim(now=post.now)
    webhook_sending.settle(claimed, Answer(error="No name", ours=True), now=post.now)
    assert Webhook.objects.get().failing_since is None


def test_what_is_sent_again_by_hand_has_its_tries_anew(post, until, cast):
    post.make(scope=post.scope)
    post.happen()
    assert len(until(post, 422)) == 3
    lost = WebhookMessage.objects.get()
    webhook_messages.redeliver(actor=cast.dov, message_id=lost.pk, now=post.now)
    assert len(until(post, 422)) == 3


def test_what_waits_at_a_paused_webhook_is_kept_however_long(post, cast):
    hook = post.make(scope=post.scope).webhook
    post.happen()
    arrived = post.answer(200)
    post.happen()
    webhooks.pause(actor=cast.dov, webhook_id=hook.pk, now=post.now)
    later = post.now + timedelta(days=60)
    assert webhook_messages.forget(now=later) == 1
    assert WebhookMessage.objects.get().pk != arrived.pk
    webhooks.remove(actor=cast.dov, webhook_id=hook.pk, now=later)
    assert webhook_messages.forget(now=later) == 1

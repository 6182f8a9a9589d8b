"""The console: who comes in, what they see, and that only services change anything."""

import re

import pytest
from django.urls import reverse

from governance.admin.site import site
from governance.models import (
    ApiToken,
    Channel,
    Delivery,
    LedgerEntry,
    Policy,
    PolicyVersion,
    Review,
    SiteGrant,
    User,
    Waiver,
)
from governance.services import people, policies, tokens
from tests.governance.reviewing import Table, publish


@pytest.fixture
def enter(cast, client):
    """Sign somebody in; returns the client."""

    def sign_in(name):
        client.force_login(cast.user(name))
        return client

    return sign_in


def listing(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(row, name: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_act", args=[row.pk, name])


def registered() -> list:
    return sorted(site._registry, key=lambda model: model._meta.model_name)


@pytest.mark.parametrize("name", ["ana", "stan", "val"])
def test_it_is_closed_to_others(enter, name):
    assert enter(name).get("/admin/", follow=True).status_code == 403


def test_a_superuser_without_a_site_role_is_one_of_them(cast, enter):
    User.objects.filter(pk=cast.id("stan")).update(is_superuser=True, is_staff=True)
    assert enter("stan").get("/admin/", follow=True).status_code == 403


def test_who_isnt_signed_in_is_sent_to_sign_in(client, db):
    response = client.get("/admin/governance/user/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", ["ola", "ada"])
def test_officers_and_administrators_come_in(enter, name):
    assert enter(name).get("/admin/").status_code == 200


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.model_name)
def test_an_officer_reads_every_list(enter, model):
    assert enter("ola").get(listing(model)).status_code == 200


@pytest.mark.parametrize("model", ["Review", "Finding", "LedgerEntry", "Membership", "Scope"])
def test_use_cases_are_none_of_an_administrators_business(enter, model):
    wanted = next(one for one in registered() if one.__name__ == model)
    assert enter("ada").get(listing(wanted)).status_code == 403


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.model_name)
def test_nothing_is_added_or_deleted_by_the_admins_own_forms(enter, model):
    client, stem = enter("ola"), f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.post(reverse(f"{stem}_add")).status_code == 403
    assert client.post(reverse(f"{stem}_delete", args=[1])).status_code in (302, 403)


def test_a_row_is_read_and_not_written(cast, enter, now):
    version = publish(now)
    client = enter("ola")
    assert client.get(page(version)).status_code == 200
    before = PolicyVersion.objects.values().get()
    assert client.post(page(version), {"source": "stages: {}"}).status_code == 403
    assert PolicyVersion.objects.values().get() == before


def test_digests_of_keys_stay_where_they_are(cast, enter, now):
    token = tokens.make(actor=cast.ana, name="laptop", now=now).token
    shown = enter("ada").get(listing(ApiToken)).content.decode()
    assert "laptop" in shown
    assert token.digest[:20] not in enter("ada").get(page(token)).content.decode()


def test_what_a_key_opens_is_told_and_which_use_case_only_to_who_reads_them(cast, enter, now):
    scope = cast.team("sam")
    token = tokens.make(actor=cast.sam, name="notebook", scope_id=scope.pk, now=now).token
    for address in (listing(ApiToken), page(token)):
        shown = enter("ada").get(address).content.decode()
        assert "one use case" in shown
        assert "read, log, register" in shown
        assert scope.label not in shown


def test_an_administrator_adds_an_account(enter):
    url = reverse("admin:governance_user_list_act", args=["add"])
    client = enter("ada")
    assert client.get(url).status_code == 200
    values = {"username": "new", "full_name": "New Person", "time_zone": "UTC"}
    assert client.post(url, values).status_code == 302
    assert User.objects.get(username="new").label == "New Person"
    assert LedgerEntry.objects.latest("pk").kind == "person.added"


def test_what_cant_be_taken_is_said_at_its_field(enter):
    url = reverse("admin:governance_user_list_act", args=["add"])
    response = enter("ada").post(
        url, {"username": "ana", "full_name": "Ana Two", "time_zone": "Mars"}
    )
    assert response.status_code == 422
    assert "isn&#x27;t one of" in response.content.decode()


def test_an_officer_adds_none(enter):
    url = reverse("admin:governance_user_list_act", args=["add"])
    assert enter("ola").post(url, {"username": "new"}).status_code == 403


def test_nobody_raises_himself(cast, enter):
    response = enter("ada").post(act(cast.user("ada"), "grant"), {"role": "officer"})
    assert response.status_code == 403
    assert "another administrator" in response.content.decode()
    assert not SiteGrant.objects.filter(user=cast.user("ada"), role="officer").exists()


def test_a_role_is_granted_and_an_account_closed(cast, enter):
    client = enter("ada")
    assert client.post(act(cast.user("stan"), "grant"), {"role": "auditor"}).status_code == 302
    assert SiteGrant.objects.filter(user=cast.user("stan"), role="auditor").exists()
    assert client.post(act(cast.user("stan"), "deactivate")).status_code == 302
    assert not User.objects.get(username="stan").is_active


def test_an_unknown_act_isnt_there(cast, enter):
    assert enter("ada").post(act(cast.user("stan"), "delete")).status_code == 404
    assert enter("ada").post(act(cast.user("stan"), "add")).status_code == 404


def test_a_policy_is_drafted_and_published(cast, enter):
    policies.ship(now=cast.now)
    source = PolicyVersion.objects.get(policy__name="standard").source
    policy = Policy.objects.get(name="standard")
    client = enter("ola")
    changed = source + "\n# reviewed\n"
    assert client.post(
        act(policy, "save"), {"title": policy.title, "source": changed}
    ).status_code == 302  # fmt: skip
    assert client.post(act(policy, "publish")).status_code == 302
    assert policy.versions.order_by("-number").first().number == 2


def test_a_broken_policy_is_refused_with_its_lines(cast, enter):
    policies.ship(now=cast.now)
    policy = Policy.objects.get(name="standard")
    response = enter("ola").post(
        act(policy, "save"), {"title": "Standard", "source": "stages: [\n"}
    )
    assert response.status_code == 422
    assert "line 1" in response.content.decode()
    assert policy.versions.count() == 1


def test_an_approval_is_revoked(cast, enter, now):
    table = Table(cast, cast.team(), publish(now), now)
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    client = enter("ola")
    assert "Revoke the approval" in client.get(page(review)).content.decode()
    assert client.post(act(review, "revoke"), {"reason": "Wrong data."}).status_code == 302
    assert table.reread(review).state == "revoked"
    assert "Revoke the approval" not in client.get(page(review)).content.decode()


def test_a_check_is_waived_until_a_day(cast, enter):
    scope = cast.team()
    values = {
        "stage": "platform",
        "check_key": "needs-open",
        "reason": "The brief follows.",
        "until": "2099-01-01 00:00",
    }
    assert enter("ola").post(act(scope, "waive"), values).status_code == 302
    assert Waiver.objects.get().by == cast.user("ola")


def test_a_dead_letter_is_sent_again(cast, enter, now):
    dead = Delivery.objects.create(
        entry_id=1, subscriber="mlflow", run_after=now, dead_at=now, attempts=12, error="No answer."
    )
    client = enter("ada")
    assert "Try again" in client.get(page(dead)).content.decode()
    assert client.post(act(dead, "retry")).status_code == 302
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert LedgerEntry.objects.latest("pk").kind == "delivery.retried"


def test_a_letter_that_isnt_dead_has_no_button(enter, db, now):
    live = Delivery.objects.create(entry_id=1, subscriber="mlflow", run_after=now)
    client = enter("ada")
    assert "Try again" not in client.get(page(live)).content.decode()
    assert client.post(act(live, "retry")).status_code == 409


def test_an_officer_verifies_the_record(enter):
    client = enter("ola")
    assert "Verify the whole record" in client.get("/admin/integrity/").content.decode()
    assert "sealed" in client.post("/admin/integrity/").content.decode()


def test_an_administrator_doesnt_read_the_record(enter):
    assert enter("ada").get("/admin/integrity/").status_code == 403


def test_an_auditor_reads_and_acts_on_nothing(cast, enter):
    people.grant_site_role(actor=cast.ada, user_id=cast.id("stan"), role="auditor", now=cast.now)
    client = enter("stan")
    scope = cast.team()
    assert client.get(listing(LedgerEntry)).status_code == 200
    assert "Waive" not in client.get(page(scope)).content.decode()
    assert client.get(act(scope, "waive")).status_code == 403


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (User, "password__startswith=argon2"),
        (User, "password=x"),
        (User, "id__in=99999999999999999999"),
        (ApiToken, "digest__startswith=a"),
        (Channel, "address__startswith=g"),
        (LedgerEntry, "occurred_at__year=99999999999"),
        (LedgerEntry, "body__contains=x"),
    ],
)
def test_a_list_isnt_asked_for_what_its_page_doesnt_offer(enter, model, query):
    assert enter("ola").get(f"{listing(model)}?{query}").status_code == 400


@pytest.mark.parametrize(("name", "told"), [("ola", True), ("ada", False)])
def test_who_mends_deliveries_isnt_told_of_which_use_case(enter, now, name, told):
    row = Delivery.objects.create(
        entry_id=1, subscriber="test", scope="late-arrivals", run_after=now, dead_at=now
    )
    client = enter(name)
    for address in (listing(Delivery), page(row)):
        assert ("late-arrivals" in client.get(address).content.decode()) == told


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (User, "is_active__exact=1"),
        (Waiver, "scope__id__exact=1"),
        (Review, "gate__stage__exact=data"),
        (LedgerEntry, "kind=member.added"),
        (LedgerEntry, "occurred_at__year=2026&occurred_at__month=3"),
        (Delivery, "standing=dead"),
        (Delivery, "subscriber=notices"),
    ],
)
def test_its_own_filters_are_answered(enter, model, query):
    assert enter("ola").get(f"{listing(model)}?{query}").status_code == 200


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.model_name)
def test_every_filter_that_a_list_offers_can_be_followed(enter, model):
    client = enter("ola")
    offered = filters(client.get(listing(model)).content.decode())
    assert {client.get(f"{listing(model)}{query}").status_code for query in offered} <= {200}


def filters(page: str) -> set[str]:
    """The addresses of the filters beside a list."""
    beside = page.partition('id="changelist-filter"')[2]
    return set(re.findall(r'href="(\?[^"]*)"', beside.replace("&amp;", "&")))

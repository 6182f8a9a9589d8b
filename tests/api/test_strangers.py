"""Scenario 13 through the API: for Stan there is nothing of the use case at any address."""

from governance.models import Finding, LedgerEntry, Membership, Proposal, Review, Waiver
from governance.words import Role
from projects.models import SourceAccess
from tests.api.everything import some_row
from tests.api.routes import Route, routes
from workflows.models import Comparison

ROUTES = routes()
OF_A_USE_CASE = [one for one in ROUTES if one.model is not None]
OF_NOBODY = {
    # catalogues, one's own things, and what a source's owner decides
    "channels/{pk}/",
    "channels/{pk}/test/",
    "delegations/{pk}/revoke/",
    "environments/",
    "notices/{pk}/read/",
    "people/{pk}/deactivate/",
    "people/{pk}/site-roles/",
    "people/{pk}/site-roles/end/",
    "policies/{pk}/draft/",
    "policies/{pk}/versions/",
    "saved-views/{pk}/",
    "sources/{pk}/",
    "timing/{name}/",
    "tokens/{key}/",
    "dead-letters/{pk}/retry/",
    # looked up by the view itself, tested below
    "ledger/{pk}/receipt/",
    "source-access/{pk}/grant/",
    "source-access/{pk}/refuse/",
    "source-access/{pk}/revoke/",
}
# What takes more than a row: two revisions, or an archive that is done (test_exports.py).
BY_ITSELF = {"briefs/{pk}/difference/", "exports/{pk}/archive/"}


def named(route: Route) -> str:
    return route.pattern


def test_every_address_with_an_id_is_about_a_use_case_or_known_not_to_be():
    loose = {one.pattern for one in ROUTES if one.model is None and "{" in one.pattern}
    assert loose == OF_NOBODY - {"environments/"}


def test_a_stranger_gets_404_at_every_address_whatever_he_sends(whole, api):
    for route in OF_A_USE_CASE:
        row = some_row(route.model, whole.use_case)
        assert row is not None, f"the use case has no {route.model.__name__}"
        member = whole.use_case.scope.memberships.first()
        address = route.address(pk=row.pk, membership=member.pk)
        for method in route.methods:
            answer = api("stan").call(method, address)
            assert answer.status_code == 404, f"{method} {address}: {answer.status_code}"
            assert answer["Content-Type"] == "application/problem+json"
            assert whole.use_case.title.encode() not in answer.content


def test_what_is_not_there_looks_the_same_to_him(whole, api):
    for route in OF_A_USE_CASE:
        row = some_row(route.model, whole.use_case)
        for method in route.methods:
            here = api("stan").call(method, route.address(pk=row.pk, membership=1))
            nowhere = api("stan").call(method, route.address(pk=10**6, membership=1))
            assert (here.status_code, here.content) == (nowhere.status_code, nowhere.content)


def test_members_read_every_one_of_these_addresses(whole, api):
    for route in OF_A_USE_CASE:
        if "get" in route.methods and route.pattern not in BY_ITSELF:
            row = some_row(route.model, whole.use_case)
            member = Membership.objects.filter(scope=whole.use_case.scope).first()
            answer = api("dee").get(route.address(pk=row.pk, membership=member.pk))
            assert answer.status_code == 200, f"{route.pattern}: {answer.content[:300]}"


def test_lists_that_everybody_may_ask_for_hold_nothing_of_it(whole, api):
    slug, scope = whole.use_case.slug, whole.use_case.scope
    for route in ROUTES:
        if "{" in route.pattern or "get" not in route.methods:
            continue
        answer = api("stan").get(route.pattern)
        assert answer.status_code in {200, 403, 422}, route.pattern
        if route.pattern != "training-scripts/":  # names what the site has, one like the slug
            assert slug.encode() not in answer.content, route.pattern
        assert scope.label.encode() not in answer.content, route.pattern


def test_he_finds_no_receipt_access_clearance_or_discussion_of_it(whole, api):
    stan, case = api("stan"), whole.use_case
    entry = LedgerEntry.objects.filter(scope=case.scope.key).first()
    access = SourceAccess.objects.get(use_case=case)
    candidate = whole.cycle.candidates.get()
    assert stan.get(f"ledger/{entry.pk}/receipt/").status_code == 404
    for verb in ("grant", "refuse", "revoke"):
        assert stan.post(f"source-access/{access.pk}/{verb}/", {}).status_code == 404
    asked = {"candidate": candidate.pk, "target": whole.target.pk}
    assert stan.get("clearance/", asked).status_code == 404
    for subject in (f"use_case:{case.pk}", f"review:{Review.objects.first().pk}"):
        assert stan.get("comments/", {"subject": subject}).status_code == 404
        assert stan.get("work-items/", {"subject": subject}).status_code == 404
        said = {"subject": subject, "text": "Hello"}
        assert stan.post("comments/", said).status_code == 404


def test_his_filters_find_nothing_either(whole, api):
    for address in ("reviews/", "findings/", "proposals/", "jobs/"):
        found = api("stan").get(address, {"use_case": whole.use_case.slug})
        assert found.json() == {"items": [], "next": None}
    assert api("stan").get("use-cases/", {"slug": whole.use_case.slug}).json()["items"] == []


def test_these_rows_are_really_there(whole, api):
    """So that the emptiness above means something."""
    assert Finding.objects.exists()
    assert Waiver.objects.exists()
    assert Proposal.objects.exists()
    assert not Comparison.objects.exists()
    assert len(api("ana").get("findings/").json()["items"]) == 1
    assert Role.ANALYST in api("ana").get("me/").json()["roles"]


def test_without_a_token_nothing_is_told(whole, api, client):
    for route in ROUTES:
        answer = client.get("/api/v1/" + route.address(pk=1, membership=1, key="x", name="x"))
        assert answer.status_code == 401, route.pattern

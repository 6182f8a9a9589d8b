"""One's own account: roles, loans, tokens."""

import pytest

from governance.models import ApiToken, Delegation, Scope
from governance.services import delegations, tokens
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/account/"


def test_it_names_the_roles_held(site, lap):
    said = words(site.client("ana").get(PAGE))
    assert "Late arrivals analyst" in said
    assert "You hold no role yet" in words(site.client("stan").get(PAGE))


def lending(site, lap, **given):
    return {
        "lend-seat": f"analyst:{lap.use_case.scope_id}",
        "lend-taker": str(site.cast.id("dov")),
        "lend-until": "2026-03-20",
        **given,
    }


def test_a_role_is_lent_until_a_day(site, lap):
    client = site.client("ana")
    said = words(client.post(PAGE + "lend/", lending(site, lap), follow=True))
    assert "Dov may vote for you" in said
    assert "until 20 March" in said
    loan = Delegation.objects.get()
    assert (loan.role, loan.scope_id) == ("analyst", lap.use_case.scope_id)
    assert "You may vote for Ana as analyst until 20 March." in words(site.client("dov").get(PAGE))


def test_whoever_was_lent_a_role_votes_for_both_names(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "sam")
    delegations.give(
        actor=site.cast.ava,
        taker_id=site.cast.id("dov"),
        role="analyst",
        scope_id=lap.use_case.scope_id,
        until=lap.now.replace(day=20),
        now=lap.tick(),
    )
    said = words(site.client("dov").get("/use-cases/late-arrivals/gates/1/definition/"))
    assert "Your vote" in said
    form = {
        "vote-review": review.pk,
        "vote-seen_hash": review.content_hash,
        "vote-seat": f"analyst:{site.cast.id('ava')}",
        "vote-choice": "approve",
    }
    page = "/use-cases/late-arrivals/gates/1/definition/"
    response = site.client("dov").post(page + "vote/", form, follow=True)
    assert "Dov for Ava" in words(response)


@pytest.mark.parametrize(
    "wrong", [{"lend-seat": "it:1"}, {"lend-seat": "x"}, {"lend-taker": ""}, {"lend-until": "soon"}]
)
def test_what_can_not_be_lent_is_said(site, lap, wrong):
    response = site.client("ana").post(PAGE + "lend/", lending(site, lap, **wrong))
    assert response.status_code in {403, 404, 422}
    assert not Delegation.objects.exists()


def test_a_loan_can_be_taken_back(site, lap):
    client = site.client("ana")
    client.post(PAGE + "lend/", lending(site, lap))
    loan = Delegation.objects.get()
    assert site.client("stan").post(f"{PAGE}loans/{loan.pk}/end/").status_code in {403, 404}
    client.post(f"{PAGE}loans/{loan.pk}/end/")
    loan.refresh_from_db()
    assert loan.revoked_at is not None


def test_a_token_is_shown_once(site, lap):
    client = site.client("ana")
    shown = client.post(PAGE + "tokens/", {"token-name": "nightly", "token-days": "7"})
    assert "Copy this token now; it is shown this once" in words(shown)
    key = ApiToken.objects.get().token_key
    secret = next(word for word in words(shown).split() if word.startswith(key) and len(word) > 20)
    assert secret not in words(client.get(PAGE))


def test_a_key_of_one_use_case_says_what_it_opens_and_allows(site, lap):
    client = site.client("ana")
    form = {"token-name": "nightly", "token-days": "7", "token-use_case": "late-arrivals"}
    shown = client.post(PAGE + "tokens/", {**form, "token-allows": ["read", "act"]})
    assert "It opens Late arrivals alone" in words(shown)
    assert ApiToken.objects.get().uses == ["read", "act"]
    assert "Late arrivals · may read, act made" in words(client.get(PAGE))


def test_among_many_use_cases_one_is_typed(site, lap):
    Scope.objects.bulk_create(Scope(key=f"many-{n}", label=f"Many {n}") for n in range(100))
    client = site.client("ola")
    shown = client.get(PAGE)
    assert "Its short name, as in its address" in words(shown)
    assert "only such a one opens MLflow" in words(shown)
    assert "Many 7" not in words(shown)
    form = {"token-name": "nightly", "token-days": "7", "token-allows": ["read"]}
    wrong = client.post(PAGE + "tokens/", {**form, "token-use_case": "nowhere"})
    assert b'id="id_token-use_case_error"' in wrong.content
    client.post(PAGE + "tokens/", {**form, "token-use_case": "late-arrivals"})
    assert ApiToken.objects.get().scope == lap.use_case.scope


def test_a_key_of_no_use_case_opens_the_whole_api(site, lap):
    form = {"token-name": "nightly", "token-days": "7", "token-allows": ["log"]}
    site.client("ana").post(PAGE + "tokens/", form)
    assert ApiToken.objects.get().scope is None
    assert "the whole API · may read, act made" in words(site.client("ana").get(PAGE))


def test_nobody_chooses_a_use_case_that_is_not_offered(site, lap):
    assert "Late arrivals" not in words(site.client("stan").get(PAGE))
    form = {"token-name": "x", "token-days": "7", "token-use_case": "late-arrivals"}
    answer = site.client("stan").post(PAGE + "tokens/", {**form, "token-allows": ["read"]})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_key_that_allows_nothing_is_told_at_its_field(site, lap):
    form = {"token-name": "x", "token-days": "7", "token-use_case": "late-arrivals"}
    answer = site.client("ana").post(PAGE + "tokens/", form)
    assert answer.status_code == 422
    assert b'id="id_token-allows_error"' in answer.content


def test_a_token_without_a_name_is_told_at_its_field(site, lap):
    response = site.client("ana").post(PAGE + "tokens/", {"token-days": "7"})
    assert response.status_code == 422
    assert b'id="id_token-name_error"' in response.content
    assert not ApiToken.objects.exists()


def test_only_its_owner_revokes_a_token(site, lap):
    made = tokens.make(actor=site.cast.ana, name="nightly", now=lap.tick())
    address = f"{PAGE}tokens/{made.token.token_key}/revoke/"
    assert site.client("stan").post(address).status_code == 404
    site.client("ana").post(address)
    assert not tokens.of(actor=site.cast.ana, now=lap.now).exists()

"""Service accounts and everybody's tokens, on the administrator's page."""

import re

import pytest

from governance.models import ApiToken, User
from governance.services import tokens
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/tokens/"


@pytest.fixture
def pipeline(site) -> User:
    given = {"account-username": "pipeline", "account-full_name": "Nightly pipeline"}
    answer = site.client("ada").post(f"{PAGE}accounts/", given, follow=True)
    assert "Nightly pipeline can be given roles" in words(answer)
    return User.objects.get(username="pipeline", is_service=True)


def test_a_token_is_made_for_an_account_and_shown_once(site, pipeline):
    given = {"token-account": pipeline.pk, "token-name": "nightly", "token-days": 7}
    said = site.client("ada").post(f"{PAGE}make/", given).content.decode()
    token = ApiToken.objects.get(user=pipeline)
    assert re.search(rf"{token.token_key}[0-9a-f]{{20,}}", said)
    again = words(site.client("ada").get(PAGE))
    assert "nightly" in again
    assert "never used" in again
    assert not re.search(rf"{token.token_key}[0-9a-f]{{20,}}", again)


def test_one_of_a_use_case_needs_its_account_in_the_team(site, pipeline, unchanged):
    client = site.client("ada")
    given = {
        "token-account": pipeline.pk,
        "token-name": "nightly",
        "token-days": 7,
        "token-use_case": "late-arrivals",
        "token-allows": ["read"],
    }
    client.get(PAGE)
    answer = client.post(f"{PAGE}make/", given)
    assert answer.status_code == 422
    assert "this account may not see it" in words(answer)
    assert not ApiToken.objects.exists()


def test_anybody_s_is_ended_and_its_use_case_is_not_told(site, lap):
    made = tokens.make(
        actor=site.cast.sam, name="notebook", scope_id=lap.use_case.scope_id, now=lap.now
    )
    said = words(site.client("ada").get(PAGE))
    assert "notebook" in said
    assert "one use case" in said
    assert lap.use_case.title not in said
    site.client("ada").post(f"{PAGE}{made.token.token_key}/end/")
    assert not ApiToken.objects.exists()


def test_without_an_account_none_is_made(site):
    given = {"token-account": "", "token-name": "mine", "token-days": 7}
    answer = site.client("ada").post(f"{PAGE}make/", given)
    assert answer.status_code == 404
    assert not ApiToken.objects.exists()


def test_it_is_closed_to_others(site):
    for name in ("ana", "ola"):
        assert site.client(name).get(PAGE).status_code == 403

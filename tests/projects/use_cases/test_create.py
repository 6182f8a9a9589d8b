"""One person creates a use case, with a scope and a place in it."""

import pytest

from governance.errors import Denied, Invalid
from governance.models import LedgerEntry, Membership
from projects.models import UseCase
from projects.services import use_cases
from tests.projects.conftest import kinds


@pytest.fixture
def somewhere(make, cast):
    """Ana is an analyst of another use case, so she may create one."""
    cast.join(make.use_case("Elsewhere").scope, "ana")


def create(actor, now, **given):
    values = {"title": "Late arrivals", "founder_role": "analyst"}
    return use_cases.create(actor=actor, now=now, **(values | given))


def test_it_makes_the_scope_and_gives_the_founder_a_role(cast, make, somewhere, now):
    row = create(cast.ana, now, summary="Predict delays.")
    assert (row.slug, row.scope.key, row.scope.label) == ("late-arrivals",) * 2 + ("Late arrivals",)
    assert (row.policy.name, row.lifecycle, row.created_at) == ("standard", "active", now)
    member = Membership.objects.get(scope=row.scope)
    assert (member.user, member.role) == (cast.user("ana"), "analyst")


def test_it_leaves_entries_in_the_scope(cast, make, somewhere, now):
    row = create(cast.ana, now)
    assert kinds(row.scope) == ["member.added", "use_case.created"]
    assert LedgerEntry.objects.latest("pk").occurred_at == now


def test_a_second_one_of_the_same_title_gets_another_address(cast, make, somewhere, now):
    assert [create(cast.ana, now).slug for _ in range(3)] == [
        "late-arrivals",
        "late-arrivals-2",
        "late-arrivals-3",
    ]


@pytest.mark.parametrize("title", ["飞机", "A", "New", "Default"])
def test_a_title_that_gives_no_address_gets_one_anyway(cast, make, somewhere, now, title):
    assert create(cast.ana, now, title=title).slug.endswith("use-case")


def test_it_refuses_somebody_without_a_role_anywhere(cast, make, unchanged, now):
    with unchanged(), pytest.raises(Denied) as refusal:
        create(cast.stan, now)
    assert "analyst" in refusal.value.who_can


def test_it_names_every_fault_at_once_and_changes_nothing(cast, make, somewhere, unchanged, now):
    with unchanged(), pytest.raises(Invalid) as refusal:
        create(cast.ana, now, title=" ", summary="x" * 401, policy_name="standart", slug="No Good")
    assert set(refusal.value.fields) == {"title", "summary", "policy_name", "slug"}
    assert "did you mean standard?" in refusal.value.fields["policy_name"]


def test_it_refuses_a_taken_address(cast, make, somewhere, unchanged, now):
    create(cast.ana, now, slug="delays")
    with unchanged(), pytest.raises(Invalid) as refusal:
        create(cast.ana, now, slug="delays")
    assert refusal.value.fields["slug"] == "“delays” is taken; choose another."


def test_it_refuses_a_role_that_does_not_exist(cast, make, somewhere, unchanged, now):
    with unchanged(), pytest.raises(Invalid) as refusal:
        create(cast.ana, now, founder_role="pilot")
    assert "“pilot” isn't one of" in refusal.value.fields["founder_role"]


def test_an_officer_may_stay_outside(cast, make, now):
    row = create(cast.ola, now, founder_role="")
    assert not row.scope.memberships.exists()
    assert UseCase.objects.visible_to(cast.ola, now).filter(pk=row.pk).exists()

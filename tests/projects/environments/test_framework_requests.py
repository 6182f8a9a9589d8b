"""A data scientist asks IT for a framework; IT answers."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from projects.services import framework_requests
from tests.projects.conftest import kinds


@pytest.fixture
def ask(use_case, make, cast, now):
    environment = make.environment().environment

    def of(**given):
        values = {
            "actor": cast.sam,
            "use_case_id": use_case.pk,
            "environment_id": environment.pk,
            "name": "Torch",
            "specifier": ">=2.4",
            "now": now,
        }
        return framework_requests.ask(**(values | given))

    return of


def answer(cast, row, now, **given):
    values = {"actor": cast.ira, "request_id": row.pk, "agreed": True, "answer": "On Monday."}
    return framework_requests.answer(now=now, **(values | given))


def test_it_asks_by_the_canonical_name(ask):
    row = ask()
    assert (row.name, row.specifier, row.state) == ("torch", ">=2.4", "asked")


@pytest.mark.parametrize(("agreed", "state"), [(True, "agreed"), (False, "declined")])
def test_it_answers(ask, cast, now, agreed, state):
    row = answer(cast, ask(), now, agreed=agreed)
    assert (row.state, row.answered_by, row.answer) == (state, cast.user("ira"), "On Monday.")
    assert kinds()[-2:] == ["framework.asked", "framework.answered"]


def test_it_is_answered_once_and_in_words(ask, cast, unchanged, now):
    row = ask()
    with unchanged(), pytest.raises(Invalid):
        answer(cast, row, now, answer="")
    answer(cast, row, now)
    with unchanged(), pytest.raises(StaleState):
        answer(cast, row, now)


def test_it_is_asked_once_while_it_waits(ask, cast, unchanged, now):
    row = ask()
    with unchanged(), pytest.raises(StaleState):
        ask()
    answer(cast, row, now, agreed=False)
    assert ask().pk != row.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": "a torch"}, "name"), ({"specifier": "newest"}, "specifier"), ({"name": ""}, "name")],
)
def test_wrong_input_is_named(ask, unchanged, given, field):
    with unchanged(), pytest.raises(Invalid) as refusal:
        ask(**given)
    assert field in refusal.value.fields


def test_roles_are_kept_apart(ask, cast, unchanged, now):
    row = ask()
    with unchanged():
        with pytest.raises(Denied):
            ask(actor=cast.ivo, name="jax")
        with pytest.raises(Denied):
            answer(cast, row, now, actor=cast.sam)
        with pytest.raises(NotVisible):
            answer(cast, row, now, actor=cast.stan)
        with pytest.raises(NotVisible):
            ask(environment_id=404)

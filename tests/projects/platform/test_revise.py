"""What a use case takes of an environment, revision by revision."""

import json

import pytest

from governance.errors import Denied, Invalid, StaleState
from projects import frameworks, queries
from tests.projects.conftest import kinds


def test_it_keeps_load_and_frameworks(use_case, make):
    environment = make.environment()
    row = make.platform(use_case, environment.pk, frameworks={"Scikit_Learn": "1.5.1"})
    assert json.loads(row.frameworks) == {"scikit-learn": "==1.5.1"}
    assert (row.number, row.revision, queries.latest_platform(use_case)) == (1, environment, row)
    assert kinds(use_case.scope)[-1] == "platform.revised"


def test_what_does_not_fit_is_kept_for_the_gate_to_say(use_case, make):
    environment = make.environment(frameworks={"torch": "2.1"})
    row = make.platform(use_case, environment.pk, frameworks={"torch": ">=2.4"}, cpu_cores=900)
    have = {one.name: one.version for one in environment.frameworks.all()}
    assert frameworks.lacking(json.loads(row.frameworks), have) == {"torch": ">=2.4"}


@pytest.mark.parametrize(
    "given", [{"cpu_cores": 5}, {"frameworks": {}}, {"requests_per_second": 20}]
)
def test_each_part_of_it_bears_on_its_hash(use_case, make, given):
    environment = make.environment()
    first = make.platform(use_case, environment.pk)
    second = make.platform(use_case, environment.pk, based_on=1, **given)
    assert first.content_hash != second.content_hash


def test_a_newer_environment_revision_bears_on_its_hash(use_case, make):
    one = make.environment()
    first = make.platform(use_case, one.pk)
    two = make.environment(place_id=one.environment.place_id, cpu_cores=9, based_on=1)
    assert make.platform(use_case, two.pk, based_on=1).content_hash != first.content_hash


def test_stale_same_and_wrong_are_refused(use_case, make, unchanged):
    environment = make.environment()
    make.platform(use_case, environment.pk)
    with unchanged():
        with pytest.raises(StaleState):
            make.platform(use_case, environment.pk, cpu_cores=5)
        with pytest.raises(Invalid) as same:
            make.platform(use_case, environment.pk, based_on=1)
        with pytest.raises(Invalid) as wrong:
            make.platform(use_case, 404, based_on=1, memory_gib=0, frameworks={"torch": "about 2"})
    assert "Nothing is different" in same.value.fields["platform"]
    assert set(wrong.value.fields) == {"revision_id", "memory_gib", "frameworks.torch"}


def test_an_analyst_does_not_revise_it(use_case, make, cast, unchanged):
    environment = make.environment()
    with unchanged(), pytest.raises(Denied):
        make.platform(use_case, environment.pk, actor=cast.ana)

"""The catalogues are searched, narrowed and sorted in SQL; who reads a source is told with care."""

import pytest

from projects import catalogues
from projects.catalogues import EnvironmentQuery, SourceQuery
from projects.services import source_access

PREM, CLOUD = "on_premises", "cloud"


def titles(rows) -> list[str]:
    return [getattr(one, "title", None) or one.environment.title for one in rows]


@pytest.fixture
def shelf(make, cast, use_case):
    """Three sources in two places."""
    hall, cloud = make.place("hall-b", PREM), make.place("cloud-eu", CLOUD)
    make.source("movements", place_id=hall.pk, volume=300, classification="internal")
    make.source("weather", place_id=cloud.pk, classification="public", owner_id=cast.id("dot"))
    make.source("tickets", place_id=hall.pk, volume=9000, classification="restricted")


@pytest.fixture
def halls(make, use_case):
    """Three environments; the newest revision of the first has lost torch."""
    prem, cloud = make.place("hall-b", PREM), make.place("cloud-eu", CLOUD)
    make.environment("a", title="Alpha", place_id=prem.pk, frameworks={"torch": "2.4.1"})
    make.environment(
        "a", title="Alpha", place_id=prem.pk, frameworks={"scikit-learn": "1.5.2"}, based_on=1
    )
    make.environment(
        "b", title="Beta", place_id=cloud.pk, accelerators=4, accelerator_kind="L40S",
        frameworks={"scikit-learn": "1.6.0", "torch": "2.5"},
    )  # fmt: skip
    make.environment("c", title="Gamma", place_id=prem.pk, cpu_cores=64, frameworks={})


def found_sources(**given) -> list[str]:
    return titles(catalogues.sources(SourceQuery(**given)))


def found_environments(**given) -> list[str]:
    return titles(catalogues.environments(EnvironmentQuery(**given)))


def test_sources_are_found_by_name_system_owner_and_place(shelf):
    assert found_sources(sought="movem") == ["Movements"]
    assert found_sources(sought="operations") == ["Movements", "Tickets", "Weather"]
    assert found_sources(sought="dot") == ["Weather"]
    assert found_sources(sought="cloud") == ["Weather"]
    assert found_sources(sought="cloud stan") == []


def test_sources_are_narrowed_by_place_class_and_owner(shelf, cast):
    assert found_sources(place="hall-b") == ["Movements", "Tickets"]
    assert found_sources(kind="cloud") == ["Weather"]
    assert found_sources(classification="restricted") == ["Tickets"]
    assert found_sources(owned_by=cast.id("dot")) == ["Weather"]
    assert found_sources(classification="secret") == ["Movements", "Tickets", "Weather"]


def test_sources_are_sorted_with_what_isnt_known_last_either_way(shelf):
    assert found_sources(sort="rows") == ["Movements", "Tickets", "Weather"]
    assert found_sources(sort="-rows") == ["Tickets", "Movements", "Weather"]
    assert found_sources(sort="class") == ["Weather", "Movements", "Tickets"]
    assert found_sources(sort="-title") == ["Weather", "Tickets", "Movements"]
    assert found_sources(sort="colour") == ["Movements", "Tickets", "Weather"]


def test_only_the_newest_revision_of_an_environment_is_there(halls):
    assert found_environments() == ["Alpha", "Beta", "Gamma"]
    assert found_environments(framework="torch") == ["Beta"]
    assert catalogues.framework_names() == ["scikit-learn", "torch"]


@pytest.mark.parametrize(
    ("name", "version", "there"),
    [
        ("scikit-learn", "", ["Alpha", "Beta"]),
        ("Scikit_Learn", "1.5", ["Alpha"]),
        ("scikit-learn", "1.5.2", ["Alpha"]),
        ("scikit-learn", ">=1.5", ["Alpha", "Beta"]),
        ("scikit-learn", ">=1.5,<1.6", ["Alpha"]),
        ("scikit-learn", "1.7", []),
        ("scikit-learn", "newest", []),
        ("jax", "", []),
    ],
)
def test_which_environments_have_a_framework_in_a_version(halls, name, version, there):
    assert found_environments(framework=name, version=version) == there


def test_environments_are_narrowed_by_place_and_accelerators_and_sorted(halls):
    assert found_environments(kind="on_premises") == ["Alpha", "Gamma"]
    assert found_environments(place="cloud-eu") == ["Beta"]
    assert found_environments(accelerated=True) == ["Beta"]
    assert found_environments(sought="l40s") == ["Beta"]
    assert found_environments(sort="-cores") == ["Gamma", "Alpha", "Beta"]
    assert found_environments(sort="-accelerators") == ["Beta", "Alpha", "Gamma"]


def ask(make, cast, use_case, source, grant=True):
    row = source_access.ask(
        actor=cast.dee, use_case_id=use_case.pk, source_id=source.pk, reason="x", now=make.now
    )
    if grant:
        source_access.grant(actor=cast.stan, access_id=row.pk, now=make.now)
    return row


def test_who_reads_a_source_is_told_to_members_and_to_its_owner(make, cast, use_case, now):
    source = make.source()
    ask(make, cast, use_case, source)

    def told(actor) -> list[str]:
        return [one.use_case.title for one in catalogues.readers([source.pk], actor, now)]

    assert told(cast.ana) == ["Late arrivals"]
    assert told(cast.stan) == ["Late arrivals"]  # he owns it and granted it
    assert told(cast.ada) == []


def test_the_list_of_sources_names_no_use_case_that_its_reader_cant_see(make, cast, use_case, now):
    source = make.source()
    ask(make, cast, use_case, source)

    def told(actor) -> list[str]:
        return [one.use_case.title for one in catalogues.granted([source.pk], actor, now)]

    assert told(cast.ana) == ["Late arrivals"]
    assert told(cast.stan) == []  # the source's own page tells him
    assert told(cast.ada) == []


def test_the_record_of_a_source_leaves_out_use_cases_that_arent_told_of(make, cast, use_case):
    source, other = make.source(), make.source("weather")
    ask(make, cast, use_case, source)
    ask(make, cast, use_case, other, grant=False)

    def kinds(scopes) -> list[str]:
        return [one.kind for one in catalogues.source_entries(source, scopes)]

    assert kinds([use_case.scope.key]) == ["access.granted", "access.asked", "source.registered"]
    assert kinds([]) == ["source.registered"]


def test_who_takes_an_environment_is_told_of_visible_use_cases(make, cast, use_case, now):
    revision = make.environment()
    make.platform(use_case, revision.pk)

    def told(actor) -> list[str]:
        rows = catalogues.takers([revision.environment_id], actor, now)
        return [one.use_case.title for one in rows]

    assert told(cast.ana) == ["Late arrivals"]
    assert told(cast.stan) == []

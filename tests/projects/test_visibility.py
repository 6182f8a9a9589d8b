"""Scenario 13, at the services: for a stranger the use case and all that is in it isn't there."""

import pytest
from django.apps import apps

from governance.errors import NotVisible
from governance.models.scopes import ScopedQuerySet
from projects import access, queries
from projects.services import comments, framework_requests, source_access, verdicts, work_items
from tests.projects.attachments.material import PDF, upload

SCOPED = [
    model
    for model in apps.get_app_config("projects").get_models()
    if isinstance(model._default_manager.all(), ScopedQuerySet)
]


@pytest.fixture
def full(use_case, make, cast, now):
    """A use case in which every scoped table has a row."""
    make.brief(use_case)
    plan = make.plan(use_case)
    make.dataset(plan)
    environment = make.environment()
    make.platform(use_case, environment.pk)
    verdicts.ask(actor=cast.sam, plan_id=plan.pk, rows=4, now=now)
    source_access.ask(
        actor=cast.dee,
        use_case_id=use_case.pk,
        source_id=make.source(owner_id=cast.id("dee")).pk,
        reason="x",
        now=now,
    )
    framework_requests.ask(
        actor=cast.sam,
        use_case_id=use_case.pk,
        environment_id=environment.environment_id,
        name="jax",
        specifier=">=0.4",
        now=now,
    )
    subject = f"use_case:{use_case.pk}"
    files = [upload("plan.pdf", PDF)]
    comments.add(actor=cast.ana, subject=subject, text="x", uploads=files, now=now)
    work_items.add(actor=cast.ana, subject=subject, title="x", now=now)
    _application(use_case, cast, now)
    return use_case


def _application(use_case, cast, now):
    from projects.services import applications, contracts

    row = applications.register(
        actor=cast.ann,
        use_case_id=use_case.pk,
        key="board",
        title="Board",
        owner_id=cast.id("ann"),
        now=now,
    )
    applications.deployed(actor=cast.ann, application_id=row.pk, version="1", now=now)
    columns = [{"name": "a", "type": "long"}]
    contracts.revise(
        actor=cast.ann,
        application_id=row.pk,
        inputs_=columns,
        outputs=columns,
        based_on=0,
        now=now,
    )


def test_every_scoped_table_hides_its_rows_from_a_stranger(full, cast, now):
    assert len(SCOPED) == 14
    for model in SCOPED:
        rows = model._default_manager.all()
        row = rows.first()
        assert row is not None, model
        assert not rows.visible_to(cast.stan, now).exists(), model
        assert rows.visible_to(cast.ana, now).exists(), model
        with pytest.raises(NotVisible):
            access.one(rows, cast.stan, row.pk, now=now)


@pytest.mark.parametrize("name", ["stan", "ada"])
def test_lists_and_desks_of_outsiders_are_empty(full, cast, now, name):
    actor = cast.actor(name)
    assert not queries.use_cases(actor, now).exists()
    assert not queries.access_waiting_for(actor, now).exists()


@pytest.mark.parametrize("name", ["ola", "val"])
def test_officers_and_validators_read_everything(full, cast, now, name):
    assert queries.use_cases(cast.actor(name), now).get() == full


def test_a_use_case_is_found_by_id_and_by_slug_and_not_by_strangers(full, cast, now):
    assert access.use_case(cast.ana, full.pk, now=now) == full
    assert access.use_case(cast.ana, "late-arrivals", now=now, lock=True) == full
    for key in (full.pk, full.slug, 10**30, "no-such"):
        with pytest.raises(NotVisible):
            access.use_case(cast.stan, key, now=now, lock=True)

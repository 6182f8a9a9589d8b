"""Published versions are numbered, resolved, hashed, and never change again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from governance import canonical
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry, Policy, PolicyVersion
from governance.policy import parse
from governance.services import policies
from tests.governance.policy.texts import base, extension


@pytest.fixture
def publish(cast, now):
    def call(source=None, *, actor="ola", name="own"):
        if source is not None:
            policies.save_draft(actor=cast.ola, name=name, title="Own", source=source, now=now)
        row = Policy.objects.get(name=name)
        return policies.publish(actor=cast.actor(actor), policy_id=row.pk, now=now)

    return call


def test_the_first_version_says_what_the_draft_says(publish, cast, now):
    version = publish(base("evaluation_limit: 2\n"))
    assert (version.number, version.source) == (1, base("evaluation_limit: 2\n"))
    assert (version.published_at, version.published_by) == (now, cast.user("ola"))
    assert policies.version_rules(version) == parse(base("evaluation_limit: 2\n"))
    assert version.sha256 == canonical.sha256(version.resolved)


def test_the_record_names_the_number_and_the_hashes(publish):
    version = publish(base())
    data = canonical.loads(LedgerEntry.objects.get(kind="policy.published").body)["data"]
    assert data == {
        "name": "own",
        "number": 1,
        "sha256": version.sha256,
        "source_sha": canonical.sha256(version.source),
        "layers": [],
    }


def test_the_next_version_leaves_the_first_as_it_was(publish):
    first = publish(base())
    second = publish(base("counts: claimed\n"))
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert policies.version_rules(first).counts == "measured"
    assert policies.version_rules(second).counts == "claimed"


def test_publishing_the_same_again_is_refused(publish):
    publish(base())
    with pytest.raises(StaleState, match="Version 1 says exactly this already"):
        publish(base())
    assert PolicyVersion.objects.count() == 1


def test_an_extension_stands_on_the_newest_version_of_its_parent(publish, now):
    policies.ship(now)
    version = publish(extension("evaluation_limit: 1\n"))
    rules = policies.version_rules(version)
    assert [(one.name, one.number) for one in rules.layers] == [("standard", 1)]
    assert rules.stage("training").check("evaluation-limit").params["limit"] == 1


def test_a_version_does_not_move_when_its_parent_does(publish, cast, now):
    policies.ship(now)
    own = publish(extension())
    standard = Policy.objects.get(name="standard")
    stricter = standard.draft.replace("evaluation_limit: 3", "evaluation_limit: 1")
    publish(stricter, name="standard")
    assert policies.version_rules(PolicyVersion.objects.get(pk=own.pk)).evaluation_limit == 3
    assert policies.version_rules(publish(extension())).evaluation_limit == 1


def test_a_parent_cannot_come_to_extend_its_child(publish, now):
    policies.ship(now)
    publish(extension())
    turned = "policy: standard\nextends: own\ntitle: Standard\n"
    with pytest.raises(Invalid, match="is itself built on"):
        publish(turned, name="standard")


@pytest.mark.parametrize("name", ["ana", "ada", "val", "stan"])
def test_nobody_but_an_officer_may(publish, cast, now, name):
    policies.save_draft(actor=cast.ola, name="own", title="Own", source=base(), now=now)
    with pytest.raises(Denied):
        publish(actor=name)
    assert not PolicyVersion.objects.exists()


def test_a_policy_that_is_not_there_is_not_visible(cast, now):
    with pytest.raises(NotVisible):
        policies.publish(actor=cast.ola, policy_id=999, now=now)


def test_an_empty_draft_cannot_be_published(cast, now):
    row = Policy.objects.create(name="own", title="Own")
    with pytest.raises(Invalid, match="The draft is empty"):
        policies.publish(actor=cast.ola, policy_id=row.pk, now=now)


@pytest.mark.parametrize("change", ["UPDATE {} SET source = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_published_version(publish, change):
    version = publish(base())
    table = PolicyVersion._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert PolicyVersion.objects.get(pk=version.pk).source == base()


def test_its_rules_are_read_once(publish):
    version = publish(base())
    again = PolicyVersion.objects.get(pk=version.pk)
    assert policies.version_rules(version) is policies.version_rules(again)


def test_shipping_publishes_both_policies_once(db, now):
    versions = policies.ship(now)
    assert [str(one) for one in versions] == ["Standard, version 1", "Restricted data, version 1"]
    assert all(one.published_by is None for one in versions)
    assert policies.version_rules(versions[1]).residency == "on_premises"
    entries = LedgerEntry.objects.count()
    assert policies.ship(now + timedelta(days=1)) == []
    assert LedgerEntry.objects.count() == entries


def test_shipping_again_brings_what_is_new(db, now, monkeypatch, tmp_path):
    policies.ship(now)
    for path in policies.FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("margin: 0.01", "margin: 0.005")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(policies, "FOLDER", tmp_path)
    versions = policies.ship(now)
    assert [(one.policy.name, one.number) for one in versions] == [
        ("standard", 2),
        ("restricted-data", 2),
    ]


def test_shipping_leaves_alone_what_an_officer_has_made_their_own(publish, cast, now):
    policies.ship(now)
    standard = Policy.objects.get(name="standard")
    publish(standard.draft.replace("evaluation_limit: 3", "evaluation_limit: 2"), name="standard")
    draft = Policy.objects.get(name="standard").draft
    assert policies.ship(now) == []
    assert Policy.objects.get(name="standard").draft == draft


def test_shipping_leaves_alone_what_does_not_fit_an_officers_parent_any_more(
    publish, cast, now, monkeypatch, tmp_path
):
    policies.ship(now)
    standard = Policy.objects.get(name="standard")
    publish(standard.draft.replace("evaluation_limit: 3", "evaluation_limit: 1"), name="standard")
    for path in policies.FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8") + "# another edition\n"
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(policies, "FOLDER", tmp_path)
    assert policies.ship(now) == []
    assert Policy.objects.get(name="restricted-data").versions.count() == 1

"""Officers keep drafts of policies; what isn't a policy changes nothing."""

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid
from governance.models import LedgerEntry, Policy, PolicyVersion
from governance.services import policies
from tests.governance.policy.texts import base, extension


@pytest.fixture
def save(cast, now):
    def call(who="ola", **changes):
        values = {"actor": cast.actor(who), "name": "own", "title": "Own", "source": base()}
        return policies.save_draft(**(values | changes), now=now)

    return call


def everything() -> tuple:
    return (
        list(Policy.objects.values_list("name", "title", "draft")),
        PolicyVersion.objects.count(),
        LedgerEntry.objects.count(),
    )


def test_an_officer_keeps_a_draft(save):
    row = save()
    assert (row.name, row.title, row.draft) == ("own", "Own", base())
    assert not row.versions.exists()
    assert LedgerEntry.objects.get(kind="policy.drafted").actor_name == "Ola"


def test_saving_again_changes_the_draft_and_title(save):
    save()
    row = save(source=base("evaluation_limit: 2\n"), title="Our own")
    assert Policy.objects.get() == row
    assert (row.title, "evaluation_limit: 2" in row.draft) == ("Our own", True)


def test_the_text_itself_is_not_in_the_record(save):
    save()
    assert "approvals" not in LedgerEntry.objects.get(kind="policy.drafted").body


@pytest.mark.parametrize("name", ["ana", "ada", "val", "stan"])
def test_nobody_else_may(save, name):
    before = everything()
    with pytest.raises(Denied) as caught:
        save(name)
    assert caught.value.who_can == "governance officer"
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"source": "policy: own\ntitle: [\n"}, "source", "line 3: This isn't YAML"),
        (
            {"source": base("counts: measurd\n")},
            "source",
            "line 3: “measurd” isn't known here. Did",
        ),
        ({"source": "policy: own\x00"}, "source", "line 1: Here stands a NUL character."),
        ({"source": "[" * 60_000}, "source", "Nested deeper than 8"),
        ({"source": base().replace("policy: own", "policy: other")}, "source", "this one is own"),
        ({"source": extension()}, "source", "no published policy “standard”"),
        ({"source": None}, "source", "This has to be text"),
        ({"source": b"policy: own"}, "source", "This has to be text"),
        ({"name": "Own policy"}, "name", "small letters"),
        ({"name": ""}, "name", "empty"),
        ({"title": ""}, "title", "empty"),
        ({"title": "O\x00wn"}, "title", "NUL"),
        ({"title": "x" * 201}, "title", "shorten it to 200"),
    ],
)
def test_it_refuses_with_field_value_and_remedy_and_keeps_nothing(save, changes, field, says):
    before = everything()
    with pytest.raises(Invalid) as caught:
        save(**changes)
    assert says in caught.value.fields[field]
    assert everything() == before


def test_many_problems_are_named_in_part(save):
    source = base("".join(f"unknown{n}: 1\n" for n in range(30)))
    with pytest.raises(Invalid) as caught:
        save(source=source)
    lines = caught.value.fields["source"].splitlines()
    assert (len(lines), lines[-1]) == (21, "… and 10 more.")


def test_a_part_of_pitwall_may(db, now):
    row = policies.save_draft(
        actor=Actor.system("setup"), name="own", title="Own", source=base(), now=now
    )
    assert row.pk

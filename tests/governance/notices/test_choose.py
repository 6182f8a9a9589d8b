"""Each person chooses what, where and how often; the choice goes into the record."""

import pytest

from governance import canonical
from governance.actors import Actor
from governance.errors import Denied, Invalid
from governance.models import LedgerEntry
from governance.queries.notices import wishes
from governance.services import channels, preferences


def choose(desk, name="ana", choices=None, **given):
    preferences.choose_notices(
        actor=desk.cast.actor(name), choices=choices or {}, now=desk.now, **given
    )


def kept(desk, name="ana"):
    return wishes([desk.cast.user(name)])[desk.cast.id(name)]


def test_what_is_chosen_is_kept_and_recorded_without_what_stayed(desk):
    choose(desk, choices={("vote", "mail"): "hourly", ("role", "mail"): "daily"}, digest_hour=17)
    assert kept(desk).often("vote", "mail") == "hourly"
    assert kept(desk).hours.digest_hour == 17
    entry = LedgerEntry.objects.get(kind="person.notices_chosen")
    data = canonical.loads(entry.body)["data"]
    assert data["choices"] == [{"kind": "vote", "way": "mail", "often": "hourly"}]


def test_choosing_the_same_again_leaves_no_entry(desk):
    choose(desk, choices={("vote", "mail"): "hourly"})
    choose(desk, choices={("vote", "mail"): "hourly"})
    assert LedgerEntry.objects.filter(kind="person.notices_chosen").count() == 1


def test_nobody_elses_choices_change(desk):
    choose(desk, choices={("vote", "mail"): "never"})
    assert kept(desk, "sam").often("vote", "mail") == "at_once"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"choices": {("vote", "mail"): "sometimes"}}, "vote-mail"),
        ({"choices": {("vote", "portal"): "daily"}}, "vote-portal"),
        ({"choices": {("gossip", "mail"): "daily"}}, "gossip-mail"),
        ({"choices": {("vote", "channel:9"): "daily"}}, "vote-channel:9"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"quiet_from": 22}, "quiet_until"),
        ({"quiet_until": 7}, "quiet_from"),
        ({"quiet_from": "late", "quiet_until": 7}, "quiet_from"),
    ],
)
def test_what_can_not_be_chosen_is_told_at_its_field(desk, unchanged, given, field):
    with unchanged(), pytest.raises(Invalid) as refusal:
        choose(desk, **given)
    assert field in refusal.value.fields


def test_a_channel_of_another_use_case_is_not_to_be_chosen(desk, unchanged):
    made = channels.add(
        actor=desk.cast.ada,
        name="arrivals",
        address="json://127.0.0.1:9/x",
        kinds=["vote"],
        use_case=desk.scope.key,
        now=desk.now,
    )
    choose(desk, choices={("vote", f"channel:{made.pk}"): "at_once"})
    with unchanged(), pytest.raises(Invalid):
        choose(desk, "stan", choices={("vote", f"channel:{made.pk}"): "at_once"})


def test_a_part_of_pitwall_chooses_nothing(desk, unchanged):
    with unchanged(), pytest.raises(Denied):
        preferences.choose_notices(actor=Actor.system("x"), choices={}, now=desk.now)

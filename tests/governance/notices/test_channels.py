"""Administrators configure channels; addresses are locked, and only some are taken."""

import pytest

from governance import addresses, vault
from governance.errors import Denied, Invalid, StaleState
from governance.models import Channel, Dispatch, LedgerEntry
from governance.noticing import NoticeKind
from governance.services import channels

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#gates"


def add(desk, by="ada", **given):
    values = {"name": "#gates", "address": SLACK, "kinds": ["vote", "release"], "now": desk.now}
    return channels.add(actor=desk.cast.actor(by), **(values | given))


def test_the_address_is_locked_and_stands_nowhere_else(desk):
    row = add(desk)
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in row.address
    assert vault.unlock(row.address) == SLACK
    entry = LedgerEntry.objects.get(kind="channel.added")
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in entry.body
    assert (row.service, row.kinds) == ("Slack", ["vote", "release"])


def test_only_an_administrator_configures_them(desk, unchanged):
    for name in ("ana", "ola"):
        with unchanged(), pytest.raises(Denied):
            add(desk, name)
    row = add(desk)
    for act in (channels.close, channels.try_out):
        with unchanged(), pytest.raises(Denied):
            act(actor=desk.cast.ola, channel_id=row.pk, now=desk.now)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "slack",
        "file:///etc/passwd",
        "syslog://local7",
        "rsyslog://127.0.0.1",
        "dbus://",
        "windows://",
        "exec://rm",
        "http://169.254.169.254/latest",
        "https://example.org/hook",
        "https://hooks.slack.com.example.org/services/T1/B1/x",
        "json://",
        "slack://a/b/c?template=/etc/passwd",
        "json://host/?rto=9999",
        "jsons://host/?Verify=no",
        "json://host/a b",
        "json://ho\nst/",
        "json://[",
        f"json://host/{'x' * 2000}",
        None,
    ],
)
def test_other_addresses_are_refused_without_being_repeated(desk, unchanged, address):
    with unchanged(), pytest.raises(Invalid) as refusal:
        add(desk, address=address)
    assert list(refusal.value.fields) == ["address"]
    assert not address or len(address) < 12 or address not in refusal.value.fields["address"]


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://hooks.slack.com/services/T1/B1/x", "Slack"),
        ("https://discord.com/api/webhooks/1/x", "Discord"),
        ("https://p.westeurope.logic.azure.com/workflows/a/triggers?sig=x&sp=y", "Microsoft Teams"),
        ("workflows://host/a/b", "Microsoft Teams"),
    ],
)
def test_webhooks_are_taken_as_services_give_them_out(address, service):
    assert addresses.service_of(address) == service


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": ["gossip"]}, "kinds"),
        ({"name": ""}, "name"),
        ({"use_case": "moonshot"}, "use_case"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(desk, unchanged, given, field):
    with unchanged(), pytest.raises(Invalid) as refusal:
        add(desk, **given)
    assert list(refusal.value.fields) == [field]


def test_two_open_channels_have_two_names(desk, unchanged):
    row = add(desk)
    with unchanged(), pytest.raises(Invalid):
        add(desk)
    channels.close(actor=desk.cast.ada, channel_id=row.pk, now=desk.now)
    add(desk)


def test_a_change_keeps_the_address_or_takes_another(desk):
    row = add(desk)
    values = {"actor": desk.cast.ada, "channel_id": row.pk, "now": desk.now, "kinds": ["vote"]}
    channels.change(**values, name="#other")
    row.refresh_from_db()
    assert (row.name, vault.unlock(row.address)) == ("#other", SLACK)
    channels.change(**values, name="#other", address="json://127.0.0.1:9/x")
    row.refresh_from_db()
    assert vault.unlock(row.address) == "json://127.0.0.1:9/x"


def test_closing_forgets_the_address(desk, unchanged):
    row = add(desk)
    channels.close(actor=desk.cast.ada, channel_id=row.pk, now=desk.now)
    row.refresh_from_db()
    assert row.address == ""
    with unchanged(), pytest.raises(StaleState):
        channels.try_out(actor=desk.cast.ada, channel_id=row.pk, now=desk.now)


def test_another_secret_key_can_not_read_it_but_a_former_one_can(desk, settings):
    row, former = add(desk), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(vault.Unreadable):
        vault.unlock(row.address)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert vault.unlock(row.address) == SLACK


def test_a_channel_hears_by_itself_of_its_kinds_once(desk):
    add(desk, by_itself=True)
    entry = desk.entry()
    desk.tell("ana", "sam", entry=entry)
    desk.tell("dee", entry=entry)
    desk.tell("ana", kind=NoticeKind.MENTION)
    rows = Dispatch.objects.exclude(channel=None)
    assert [(one.entry_id, one.notice) for one in rows] == [(entry.pk, None)]


def test_a_channel_of_another_use_case_hears_nothing(desk):
    desk.cast.team(key="digits", label="Digits")
    add(desk, by_itself=True, use_case="digits")
    desk.tell("ana")
    assert not Dispatch.objects.exclude(channel=None).exists()
    assert Channel.objects.get().scope.key == "digits"

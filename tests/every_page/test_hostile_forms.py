"""Every act of every page, each field of its form given what nobody would type: never a failure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from governance.models import User
from tests.every_page.addresses import ours
from tests.every_page.conftest import ADDRESSES, STATES, Ground
from tests.every_page.forms import Form, forms
from tests.every_page.table import At, full
from tests.fixtures.database import connected_to
from tests.grounds.premises import BACKEND

pytestmark = [pytest.mark.timeout(600)]

HOSTILE = {
    "NUL": "a\x00b",
    "a lone surrogate": "a\ud800b",
    "past every column": str(2**63),
    "5,000 digits": "9" * 5000,
    "no number": "NaN",
    "read backwards": "\u202eabc\u2066",
    "overlong and deep": "[" * 50_000,
}
FILES = {
    "NUL in a file's name": ("a\x00b.csv", b"flight,late\nA1,0\n"),
    "a file that is read backwards": ("\u202egpj.csv", b"\xff\xfe\x00"),
    "a file with an overlong name": ("x" * 5000 + ".csv", b"a\x00b," * 1000),
}
# Acts whose forms stand on no page of the premises, because nothing there is as far as they ask: who
# sends what, about what.
PAIR = ("candidate", "on", "back-reason")
UNSEEN: dict[str, tuple[At, tuple[str, ...]]] = {
    "account_loan_end": (full("ana", of="job"), ()),
    "board_view_delete": (full("ana", of="job"), ("query",)),
    "board_view_rename": (full("ana", of="job"), ("query", "view-name")),
    "data_want": (full("sam"), ("want-part", "want-rows", "want-note")),
    "file_erase": (full("ana", of="job"), ("erase-reason",)),
    "gate_submit": (full("sam"), ("submit-note",)),
    "gate_waive": (full("ola"), ("waiver-check_key", "waiver-reason", "waiver-until")),
    "intake_discard": (full("ana"), ()),
    "nominate": (full("sam"), ("version", "candidate", "nominate-version", "nominate-model")),
    "notice_read": (full("ana", of="job"), ("back", "next")),
    "notices_read": (full("ana"), ("kind", "case", "unread")),
    "release_back": (full("dov"), PAIR),
    "release_execute": (full("dov"), PAIR),
    "source_ask": (full("sam", key="source"), ("ask-use_case", "ask-reason")),
    "webhook_resume": (full("dov", of="webhook"), ()),
}
# allauth's, which are asked for and sent at one address.
DOOR = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
}
TAKING = sorted({one.name for one in ours() if "POST" in one.takes} | DOOR)


@dataclass(frozen=True)
class Seen:
    """A form, and who saw it on which premises."""

    who: str
    on: str
    form: Form

    @property
    def fields(self) -> tuple[str, tuple[str, ...]]:
        return self.on, tuple(sorted(self.form.fields))


@pytest.fixture(scope="session")
def seen(grounds: Mapping[str, Ground]) -> Mapping[str, list[Seen]]:
    """The forms of all pages by the name of their act, each once however many pages have it."""
    found: dict[str, dict[Any, Seen]] = {}
    for name, state, at in (one.values for one in STATES):
        if state == "faulty":
            continue  # the same forms again
        path = at.path(name, ADDRESSES[name].arguments, grounds[at.on].facts)
        with connected_to(grounds[at.on].database):
            page = client_of(at.who).get(path)
        for form in forms(page.text, path):
            one = Seen(at.who, at.on, form)
            act = resolve(form.action.partition("?")[0]).view_name
            found.setdefault(act, {}).setdefault(one.fields, one)
    return {act: list(several.values()) for act, several in found.items()}


def client_of(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(User.objects.get(username=who), backend=BACKEND)
    return client


def hostile(form: Form) -> Iterator[tuple[str, dict]]:
    """What is sent: the form with one field after the other changed, or sent as it is not meant."""
    for name in form.fields:
        for what, value in HOSTILE.items():
            yield f"{what} in {name}", {**form.fields, name: [value]}
        yield f"{name} left out", {one: held for one, held in form.fields.items() if one != name}
    for name in form.files:
        for what, (called, held) in FILES.items():
            yield f"{what} in {name}", {**form.fields, name: SimpleUploadedFile(called, held)}
    yield "NUL as a name", {**form.fields, HOSTILE["NUL"]: ["1"]}


@pytest.fixture
def send(grounds: Mapping[str, Ground]) -> Callable[[Seen, dict], HttpResponseBase]:
    """Send a form; whatever that did is undone."""
    clients: dict[tuple[str, str], Client] = {}

    def sent(one: Seen, data: dict) -> HttpResponseBase:
        with connected_to(grounds[one.on].database), transaction.atomic():
            if (one.on, one.who) not in clients:
                clients[one.on, one.who] = client_of(one.who)
            answer = post(clients[one.on, one.who], one.form.action, data)
            transaction.set_rollback(True)
        return answer

    return sent


def post(client: Client, address: str, data: dict) -> HttpResponseBase:
    """As a browser encodes it, but that it lets no byte of a lone surrogate through."""
    if any(isinstance(held, SimpleUploadedFile) for held in data.values()):
        return client.post(address, data)
    body = urlencode(data, doseq=True, errors="surrogatepass")
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


@pytest.fixture(autouse=True)
def no_looking_for_loops(settings) -> None:
    """An act asks for the standing of one use case several times, which zeal takes for a loop."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.startswith("zeal.")]


@pytest.mark.parametrize("name", TAKING)
def test_no_field_of_an_act_makes_it_fail(grounds, seen, send, name):
    for one in forms_of(name, grounds, seen):
        for where, data in hostile(one.form):
            answer = send(one, data)
            assert answer.status_code < 500, f"{one.form.action} as {one.who}: {where}"


def forms_of(name: str, grounds: Mapping[str, Ground], seen: Mapping[str, list[Seen]]) -> list:
    if name not in UNSEEN:
        return seen[name]
    assert name not in seen, f"{name} has a form on a page; take it out of UNSEEN"
    at, fields = UNSEEN[name]
    path = at.path(name, ADDRESSES[name].arguments, grounds[at.on].facts)
    return [Seen(at.who, at.on, Form(path, {one: ["1"] for one in fields}))]

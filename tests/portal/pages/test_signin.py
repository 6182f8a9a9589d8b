"""The door: user name and password, and the demo's people where a demo was made."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from governance.actors import Actor
from governance.models import LedgerEntry, User
from governance.services import people
from portal.launch.progress import Progress, SignIn
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
DOOR = "/accounts/login/"
PASSWORD = "round-the-loop"


@pytest.fixture
def ana(now):
    return people.add(
        actor=Actor.system("setup"),
        username="ana",
        full_name="Ana Moreau",
        password=PASSWORD,
        now=now,
    )


@pytest.fixture
def progress(tmp_path, settings):
    settings.PROGRESS_FILE = tmp_path / "progress.json"
    return Progress(settings.PROGRESS_FILE, [("people", "People and roles")])


def test_a_name_and_a_password_open_the_desk(client, ana):
    response = client.post(DOOR, {"login": "ana", "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "Nothing waits for you, Ana" in words(response)


def test_a_wrong_password_is_said_without_saying_which_was_wrong(client, ana):
    response = client.post(DOOR, {"login": "ana", "password": "wrong"})
    assert response.status_code == 200
    assert "not correct" in words(response)


def test_where_one_wanted_to_go_is_kept(client, ana):
    sent = client.get("/board/?view=table")
    response = client.post(sent["Location"], {"login": "ana", "password": PASSWORD})
    assert response["Location"] == "/board/?view=table"


def test_nobody_is_offered_at_the_door_without_a_demo(client, progress):
    assert "look around the demonstration" not in words(client.get(DOOR))


def test_the_demos_people_are_offered_once_it_is_made(client, ana, progress):
    progress.finish([SignIn("ana", PASSWORD, "analyst")])
    response = client.get(DOOR)
    assert "or look around the demonstration as" in words(response)
    assert f'name="password" value="{PASSWORD}"' in response.content.decode()


def test_a_demo_on_its_way_is_said_with_a_way_to_watch(client, progress):
    assert "The demo is being prepared" in words(client.get(DOOR))


def test_signing_out_is_a_post(client, ana):
    client.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/")["Location"].startswith(DOOR)


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/a/"])
def test_nobody_moves_their_mail_unasked(client, ana, address):
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"action_add": "", "email": "elsewhere@example.org"}
    assert client.get(address).status_code == client.post(address, sent).status_code == 404
    ana.refresh_from_db()
    assert ana.email == ""


def test_the_pages_that_renew_a_password_are_drawn(client, ana):
    assert client.get("/accounts/password/reset/").status_code == 200
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/password/change/").status_code == 200


def test_a_password_that_is_chosen_stands_in_the_record_and_ends_other_sessions(client, ana):
    elsewhere = Client()
    for one in (client, elsewhere):
        one.post(DOOR, {"login": "ana", "password": PASSWORD})
    new = "round-the-other-loop"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", sent).status_code == 302
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.actor) == ("person.password_chosen", str(ana.uuid))
    assert client.get("/board/").status_code == 200
    assert elsewhere.get("/board/").status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(new)


def guess(client, times: int, address: str) -> None:
    for n in range(times):
        client.post(
            DOOR,
            {"login": f"nobody{n}", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{n}, {address}"},
        )


@pytest.mark.parametrize(("proxies", "status"), [(1, 302), (0, 200)])
def test_who_guesses_keeps_others_out_only_where_no_proxy_says_who_it_is(
    client, ana, settings, proxies, status
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    guess(client, 21, "203.0.113.1")
    sent = {"login": "ana", "password": PASSWORD}
    answer = client.post(DOOR, sent, headers={"X-Forwarded-For": "203.0.113.2"})
    assert answer.status_code == status


def test_the_counts_of_many_names_dont_push_one_another_out(db):
    for n in range(400):
        cache.set(f"allauth:rl:login_failed:{n:03}", n)
    assert cache.get("allauth:rl:login_failed:000") == 0


@pytest.mark.parametrize("page", ["login/", "logout/", "inactive/", "password/reset/"])
def test_the_rest_of_the_door_is_open(client, db, page):
    assert client.get(f"/accounts/{page}").status_code in {200, 302}


def test_a_new_password_is_sent_to_the_address_that_is_known(client, ana, mailoutbox):
    User.objects.filter(pk=ana.pk).update(email="ana@example.org")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    [mail] = mailoutbox
    assert mail.to == ["ana@example.org"]

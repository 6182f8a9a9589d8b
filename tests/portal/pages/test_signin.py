"""The door: user name and password, and the demo's people where a demo was made."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache

from governance.actors import Actor
from governance.models import User
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


@pytest.fixture
def behind_a_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/ip"}


def test_one_strangers_failures_shut_nobody_else_out(client, ana, behind_a_proxy):
    for _ in range(4):
        client.post(
            DOOR, {"login": "guess", "password": "wrong"}, headers={"x-forwarded-for": "10.0.0.9"}
        )
    response = client.post(
        DOOR, {"login": "ana", "password": PASSWORD}, headers={"x-forwarded-for": "10.0.0.7"}
    )
    assert response.status_code == 302


def test_the_counts_of_many_names_dont_push_one_another_out(db):
    for n in range(400):
        cache.set(f"allauth:rl:login_failed:{n:03}", n)
    assert cache.get("allauth:rl:login_failed:000") == 0


def test_nobody_changes_where_their_mail_goes_past_the_record(client, ana):
    client.force_login(ana)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "ana@elsewhere.example"})
    assert answer.status_code == 404
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("page", ["login/", "logout/", "inactive/", "password/reset/"])
def test_the_rest_of_the_door_is_open(client, db, page):
    assert client.get(f"/accounts/{page}").status_code in {200, 302}


def test_ones_own_password_can_be_changed(client, ana):
    client.force_login(ana)
    said = {"oldpassword": PASSWORD, "password1": "up-the-pit-lane", "password2": "up-the-pit-lane"}
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.post("/accounts/password/change/", said).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password("up-the-pit-lane")


def test_a_new_password_is_sent_to_the_address_that_is_known(client, ana, mailoutbox):
    User.objects.filter(pk=ana.pk).update(email="ana@example.org")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    [mail] = mailoutbox
    assert mail.to == ["ana@example.org"]

"""What follows from an address with https: a proxy stands before the web process."""

import json
import os
import subprocess
import sys

import pytest

FOLLOW = ("ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")
CHOSEN = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
NAMES = (*FOLLOW, *CHOSEN)
ASK = f"import json, portal.settings as s; print(json.dumps([getattr(s, n) for n in {NAMES}]))"


@pytest.fixture
def settings_with(tmp_path):
    """The settings of a process that has these environment variables."""

    def read(**variables: str) -> dict:
        environment = os.environ | {"PITWALL_HOME": str(tmp_path)} | variables
        said = subprocess.check_output([sys.executable, "-c", ASK], env=environment, text=True)
        return dict(zip(NAMES, json.loads(said), strict=True))

    return read


def test_without_one_nobody_is_believed_who_else_is_asking(settings_with):
    assert not any(settings_with(PITWALL_PUBLIC_URL="http://127.0.0.1:8000").values())


def test_behind_one_people_are_told_apart_by_what_it_says(settings_with):
    found = settings_with(PITWALL_PUBLIC_URL="https://pitwall.example.org")
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert all(found[name] for name in FOLLOW)


def test_other_names_of_the_domain_are_left_to_whoever_holds_it(settings_with):
    url = "https://pitwall.example.org"
    found = settings_with(PITWALL_PUBLIC_URL=url)
    assert all(found[name] for name in CHOSEN)
    found = settings_with(PITWALL_PUBLIC_URL=url, PITWALL_HSTS_SUBDOMAINS="0")
    assert [found[name] for name in CHOSEN] == [False, True]


def test_behind_more_the_environment_says_how_many(settings_with):
    url = "https://pitwall.example.org"
    found = settings_with(PITWALL_PUBLIC_URL=url, PITWALL_PROXIES="2")
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2

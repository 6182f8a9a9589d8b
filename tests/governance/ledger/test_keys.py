"""The signing key is made once, for Pitwall's user alone, and its public half is given away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from governance import keys, notes


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.PITWALL_HOME = tmp_path
    return tmp_path


def test_the_key_is_made_at_the_first_start_and_kept():
    first = keys.signer()
    assert keys.signer().verifier.text() == first.verifier.text()


def test_nobody_else_can_read_it():
    keys.signer()
    assert keys.private_path().stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_is_refused():
    keys.signer()
    keys.private_path().chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.signer()


def test_a_key_of_another_kind_is_refused():
    pem = generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    keys.private_path().write_bytes(pem)
    keys.private_path().chmod(0o600)
    with pytest.raises(ImproperlyConfigured, match="no Ed25519 key"):
        keys.signer()


def test_the_public_key_opens_what_the_private_signs():
    note = keys.signer().sign("three\nlines\nhere\n")
    verifier = notes.Verifier.parse(keys.public_key())
    assert verifier.open(note) == "three\nlines\nhere\n"


def test_the_log_is_named_after_its_key():
    signer = keys.signer()
    assert signer.name == keys.name_of(signer.key)
    assert keys.public_key().startswith(f"{signer.name}+")


def test_the_public_key_stays_readable_without_the_private():
    text = keys.public_key()
    keys.private_path().unlink()
    assert keys.public_key() == text


def test_processes_that_start_together_agree_on_one_key(home):
    with ThreadPoolExecutor(8) as pool:
        made = {one.verifier.text() for one in pool.map(lambda _: keys.signer(), range(8))}
    assert len(made) == 1
    assert [path.name for path in home.iterdir()] == ["ledger-key.pem"]

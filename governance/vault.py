"""Secrets at rest: text that only a holder of Django's secret key can read again."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = b"pitwall secrets at rest, 1"


class Unreadable(Exception):
    """It was locked with a secret key that this Pitwall no longer has."""


def lock(text: str) -> str:
    """The text, encrypted and authenticated with a key derived from SECRET_KEY."""
    return _keys().encrypt(text.encode()).decode("ascii")


def unlock(locked: str) -> str:
    """The text again; keys in SECRET_KEY_FALLBACKS still open what they locked.

    Raises Unreadable.
    """
    try:
        return _keys().decrypt(locked.encode()).decode()
    except InvalidToken:
        raise Unreadable(
            _("This was locked with another secret key; give the address again.")
        ) from None


def _keys() -> MultiFernet:
    return MultiFernet([_key(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    material = secret.encode() if isinstance(secret, str) else secret
    return Fernet(base64.urlsafe_b64encode(derived.derive(material)))

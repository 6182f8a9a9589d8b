"""Pitwall's settings in a home of its own, thrown away when the tests end."""

import atexit
import os
import shutil
import tempfile
import uuid

# Short, because unix sockets live in it; one for each process of pytest-xdist.
os.environ["PITWALL_HOME"] = tempfile.mkdtemp(prefix="pitwall-tests-")
os.environ["PITWALL_QUEUE"] = f"pitwall-tests-{uuid.uuid4().hex[:12]}"
os.environ.pop("PITWALL_RUNTIME", None)
atexit.register(shutil.rmtree, os.environ["PITWALL_HOME"], ignore_errors=True)

from portal.settings import *  # noqa: E402, F403 (the home has to be set first)
from portal.settings import INSTALLED_APPS, MIDDLEWARE  # noqa: E402

# Finds queries in loops: any page or API route that has one fails its test. On whatever database, so
# that it is enough, and a quarter of the time, to look for them on one.
if "DATABASE_URL" not in os.environ:
    INSTALLED_APPS = ["zeal", *INSTALLED_APPS]
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# A service reads a row again once it holds its lock; that is no loop.
ZEAL_ALLOWLIST = [{"model": "*", "field": "get()"}]

# Hashing a password properly costs a quarter of a second, a thousand times over.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Counted across processes and tests alike, in a table: tests/api/test_limits.py sets its own.
API_CALLS = {"account": 0, "address": 0}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Look for a static file when it is asked for; a scan at every client's start takes a second.
WHITENOISE_AUTOREFRESH = True

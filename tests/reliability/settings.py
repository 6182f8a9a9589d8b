"""Pitwall's settings with the faulty reader, for real workers under test."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reliability.faulty"]

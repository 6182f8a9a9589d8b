"""Registers the portal app with Django, and gives the record the bell that wakes workers."""

from django.apps import AppConfig

from governance import wake
from portal.wake import ring


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        wake.register(ring)

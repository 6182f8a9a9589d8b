"""Registers the portal app with Django, its readers of the ledger, and the bell of the workers."""

from importlib import import_module

from django.apps import AppConfig

from governance import wake
from portal.wake import ring


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Readers need models, so they are registered once these are loaded."""
        import_module("portal.notices.subscriber")
        import_module("portal.webhooks.subscriber")
        wake.register(ring)

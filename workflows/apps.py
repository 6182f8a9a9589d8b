"""Registers the workflows app with Django, its readers of the ledger, subjects and projections."""

from importlib import import_module

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Workflows"

    def ready(self) -> None:
        """Readers and subjects need models, so they are registered once these are loaded."""
        import_module("workflows.subscribers")
        import_module("workflows.registrar")
        import_module("workflows.subjects")
        import_module("workflows.services.positions")
        import_module("workflows.services.readings")

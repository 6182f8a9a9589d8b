"""Registers the governance app with Django, and puts the record's guard back after migrations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext

from governance import saying
from governance.triggers import after_migration


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Governance"

    def ready(self) -> None:
        saying.speak_through(gettext)
        post_migrate.connect(after_migration, sender=self, dispatch_uid="governance.guard")

"""Registers the faulty reader in every process that has this app."""

from django.apps import AppConfig


class FaultyConfig(AppConfig):
    name = "tests.reliability.faulty"
    label = "faulty"

    def ready(self) -> None:
        from tests.reliability.faulty import readers

        readers.register()
        readers.break_deliveries()

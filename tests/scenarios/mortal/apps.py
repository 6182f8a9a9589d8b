"""Puts the points at which a worker can be killed into every process that has this app."""

from django.apps import AppConfig


class MortalConfig(AppConfig):
    name = "tests.scenarios.mortal"
    label = "mortal"

    def ready(self) -> None:
        from tests.scenarios.mortal import points

        points.install()

"""The same Pitwall as for the runner's tests, with the gateway before it."""

from tests.workflows.runner.conftest import circuit, workspace

__all__ = ["circuit", "workspace"]

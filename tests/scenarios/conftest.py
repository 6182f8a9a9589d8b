"""Scenarios with real parts take the stack of tests/whole, or the circuit of the runner's tests."""

from tests.whole.conftest import own_mlflow, script, whole
from tests.workflows.runner.conftest import circuit, workspace

__all__ = ["circuit", "own_mlflow", "script", "whole", "workspace"]

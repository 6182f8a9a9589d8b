"""The sandbox: runs strangers' code in a child process that sees its own folder and nothing else of ours."""

from workflows.sandbox.child import Child
from workflows.sandbox.detection import SandboxReport, best, detect
from workflows.sandbox.job import GIB, MIB, Job, Level, Limits, Result, Words
from workflows.sandbox.sandbox import Sandbox

__all__ = [
    "GIB",
    "MIB",
    "Child",
    "Job",
    "Level",
    "Limits",
    "Result",
    "Sandbox",
    "SandboxReport",
    "Words",
    "best",
    "detect",
]

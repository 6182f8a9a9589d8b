"""Policies as texts, for tests: the shipped ones, and small ones to change."""

from pathlib import Path

from governance.policy import Parent, Policy, PolicyError, Problem, parse

FOLDER = Path(__file__).resolve().parents[3] / "governance" / "policies"

GATE = """
  {stage}:
    approvals:
      - role: it
"""
GATED = ("definition", "data", "platform", "training", "integration", "release")


def shipped(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def standard() -> Policy:
    return parse(shipped("standard"))


def published(name: str) -> Parent | None:
    """Where only Standard is published, as its third version."""
    return Parent(standard(), 3) if name == "standard" else None


def extension(body: str = "") -> str:
    return f"policy: own\nextends: standard\ntitle: Own\n{body}"


def extended(body: str = "") -> Policy:
    return parse(extension(body), load_parent=published)


def base(head: str = "", **stages: str) -> str:
    """A policy by itself; `stages` replaces the text of single ones. Stages begin at line 3."""
    gates = [stages.get(stage) or GATE.format(stage=stage).strip("\n") for stage in GATED]
    return f"policy: own\ntitle: Own\n{head}stages:\n" + "\n".join(gates) + "\n"


def problems(source: str) -> list[Problem]:
    """What is wrong with a text; the test fails if nothing is."""
    try:
        parse(source, load_parent=published)
    except PolicyError as fault:
        return list(fault.problems)
    raise AssertionError("the text was taken")


def problem(source: str) -> Problem:
    """The one thing that is wrong with a text."""
    found = problems(source)
    assert len(found) == 1, found
    return found[0]

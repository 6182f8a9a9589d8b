"""Policies that the scenarios ask for, written as an officer would."""

from tests.governance.policy.texts import extension, shipped


def stricter(stages: str) -> str:
    """Standard and more at some stages; `stages` is YAML below `stages:`."""
    return extension(f"stages:\n{stages}")


def own(**changes: str) -> str:
    """Standard's text as a policy by itself; each old line (with _ for spaces) becomes another."""
    text = shipped("standard").replace("policy: standard", "policy: own")
    for old, new in changes.items():
        line = f"{old}: "
        before = next(one for one in text.splitlines() if one.strip().startswith(line))
        text = text.replace(before, f"{line}{new}", 1)
    return text


TWO_IT_ONE_ANALYST = stricter(
    """\
  release:
    approvals:
      - role: it
        count: 2
      - role: analyst
"""
)
EVERY_ANALYST = stricter(
    """\
  definition:
    approvals:
      - role: analyst
        everyone: true
        not_author: true
"""
)

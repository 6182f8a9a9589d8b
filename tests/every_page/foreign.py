"""Pages that others draw, under Pitwall's addresses: what is let pass there, and nothing else.

docs/pages.md has the policy in words. `known` are the rules that axe finds broken in what isn't
Pitwall's to mend; a rule that is broken no more has to leave the list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse


@dataclass(frozen=True)
class Foreign:
    """One page: who looks, its arguments by the names of the premises' facts, what axe may find."""

    who: str
    known: frozenset[str] = frozenset()
    arguments: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def path(self, name: str, facts: Mapping[str, object]) -> str:
        given = {one: facts[key] for one, key in self.arguments.items()}
        return reverse(name, kwargs=given) + self.query


# Django's own templates of lists and rows.
OF_A_LIST = frozenset[str]()
OF_A_ROW = frozenset[str]()
LISTS = (
    "user", "membership", "delegation", "apitoken", "policy", "policyversion", "ledgerentry",
    "checkpoint", "delivery", "scope", "gate", "review", "waiver", "finding", "proposal",
)  # fmt: skip

CONSOLE: dict[str, Foreign] = {
    "admin:index": Foreign("ada"),
    "admin:integrity": Foreign("ola"),
    **{f"admin:governance_{one}_changelist": Foreign("ola", OF_A_LIST) for one in LISTS},
    "admin:governance_user_change": Foreign("ada", OF_A_ROW, {"object_id": "person"}),
    "admin:governance_finding_change": Foreign("ola", OF_A_ROW, {"object_id": "finding"}),
}
API_DOCS: dict[str, Foreign] = {"api-docs": Foreign("ana", frozenset())}
FOREIGN = CONSOLE | API_DOCS

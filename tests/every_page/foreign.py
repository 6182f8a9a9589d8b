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


# Django's table of rows under a row has an empty head over what each is called, and over deleting.
OF_ROWS_UNDER_A_ROW = frozenset({"empty-table-header"})
# Swagger UI: white on light green, links in the button that unfolds them, and all but the operations
# outside of any landmark.
OF_SWAGGER = frozenset(
    {"color-contrast", "heading-order", "nested-interactive", "region", "target-size"}
)
LISTS = (
    "user", "membership", "delegation", "apitoken", "policy", "policyversion", "ledgerentry",
    "checkpoint", "delivery", "scope", "gate", "review", "waiver", "finding", "proposal",
)  # fmt: skip

CONSOLE: dict[str, Foreign] = {
    "admin:index": Foreign("ada"),
    "admin:integrity": Foreign("ola"),
    **{f"admin:governance_{one}_changelist": Foreign("ola") for one in LISTS},
    "admin:governance_user_change": Foreign("ada", OF_ROWS_UNDER_A_ROW, {"object_id": "person"}),
    "admin:governance_user_act": Foreign("ada", arguments={"object_id": "person", "name": "grant"}),
    "admin:governance_user_list_act": Foreign("ada", arguments={"name": "add"}),
    "admin:governance_finding_change": Foreign("ola", arguments={"object_id": "finding"}),
}
API_DOCS: dict[str, Foreign] = {"api-docs": Foreign("ana", OF_SWAGGER)}
FOREIGN = CONSOLE | API_DOCS

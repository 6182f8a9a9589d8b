"""What pages, the API and services read of the rules: gates as they stand, teams, findings."""

from governance.queries.findings import active_waivers, open_findings, overdue_findings
from governance.queries.gates import (
    due_gates,
    gate_view,
    gate_views,
    has_voted,
    history,
    open_rounds,
    review_view,
)
from governance.queries.people import (
    TeamRow,
    active_members,
    lenders,
    lent_roles,
    saved_views,
    seats,
    team,
)
from governance.queries.rounds import (
    electorate,
    frozen_checks,
    newest_rounds,
    review_facts,
    vote_facts,
    waiver_facts,
    why_void,
)
from governance.queries.settling import apart, may_settle, needs_somebody_else

__all__ = [
    "TeamRow",
    "active_members",
    "active_waivers",
    "apart",
    "due_gates",
    "electorate",
    "frozen_checks",
    "gate_view",
    "gate_views",
    "has_voted",
    "history",
    "lenders",
    "lent_roles",
    "may_settle",
    "needs_somebody_else",
    "newest_rounds",
    "open_findings",
    "open_rounds",
    "overdue_findings",
    "review_facts",
    "review_view",
    "saved_views",
    "seats",
    "team",
    "vote_facts",
    "waiver_facts",
    "why_void",
]

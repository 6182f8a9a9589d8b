"""What governance/rules.py says to each cell of the table, computed without a call."""

from governance import rules
from governance.models.scopes import SEES_ALL
from tests.api.permissions.checking import Cell
from tests.api.permissions.people import ANOTHER, COLUMNS, KEYS, MEMBERS, RELATIONS, SITE
from tests.api.permissions.table import NO, NOTHING, UNKNOWN, YES, Row, Table

KEYS_OF_ONE = {"act", "read"}
# In what state the use case is where its acts are tried; elsewhere it is active.
STATES = {"POST use-cases/<id>/proposals/ resume": "suspended"}


def differing(table: Table) -> dict[Cell, str]:
    """The cells that say otherwise than the rules."""
    found = {}
    for row in filter(_is_ruled, table.rows):
        for column in COLUMNS:
            for relation in RELATIONS:
                mark, ruled = table.mark(row, column, relation), says(row, column, relation)
                # Outside a use case the rules don't say how a refusal looks.
                refused = {NO, NOTHING} if not row.in_a_use_case else {ruled}
                if mark != ruled and not (ruled == NO and mark in refused):
                    found[Cell(row.name, column, relation)] = f"{mark}, and the rules say {ruled}"
    return found


def _is_ruled(row: Row) -> bool:
    """Where it isn't about a use case and no rule is asked, the table alone says who may."""
    return row.in_a_use_case or row.action in rules.RULES


def says(row: Row, column: str, relation: str) -> str:
    """The mark that a cell has by the rules."""
    if column == "unknown":
        return UNKNOWN
    if column == "read" and row.method != "GET":
        return NO
    return (
        _in_a_use_case(row, column, relation) if row.in_a_use_case else _site(row, column, relation)
    )


def _in_a_use_case(row: Row, column: str, relation: str) -> str:
    here, site = _roles(column, relation, everywhere=False), _site_roles(column)
    outside = column in KEYS_OF_ONE and relation != "own"
    if outside or not (here or site & set(SEES_ALL)):
        return NOTHING
    if (row.only_people and column in KEYS) or row.action == "no one":
        return NO
    if row.action == "sees":
        return YES
    state = STATES.get(row.name, "active")
    return YES if rules.answer(row.action, roles=here, site_roles=site, state=state).ok else NO


def _site(row: Row, column: str, relation: str) -> str:
    if column in KEYS_OF_ONE or (row.only_people and column in KEYS):
        return NO
    roles = _roles(column, relation, everywhere=True)
    answer = rules.answer(row.action, roles=roles, site_roles=_site_roles(column))
    return YES if answer.ok else NO


def _roles(column: str, relation: str, *, everywhere: bool) -> set[str]:
    """The roles held in the use case, or in any."""
    own = {MEMBERS.get(column, "devops" if column in KEYS else "")} - {""}
    other = {MEMBERS.get(ANOTHER.get(column, ""), "")} - {""}
    if relation == "own":
        return own
    if relation == "foreign":
        return own if everywhere else set()
    if column in KEYS:
        return own
    return own | other if everywhere else other


def _site_roles(column: str) -> set[str]:
    return {SITE[column]} if column in SITE else set()

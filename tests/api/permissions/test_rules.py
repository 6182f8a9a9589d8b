"""The table agrees with governance/rules.py, and one rule flipped is found in the cells it moves."""

from dataclasses import replace

import pytest

from governance import rules
from tests.api.permissions import checking, ruled, table
from tests.api.permissions.checking import Cell

TABLE = table.read()
WORDS = {"sees", "signed in", "whose it is", "no one", "everybody", "a role of one's own",
         "keeps or audits the site", "founds and writes the brief"}  # fmt: skip


def test_every_cell_is_as_the_rules_say():
    assert ruled.differing(TABLE) == {}


def test_each_operation_asks_a_rule_that_there_is_or_says_who_may():
    assert {row.action for row in TABLE.rows} <= set(rules.RULES) | WORDS


def cells(operation: str, *where: tuple[str, str]) -> set[Cell]:
    return {Cell(operation, column, relation) for column, relation in where}


CYCLES, ERASE, PLACES = "POST use-cases/<id>/cycles/", "POST comments/<id>/erase/", "POST places/"
# DevOps stands in the cells of its own column, of the developer's who is DevOps here, and of the keys.
FLIPS = {
    "a role less": (
        "cycle.start",
        lambda roles: roles - {"devops"},
        cells(
            CYCLES, ("DevOps", "own"), ("developer", "other"),
            ("service", "own"), ("service", "other"), ("act", "own"),
        ),
    ),
    "a role more": (
        "comment.erase",
        lambda roles: roles | {"analyst"},
        cells(ERASE, ("analyst", "own"), ("DevOps", "other"), ("validator", "other")),
    ),
    "of the site": (
        "place.add",
        lambda roles: (roles - {"officer"}) | {"auditor"},
        cells(PLACES, *((column, relation) for column in ("officer", "auditor")
                        for relation in ("own", "other", "foreign"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLIPS)
def test_a_rule_flipped_is_found_in_its_cells_and_no_others(place, monkeypatch, name):
    action, change, moved = FLIPS[name]
    rule = rules.RULES[action]
    monkeypatch.setitem(rules.RULES, action, replace(rule, roles=frozenset(change(rule.roles))))
    assert set(ruled.differing(TABLE)) == moved
    # What else the same people may there isn't moved: the neighbours of the flipped one are called too.
    rows = [row for row in TABLE.rows if row.action in {flip[0] for flip in FLIPS.values()}]
    found = {}
    for relation in ("own", "other", "foreign"):
        found |= checking.asked(rows, place, relation)
    assert set(checking.differing(TABLE, found)) == moved

"""Lists of positions end with the rows they show: an index has their order."""

import pytest
from django.db import connection

from portal.pages.board_filters import SORTS
from workflows.models import Position

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite: PostgreSQL takes no index for a table this small")


@pytest.mark.parametrize("order", ["urgency", "name", "stage"])
def test_no_list_of_positions_is_sorted_to_show_its_first_page(order):
    plan = Position.objects.current().order_by(*SORTS[order]).explain()
    assert "USING INDEX position_by_" in plan
    assert "TEMP B-TREE" not in plan


def test_the_positions_of_a_stage_are_found_in_their_order():
    plan = Position.objects.current().filter(stage="data").order_by(*SORTS["urgency"]).explain()
    assert "USING INDEX position_by_stage" in plan
    assert "TEMP B-TREE" not in plan

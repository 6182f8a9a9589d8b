"""The table of runs: narrowed and sorted in the database, whatever its size; runs are picked in it."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.pages.metric_words import better
from tests.portal.pages.reading import words
from tests.portal.pages.tried import row, tried
from workflows.models import Run

pytestmark = pytest.mark.django_db
RUNS = "/use-cases/late-arrivals/runs/"
NAME = re.compile(rb'<a class="mono" href="/use-cases/late-arrivals/runs/\d+/">([^<]+)</a>')


@pytest.fixture
def bound(site, lap):
    """A cycle with a workspace, so that there can be runs."""
    lap.start()
    lap.bind()
    return lap


@pytest.fixture
def three(bound):
    tried(bound, "slow", metrics={"roc_auc": "0.91", "log_loss": "0.3"}, seconds=900)
    tried(
        bound,
        "Quick",
        metrics={"roc_auc": "0.89", "log_loss": "0.2"},
        params={"max_iter": "300"},
        seconds=5,
        status="FAILED",
    )
    tried(
        bound,
        "odd",
        metrics={"roc_auc": "nan", "odd_thing": "7"},
        author=None,
        claimed_user="robot",
        cycle=None,
        ended_at=None,
    )
    return bound


def names(site, **query) -> list[str]:
    page = site.client("sam").get(RUNS, query)
    assert page.status_code == 200
    return [one.decode() for one in NAME.findall(page.content)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["odd", "Quick", "slow"]),
        ("-name", ["slow", "Quick", "odd"]),
        ("by", ["odd", "Quick", "slow"]),
        ("took", ["Quick", "slow", "odd"]),
        ("-took", ["slow", "Quick", "odd"]),
        ("began", ["slow", "Quick", "odd"]),
        ("-cycle", ["Quick", "slow", "odd"]),
        ("state", ["Quick", "odd", "slow"]),
        ("-metric:roc_auc", ["slow", "Quick", "odd"]),
        ("metric:roc_auc", ["Quick", "slow", "odd"]),
        ("metric:odd_thing", ["odd", "Quick", "slow"]),
        ("nonsense", ["odd", "Quick", "slow"]),
        ("-metric:'; drop table x", ["odd", "Quick", "slow"]),
    ],
)
def test_every_column_sorts_and_what_is_missing_comes_last(site, three, sort, order):
    assert names(site, sort=sort) == order


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"q": "quick"}, ["Quick"]),
        ({"q": "sam slow"}, ["slow"]),
        ({"by": "sam"}, ["Quick", "slow"]),
        ({"by": "~robot"}, ["odd"]),
        ({"param": "max_iter=300"}, ["Quick"]),
        ({"param": "max_iter"}, ["Quick"]),
        ({"param": "max_iter=30"}, []),
        ({"status": "FAILED"}, ["Quick"]),
        ({"cycle": "1"}, ["Quick", "slow"]),
        ({"cycle": "x"}, ["odd", "Quick", "slow"]),
        ({"nominated": "1"}, []),
    ],
)
def test_it_is_narrowed_by_what_the_address_says(site, three, query, left):
    assert names(site, **query) == left


def test_only_runs_behind_nominated_versions_are_shown_on_request(site, lap):
    lap.ready_to_train()
    tried(lap, "other")
    lap.nominate(roc_auc="0.97")
    assert names(site, nominated="1") == ["gbm-1"]
    assert names(site) == ["other", "gbm-1"]


def test_the_best_is_the_highest_or_where_less_is_better_the_lowest(site, three):
    said = words(site.client("sam").get(RUNS))
    marked = site.client("sam").get(RUNS).content.decode().count('class="is-best"')
    assert marked == 2
    assert "lowest where less is better" in said
    table = site.client("sam").get(RUNS).content.decode()
    best = re.findall(r'class="is-best">([^<]+)<', table)
    assert sorted(best) == ["0.200", "0.910"]


@pytest.mark.parametrize(
    ("metric", "way"),
    [
        ("roc_auc", "higher"),
        ("rmse", "lower"),
        ("val_roc_auc", "higher"),
        ("train/log_loss", "lower"),
        ("validation loss", "lower"),
        ("f1_macro_test", "higher"),
        ("epoch_seconds", "lower"),
        ("depth", ""),
    ],
)
def test_what_is_better_follows_from_a_metric_s_name_or_nothing_is_said(metric, way):
    assert better(metric) == way


def test_thousands_of_runs_are_paged_fifty_at_a_time_with_as_few_queries_as_one(site, bound):
    client = site.client("sam")
    start = bound.now
    Run.objects.bulk_create(
        row(
            bound,
            f"r{n}",
            began=start + timedelta(seconds=n),
            run_id=f"id{n}",
            metrics={"roc_auc": f"0.{n:04d}"},
        )
        for n in range(1, 60)
    )
    with CaptureQueriesContext(connection) as few:
        client.get(RUNS)
    Run.objects.bulk_create(
        row(
            bound,
            f"r{n}",
            began=start + timedelta(seconds=n),
            run_id=f"id{n}",
            metrics={"roc_auc": f"0.{n:04d}"},
        )
        for n in range(60, 2500)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(RUNS, {"sort": "-metric:roc_auc", "page": "2"})
    assert len(many) <= len(few)
    shown = [one.decode() for one in NAME.findall(page.content)]
    assert shown[0] == "r2449"
    assert len(shown) == 50
    assert "50 of 2,499 runs" in words(page)


def test_picked_runs_stay_picked_while_one_sorts_and_searches(site, three):
    slow = Run.objects.get(name="slow")
    page = site.client("sam").get(RUNS, {"run": [slow.pk, 999_999], "q": "quick"})
    text = page.content.decode()
    assert f'value="{slow.pk}" checked data-pick' in text
    assert "slow, not on this page" in words(page)
    assert f'<input type="hidden" name="run" value="{slow.pk}">' in text
    headings = re.findall(r'<a class="plain sorts" href="([^"]+)"', text)
    assert headings
    assert all(f"run={slow.pk}" in one for one in headings)


def test_csv_has_every_run_that_fits_and_no_formula(site, three):
    tried(three, '=HYPERLINK("x")', params={"note": " @SUM(1)"}, metrics={"delta": "-0.5"})
    answer = site.client("sam").get(RUNS + "export/", {"sort": "name", "status": "FINISHED"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "late-arrivals-runs.csv" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [one["run"] for one in rows] == ['\'=HYPERLINK("x")', "odd", "slow"]
    assert rows[0]["param.note"] == "' @SUM(1)"
    assert rows[0]["metric.delta"] == "-0.5"
    assert rows[1]["by"] == "robot"
    assert rows[1]["by_is_claimed"] == "yes"
    assert rows[2]["seconds"] == "900.0"


def test_strangers_get_no_csv_and_no_comparison(site, three):
    client = site.client("stan")
    run = Run.objects.first()
    for place in ("export/", f"compare/?run={run.pk}", f"{run.pk}/", f"{run.pk}/curves/"):
        assert client.get(RUNS + place).status_code == 404, place


def test_an_empty_table_says_how_runs_come_to_be(site, bound):
    said = words(site.client("sam").get(RUNS))
    assert "No run yet" in said
    assert "Connect a client" in said

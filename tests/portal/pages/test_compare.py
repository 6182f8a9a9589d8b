"""Runs side by side: what differs first, the best marked, curves that the page doesn't wait for."""

import re

import pytest

from governance.errors import Unreachable
from tests.portal.pages.reading import words
from tests.portal.pages.tried import tried
from workflows.mlflow import client as mlflow
from workflows.mlflow.readings import MetricPoint
from workflows.models import CycleData, Run

pytestmark = pytest.mark.django_db
RUNS = "/use-cases/late-arrivals/runs/"
COMPARE = RUNS + "compare/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bound(site, lap):
    lap.start()
    lap.bind()
    return lap


@pytest.fixture
def pair(bound):
    first = tried(
        bound,
        "base",
        metrics={"roc_auc": "0.80", "val_loss": "0.5"},
        params={"trees": "100", "seed": "1"},
        tags={"team": "ops", "mlflow.source.git.commit": "abcdef123456", "mlflow.note": "x"},
        seconds=90,
    )
    second = tried(
        bound,
        "wide",
        metrics={"roc_auc": "0.90", "val_loss": "0.6", "extra": "3"},
        params={"trees": "300", "seed": "1"},
        tags={"team": "ops"},
    )
    return first, second


class Told:
    """MLflow's answers, given here; what was asked is kept."""

    def __init__(self, monkeypatch, histories: dict) -> None:
        self.asked: list[tuple[tuple[str, ...], str]] = []
        self.histories = histories
        monkeypatch.setattr(mlflow, "metric_history", self.answer)

    def answer(self, _inside, run_ids, metric, *, most):
        self.asked.append((tuple(run_ids), metric))
        return self.histories.get(metric, {})


def points(*values: str) -> tuple[MetricPoint, ...]:
    return tuple(MetricPoint(step, value) for step, value in enumerate(values))


def compared(site, *runs: Run, **more):
    return site.client("ana").get(COMPARE, {"run": [run.pk for run in runs], **more})


def test_what_differs_is_shown_and_what_is_the_same_on_request(site, pair):
    said = words(compared(site, *pair))
    assert "2 runs side by side" in said
    assert "trees 100 300" in said
    assert "1 differs, 1 is the same in all" in said
    assert "seed" not in said
    assert "seed 1 1" in words(compared(site, *pair, all="1"))


def test_the_best_is_marked_where_it_is_known_which_way_is_better(site, pair):
    text = compared(site, *pair).content.decode()
    assert re.findall(r'class="is-best">([^<]+)<', text) == ["0.900", "0.500"]


def test_code_data_people_and_time_stand_beside_the_figures(site, pair):
    said = words(compared(site, *pair))
    assert "Sam" in said
    assert "Took 1 minute 1 minute" in said
    assert "abcd…3456 none logged" in said
    assert "mlflow.note" not in said


def test_a_ninth_run_is_left_out_and_told(site, bound):
    runs = [tried(bound, f"r{n}") for n in range(9)]
    said = words(compared(site, *runs))
    assert "8 runs side by side" in said
    assert "One run more was picked than fits" in said


@pytest.mark.parametrize("asked", ["", "?run=x&run=-1&run=99999999999999999999", "?run=0"])
def test_nonsense_in_the_address_is_an_empty_comparison(site, bound, asked):
    page = site.client("ana").get(COMPARE + asked)
    assert page.status_code == 200
    assert "Two runs make a comparison" in words(page)


def test_filters_that_came_along_in_the_form_are_dropped_from_the_address(site, pair):
    page = compared(site, *pair, q="x", sort="name")
    assert page.status_code == 302
    assert page["Location"] == f"{COMPARE}?run={pair[0].pk}&run={pair[1].pk}"


def test_a_run_of_another_use_case_cannot_be_taken_in(site, pair, lap):
    other = lap.make.use_case("No-shows")
    lap.cast.join(other.scope, "sia")
    foreign = tried(lap, "secret", scope=other.scope, cycle=None, run_id="foreign")
    assert "secret" not in words(compared(site, *pair, foreign))


def test_the_page_itself_never_asks_mlflow(site, pair, monkeypatch):
    told = Told(monkeypatch, {})
    page = compared(site, *pair)
    assert not told.asked
    text = page.content.decode()
    assert 'hx-trigger="revealed"' in text
    assert f"{COMPARE}?run={pair[0].pk}&run={pair[1].pk}&curves=1#curves" in text.replace(
        "&amp;", "&"
    )


def test_curves_come_as_a_fragment_told_apart_by_letter_and_mark(site, pair, monkeypatch):
    told = Told(
        monkeypatch,
        {
            "val_loss": {
                pair[0].run_id: points("0.9", "0.5"),
                pair[1].run_id: points("0.8", "nan"),
            },
            "roc_auc": {pair[0].run_id: points("0.8"), pair[1].run_id: points("0.9")},
        },
    )
    asked = {"run": [run.pk for run in pair]}
    page = site.client("ana").get(COMPARE + "curves/", asked, headers=HTMX)
    text, said = page.content.decode(), words(page)
    assert "<html" not in text
    assert told.asked[0][0] == (pair[0].run_id, pair[1].run_id)
    assert "Val_loss over steps 0 to 1: A base from 0.9 to 0.5; B wide from 0.8 to 0.8." in text
    assert 'data-say="step 1: A 0.5"' in text
    assert "step 0 0.9 0.8 step 1 0.5 –" in said
    assert "Logged once, so without a curve: ROC AUC, Extra." in said
    assert 'class="line curve c0"' in text
    assert 'class="line curve c1"' in text


def test_without_a_script_the_same_address_draws_them_in_the_page(site, pair, monkeypatch):
    Told(monkeypatch, {"val_loss": {pair[0].run_id: points("0.9", "0.5")}})
    page = compared(site, *pair, curves="1")
    assert "<html" in page.content.decode()
    assert "Val_loss over steps 0 to 1" in page.content.decode()
    fragment = site.client("ana").get(COMPARE + "curves/", {"run": [run.pk for run in pair]})
    assert fragment.status_code == 302
    assert "curves=1" in fragment["Location"]


def test_a_silent_mlflow_is_told_with_a_way_to_try_again(site, pair, monkeypatch):
    def silent(*_args, **_given):
        raise Unreachable("MLflow doesn't answer (ConnectTimeout).")

    monkeypatch.setattr(mlflow, "metric_history", silent)
    page = site.client("ana").get(f"{RUNS}{pair[0].pk}/curves/", headers=HTMX)
    said = words(page)
    assert page.status_code == 200
    assert "MLflow doesn't answer (ConnectTimeout)." in said
    assert "Not read: ROC AUC, Val_loss." in said
    assert "Try again" in said


def test_a_run_says_whether_its_data_was_the_pinned_one(site, lap):
    lap.ready_to_train()
    pin = CycleData.objects.filter(part="train").get()
    run = tried(
        lap,
        "mine",
        datasets=[
            {"name": "january", "digest": pin.sha256[:36], "context": "training"},
            {"name": "scraped", "digest": "0123456789", "context": "training"},
        ],
    )
    said = words(site.client("sam").get(f"{RUNS}{run.pk}/"))
    assert "pinned to cycle 1" in said
    assert "no version here has this digest" in said
    later = tried(
        lap,
        "later",
        cycle=None,
        datasets=[{"name": "january", "digest": pin.sha256[:36], "context": ""}],
    )
    assert "and not to this run’s" in words(site.client("sam").get(f"{RUNS}{later.pk}/"))


def test_whoever_may_nominates_from_the_run_and_others_are_told_who_can(site, lap):
    lap.ready_to_train()
    run = tried(lap, "mine", run_id="abc")
    page = site.client("sam").get(f"{RUNS}{run.pk}/")
    assert b"nominate/?run=abc" in page.content
    said = words(site.client("ana").get(f"{RUNS}{run.pk}/"))
    assert "You can’t nominate it" in said
    assert "Who can: data scientist" in said


def test_before_the_gates_are_open_a_run_says_which(site, bound):
    run = tried(bound, "early")
    said = words(site.client("sam").get(f"{RUNS}{run.pk}/"))
    assert "These gates open first: Definition, Data and Platform." in said


def test_nominating_from_a_run_chooses_the_version_that_it_registered(site, lap, monkeypatch):
    lap.ready_to_train()
    monkeypatch.setattr(
        mlflow, "model_versions", lambda _inside: [("m", "2", "other"), ("m", "1", "abc")]
    )
    page = site.client("sam").get(RUNS + "nominate/", {"run": "abc"})
    assert b'<option value="m/1" selected>' in page.content
    said = words(site.client("sam").get(RUNS + "nominate/", {"run": "none"}))
    assert "That run has registered no version yet" in said


def test_a_run_links_to_itself_and_its_artifacts_in_mlflow(site, bound, settings):
    settings.GATEWAY_URL = "http://pitwall.example:8001"
    run = tried(bound, "mine", run_id="abc")
    text = site.client("sam").get(f"{RUNS}{run.pk}/").content.decode()
    place = "http://pitwall.example:8001/#/experiments/1/runs/abc"
    assert f'href="{place}?workspace=late-arrivals"' in text
    assert f'href="{place}/artifacts?workspace=late-arrivals"' in text

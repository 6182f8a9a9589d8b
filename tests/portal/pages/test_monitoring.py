"""Monitoring: the verdict first, single weeks small, drift in words, and the windows as a CSV."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest

from governance import canonical
from portal.pages.monitoring import verdicts
from portal.pages.monitoring.sheet import STANDARD
from portal.pages.monitoring.table import COLUMNS
from tests.portal.pages.breaching import judge
from tests.portal.pages.reading import words
from workflows.models import Window

CASE = "/use-cases/late-arrivals/"


def said(*broken: str, state: str = "breached", label: str = "April") -> Window:
    lines = [
        {
            "metric": name,
            "outcome": state,
            "value": "0.5",
            "direction": "at_least",
            "threshold": "0.9",
        }
        for name in broken
    ]
    return Window(label=label, state=state, verdicts=canonical.dumps(lines), reason="Too few rows.")


def test_the_verdict_is_one_sentence():
    assert verdicts.verdict(None, None) == "Nothing is in service"
    one = verdicts.verdict(None, said("roc_auc"))
    assert one == "ROC AUC fell outside its objective in April"
    two = verdicts.verdict(None, said("roc_auc", "f1"))
    assert two == "ROC AUC and F1 fell outside their objectives in April"
    assert verdicts.verdict(None, said("f1", state="met")) == "All objectives held in April"
    assert verdicts.verdict(None, said(state="unknown")) == "April can’t be judged"
    assert verdicts.why(None, said(state="unknown")) == "Too few rows."


def test_drift_is_told_in_words_by_the_policys_thresholds():
    found = verdicts.moved(
        [
            {"feature": "hour", "psi": "0.01", "ks": "0.02"},
            {"feature": "carrier", "psi": "0.12"},
            {"feature": "visib", "psi": "0.32", "ks": "0.09"},
            {"feature": "wind", "psi": "0.05", "ks": "0.11"},
            {"feature": "gone", "psi": "nan"},
        ],
        STANDARD,
    )
    assert [(one.feature, one.word) for one in found] == [
        ("visib", "drifted"),
        ("carrier", "moderate"),
        ("wind", "drifted"),
        ("hour", "small"),
        ("gone", "not measured"),
    ]
    assert verdicts.drift_sentence(found, "April") == (
        "visib and wind have moved away from what it was trained on in April."
    )
    calm = verdicts.moved([{"feature": "hour", "psi": "0.014"}], STANDARD)
    assert verdicts.drift_sentence(calm, "April") == (
        "No feature has drifted in April; the farthest is hour at 0.01."
    )


@pytest.fixture
def watched(site, lap, monkeypatch) -> Window:
    """A window that broke, with two weeks of which one has figures."""
    window = judge(lap, lap.round(), "0.87", monkeypatch)
    weeks = [
        {
            "starts_at": (window.starts_at + timedelta(days=7 * n)).isoformat(),
            "ends_at": (window.starts_at + timedelta(days=7 * n + 7)).isoformat(),
            "scores": 10,
            "matched": 10 - n,
            "metrics": {"roc_auc": "0.88"} if n else {},
            "drift": {"dep_delay": "0.4"},
        }
        for n in range(2)
    ]
    drift = [{"feature": "dep_delay", "psi": "0.4", "ks": "0.2"}]
    Window.objects.update(weeks=canonical.dumps(weeks), drift=canonical.dumps(drift))
    return window


@pytest.mark.django_db
def test_single_weeks_are_dots_beside_the_windows_that_are_judged(site, watched):
    response = site.client("dov").get(CASE + "monitoring/")
    # One week in each of three drawings.
    assert len(re.findall(rb'<circle cx=[^>]*class="dot"', response.content)) == 3
    text = words(response)
    assert "dots: single weeks, not judged" in text
    assert "dep_delay has moved away from what it was trained on" in text
    assert "Policy calls it drift from a PSI of 0.2 or a KS of 0.1 on." in text
    assert "dep_delay 0.40 0.20 drifted" in text


@pytest.mark.django_db
def test_a_finding_leads_to_itself_and_to_the_cycle_that_answers(site, watched):
    text = site.client("dov").get(CASE + "monitoring/").content.decode()
    assert f"{CASE}#finding-{watched.finding_id}" in text
    assert f"{CASE}gates/2/" in text


@pytest.mark.django_db
def test_the_windows_are_a_csv(site, watched):
    response = site.client("dov").get(CASE + "monitoring/windows.csv")
    assert response["Content-Type"].startswith("text/csv")
    head, line = list(csv.reader(StringIO(response.content.decode())))
    assert tuple(head) == COLUMNS
    row = dict(zip(head, line, strict=True))
    assert (row["metric"], row["value"], row["outcome"]) == ("roc_auc", "0.87", "breached")
    assert row["finding"] == f"F-{watched.finding_id}"
    assert site.client("stan").get(CASE + "monitoring/windows.csv").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("label", ["-2+3+cmd|' /C calc'!A0", " =1+1", "\uff1d1+1"])
def test_no_name_of_a_window_is_a_formula_to_a_spreadsheet(site, watched, label):
    figures = canonical.dumps({"roc_auc": {"value": "-0.2"}})
    Window.objects.update(label=label, metrics=figures)
    response = site.client("dov").get(CASE + "monitoring/windows.csv")
    head, line = list(csv.reader(StringIO(response.content.decode())))
    row = dict(zip(head, line, strict=True))
    assert (row["window"], row["value"]) == (f"'{label}", "-0.2")


@pytest.mark.django_db
def test_nothing_in_service_teaches_what_comes_here(site, lap):
    lap.start()
    text = words(site.client("ana").get(CASE + "monitoring/"))
    assert "Nothing to watch yet" in text
    assert "A breach opens the next lap." in text
    everywhere = words(site.client("ana").get("/monitoring/"))
    assert "Once a version is in service" in everywhere


@pytest.mark.django_db
def test_a_release_without_a_judged_window_says_that_nothing_is_known_yet(site, lap):
    lap.round()
    text = words(site.client("dov").get(CASE + "monitoring/"))
    assert "No window is judged yet" in text
    assert "until then nothing is known about how well it does" in text


@pytest.mark.django_db
def test_the_site_shows_the_worst_first_and_nothing_to_a_stranger(site, watched):
    text = words(site.client("dov").get("/monitoring/"))
    assert "1 use case no longer holds its objectives" in text
    assert "ROC AUC fell outside its objective in" in text
    assert "Late arrivals" not in words(site.client("stan").get("/monitoring/"))

"""Every component once, in its states, with sample data; shown while developing only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import charts
from portal.components import types

DAY = date(2013, 5, 14)


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    metric = forms.ChoiceField(choices=[("roc_auc", "ROC AUC"), ("f1", "F1")])
    threshold = forms.DecimalField(
        min_value=Decimal("0.5"), max_value=1, help_text="Between 0.5 and 1."
    )
    target = forms.CharField(
        label="What is predicted",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As the business would say it.",
    )
    classification = forms.ChoiceField(
        label="Data class",
        choices=[("internal", "Internal"), ("restricted", "Restricted")],
        widget=forms.RadioSelect,
    )
    uses = forms.MultipleChoiceField(
        label="What it allows",
        choices=[("read", "read: runs and models"), ("log", "log: runs and metrics")],
        initial=["read"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tell = forms.BooleanField(label="Tell the team", required=False)


def _months() -> tuple[charts.Window, ...]:
    months = [
        ("February", "Feb", date(2013, 2, 4), date(2013, 2, 28), 0.921, 22761, (3, -2, 5, -4)),
        ("March", "Mar", date(2013, 3, 1), date(2013, 3, 31), 0.908, 30805, (5, -4, 3, -6, 1)),
        ("April", "Apr", date(2013, 4, 1), date(2013, 4, 30), 0.893, 24645, (8, 4, -5, -7)),
    ]
    return tuple(
        charts.Window(
            label,
            short,
            start,
            end,
            value,
            value - 0.007,
            value + 0.007,
            n,
            met=value >= 0.9,
            dots=tuple((start + timedelta(3 + 6 * i), value + d / 1000) for i, d in enumerate(off)),
        )
        for label, short, start, end, value, n, off in months
    )


def _windows() -> charts.Figure:
    return charts.windows_chart(
        metric="ROC AUC",
        windows=_months(),
        objective=Decimal("0.90"),
        events=(
            charts.Event(date(2013, 2, 4), "v3 in service, 4 Feb", "v3, 4 Feb"),
            charts.Event(date(2013, 5, 3), "F-31, cycle 2 begins, 3 May", "F-31, 3 May", bad=True),
        ),
        challenger=("v5", 0.905),
    )


def _comparison() -> charts.Figure:
    rows = [
        ("ROC AUC", "0.90", 0.893, 0.905, 0.006, "0.911"),
        ("F1", "0.73", 0.722, 0.741, 0.009, "0.744"),
        ("AUC, EWR", "0.88", 0.889, 0.903, 0.010, None),
        ("AUC, JFK", "0.88", 0.897, 0.908, 0.011, None),
        ("AUC, LGA", "0.88", 0.892, 0.903, 0.012, None),
    ]
    return charts.comparison_chart(
        champion="v3",
        challenger="v5",
        rows=[
            charts.Pair(
                label,
                Decimal(limit),
                charts.Interval(old, old - half, old + half),
                charts.Interval(new, new - half, new + half),
                Decimal(claimed) if claimed else None,
            )
            for label, limit, old, new, half, claimed in rows
        ],
    )


def _heat() -> charts.Figure:
    features = {
        "dep_delay": (2, 3, 3, 2, 2, 2, 4, 4, 9, 10, 12, 15, 14),
        "carrier": (3, 2, 2, 4, 4, 4, 4, 5, 5, 5, 8, 9, 9),
        "origin": (2, 2, 2, 2, 3, 2, 3, 5, 3, 4, 6, 4, 5),
        "visib": (2, 4, 4, 4, 2, 2, 6, 9, 13, 15, 23, 25, 32),
        "precip": (2, 4, 3, 4, 2, 4, 5, 11, 13, 14, 26, 33, 39),
    }
    return charts.heat_chart(
        measure_name="Population stability index",
        columns=[f"W{week}" for week in range(5, 18)],
        rows=[charts.HeatRow(name, tuple(v / 100 for v in row)) for name, row in features.items()],
        marks=((0, "Feb"), (4, "Mar"), (9, "Apr")),
    )


def _volume() -> charts.Figure:
    done = (5160, 5790, 5890, 5870, 6000, 6180, 6100, 6290, 6200, 6280, 6220, 6150, 4670)
    rest = (50, 60, 120, 60, 120, 125, 190, 125, 190, 265, 260, 465, 1900)
    ticks = {0: "Feb", 4: "Mar", 9: "Apr"}
    return charts.bars_chart(
        label="Scores a week, 5,210 rising to 6,570; 71 to 99 per cent have feedback.",
        bars=[
            charts.Bar(f"Week {5 + n}", a, b, ticks.get(n, ""))
            for n, (a, b) in enumerate(zip(done, rest, strict=True))
        ],
        first="Week",
        done="with feedback",
        rest="still without",
    )


def _lateness() -> charts.Figure:
    shares = ((0, 0), (1, 62), (2, 84), (3, 92), (4, 95), (5, 96.5), (7, 97.8), (14, 99))
    return charts.line_chart(
        label="Share of scores with feedback by days after the flight: 95 % after four days.",
        points=[charts.Point(x, y, f"{x} days") for x, y in shares],
        x_name="Days after the flight",
        y_name="With feedback",
        unit=" %",
        mark=4,
        small=True,
        places=0,
    )


def circuit() -> types.Circuit:
    """The lap of the demo's first use case, in its second cycle."""
    stage = types.CircuitStage
    return types.Circuit(
        name="Late arrivals",
        cycle=2,
        stages=(
            stage(
                "definition", "open", "driven", "brief rev. 4, kept", why="Brief revision 4, kept"
            ),
            stage("data", "open", "driven", "same data plan, kept"),
            stage("platform", "open", "driven", "on-premises, kept"),
            stage(
                "training",
                "asked",
                "driving",
                "day 11 of cycle 2; 4 d working, 7 d waiting",
                ask="The gate waits for one analyst vote",
                why="Sia voted yes; one analyst vote is missing",
            ),
            stage(
                "integration", "shut", note="shut again", short="shut again", why="Needs Training"
            ),
            stage(
                "release", "shut", note="shut again", short="shut again", why="Needs Integration"
            ),
            stage(
                "operation",
                "none",
                note="v3 in service 99 days; April window breached",
                short="breached",
                tone="bad",
            ),
        ),
        champion=types.Car("v3", "operation"),
        challenger=types.Car("v5", "training", waits=True),
        finding=types.Return("training", "F-31, AUC below objective"),
        start=(
            "cycle 2 joined at Training on 3 May,",
            "after finding F-31, with feedback to 30 April",
        ),
    )


def _people() -> dict[str, Any]:
    member = types.Member
    return {
        "roles": types_of_roles(),
        "members": (
            member("Ana Moreau", "analyst", note="acts now", tone="accent"),
            member("Sam Okafor", "data_scientist"),
            member("Dee Hartmann", "data_engineer"),
            member("Ivo Petrov", "it"),
            member("Vacant", "app_developer", vacant=True, href="#"),
            member("Dov Levin", "devops"),
        ),
    }


def types_of_roles() -> tuple[str, ...]:
    """The keys of the roles, those of the use case first."""
    return (
        "analyst",
        "data_scientist",
        "data_engineer",
        "it",
        "app_developer",
        "devops",
        "officer",
        "validator",
        "auditor",
        "administrator",
    )


def _board() -> tuple[types.Ticket, ...]:
    return (
        types.Ticket(
            "Late arrivals",
            "#",
            ("done", "done", "done", "now", "", "", "breach"),
            ("Cycle 2 · medium risk", "11 d"),
            "Ana Moreau",
            "analyst",
            "Ana votes on v5",
            "Your vote, due 16 May",
            "accent",
            "square-check-big",
            mine=True,
        ),
        types.Ticket(
            "Crew rest risk",
            "#",
            ("done", "done", "stuck", "", "", "", ""),
            ("Cycle 1 · high risk", "41 d"),
            "Ola Brandt",
            "officer",
            "Ola decides on a waiver",
            "12 days, overdue since 9 May",
            "bad",
            "s-bad",
            stuck=True,
        ),
    )


def context() -> dict[str, Any]:
    """All sample data of the gallery, for the page and for tests of every rendering."""
    faulty = SampleForm({"metric": "roc_auc", "threshold": "90", "target": ""})
    return {
        "form": faulty,
        "notes": {"internal": "Stays in the organisation.", "restricted": "Brings an officer."},
        "tabs": (
            types.Tab("Overview", "#", current=True),
            types.Tab("Runs", "#", count=14),
            types.Tab("Gates", "#"),
        ),
        "views": (
            types.Tab("Board", "#", current=True, icon="columns-3"),
            types.Tab("Table", "#", icon="table"),
        ),
        "laps": (
            ("done", "now", "done", "", "", "", ""),
            ("done", "done", "done", "now", "", "", "breach"),
            ("done", "done", "stuck", "", "", "", ""),
            ("done",) * 6 + ("live",),
        ),
        "steps": ("Need", "Objectives", "Data class", "Team"),
        "wide_steps": (
            types.Step("Access", "done", notes=("4 of 4 sources reached",)),
            types.Step("Clean", "done", notes=("rules 1 to 14, 0.8 % dropped",)),
            types.Step("Transform", "now", notes=("3 of 4 sources",)),
            types.Step("Label", "", notes=("12,000 of 20,000 rows",)),
        ),
        "dots": ("d", "d", "n", ""),
        "sources": (types.Link("evaluation E-2", "#"), types.Link("brief revision 4", "#")),
        "log": ("09:14:02 clearance   yes, 7 reasons", "09:14:32 switch      waiting…"),
        "old": "model: late-arrivals\nversion: 3\ntrees: 200\nlearning_rate: 0.1\n",
        "new": "model: late-arrivals\nversion: 5\ntrees: 400\nlearning_rate: 0.1\nlags: [1h]\n",
        "policy": "training:\n  approvals:\n    - {role: analyst, count: 1}",
        "lead": ((5, 6), (5, 5), (6, 5), (4, 5), (4, 4), (4, 3), (3, 3), (3, 2.5)),
        "values": (0.927, 0.921, 0.908, 0.893),
        "windows": _windows(),
        "comparison": _comparison(),
        "heat": _heat(),
        "volume": _volume(),
        "lateness": _lateness(),
        "circuit": circuit(),
        "tickets": _board(),
        "digest": "7c41f9d08aa3be6421c099e3710b",
        "day": DAY,
        **_people(),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """The page of all components."""
    return render(request, "portal/gallery.html", context())

"""Hostile text stays text, in every component and in every attribute."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.paginator import Paginator

from portal import charts
from portal.components import types
from portal.components.gallery import SampleForm
from portal.templatetags.pitwall import register
from tests.portal.components.markup import HOSTILE, read

HOSTILE_FORM = SampleForm({"metric": HOSTILE, "threshold": HOSTILE, "target": HOSTILE})
HOSTILE_FORM.fields["target"].label = HOSTILE
HOSTILE_FORM.fields["target"].help_text = ""
HOSTILE_FORM.add_error(None, HOSTILE)
HOSTILE_FORM.add_error("target", HOSTILE)
HOSTILE_FORM.fields["classification"].choices = [(HOSTILE, HOSTILE)]
HOSTILE_FORM.fields["tell"].label = HOSTILE


def stages(**last):
    keys = ("definition", "data", "platform", "training", "integration", "release")
    told = [
        types.CircuitStage(key, "asked", note=HOSTILE, ask="<b>x</b>", why=HOSTILE) for key in keys
    ]
    return (*told, types.CircuitStage("operation", "none", **last))


CONTEXT = {
    "x": HOSTILE,
    "when": datetime(2026, 5, 14, 9, 12, tzinfo=UTC),
    "form": HOSTILE_FORM,
    "links": (types.Link(HOSTILE, HOSTILE),),
    "tabs": (types.Tab(HOSTILE, HOSTILE, count=3),),
    "member": (types.Member(HOSTILE, HOSTILE, HOSTILE, "bad", HOSTILE),),
    "steps": (types.Step(HOSTILE, "now", HOSTILE, (HOSTILE,)),),
    "lap": ("done",) * 7,
    "texts": (HOSTILE, HOSTILE),
    "ticket": types.Ticket(
        HOSTILE, HOSTILE, ("done",) * 7, (HOSTILE,), HOSTILE, HOSTILE, HOSTILE, HOSTILE
    ),
    "circuit": types.Circuit(
        HOSTILE,
        2,
        stages(note=HOSTILE, short=HOSTILE),
        types.Car(HOSTILE, "operation"),
        types.Car(HOSTILE, "training", waits=True),
        types.Return("training", HOSTILE),
        (HOSTILE,),
    ),
    "bars": charts.bars_chart(
        label=HOSTILE,
        bars=[charts.Bar(HOSTILE, 1, 2, HOSTILE)],
        first=HOSTILE,
        done=HOSTILE,
        rest=HOSTILE,
    ),
    "compare": charts.comparison_chart(
        champion=HOSTILE,
        challenger=HOSTILE,
        rows=[charts.Pair(HOSTILE, None, charts.Interval(0.5), charts.Interval(0.6))],
    ),
    "heat": charts.heat_chart(
        measure_name=HOSTILE,
        columns=[HOSTILE],
        rows=[charts.HeatRow(HOSTILE, (0.4,))],
        marks=((0, HOSTILE),),
    ),
    "line": charts.line_chart(
        label=HOSTILE, points=[charts.Point(0, 1, HOSTILE)], x_name=HOSTILE, unit=HOSTILE, mark=0
    ),
    "windows": charts.windows_chart(
        metric=HOSTILE,
        windows=[charts.Window(HOSTILE, HOSTILE, date(2026, 4, 1), date(2026, 4, 30), 0.8)],
        objective=0.9,
        events=(charts.Event(date(2026, 4, 2), HOSTILE, HOSTILE, bad=True),),
        challenger=(HOSTILE, 0.91),
    ),
}

RENDERINGS = {
    "act": "{% act x href=x kicker=x why=x due=x %}{{ x }}{% endact %}",
    "avatar": "{% avatar x x x %}",
    "badge": "{% badge x tone=x %}",
    "barrier": "{% barrier x %}",
    "card": "{% card title=x %}{{ x }}{% endcard %}",
    "chart": "{% for c in charts %}{% chart c %}{% endfor %}",
    "check": "{% check x x x sources=links %}",
    "choices": "{% choices form.classification %}",
    "circuit": "{% circuit circuit %}",
    "code": "{% code x x %}{% code x x copy=True %}",
    "dialog": "{% dialog x x %}{{ x }}{% enddialog %}",
    "diff": "{% diff x texts.0 %}{% diff x 'other' caption=x %}",
    "dots": "{% dots texts x %}",
    "empty": "{% empty x text=x %}{{ x }}{% endempty %}",
    "explain": '{% explain "claimed" %}',
    "fact": "{% fact x x note=x tone=x %}",
    "field": "{% field form.target %}{% field form.threshold %}",
    "form_errors": "{% form_errors form %}",
    "hash": "{% hash x %}",
    "icon": "{% icon 'check' label=x tone=x %}{% icon 's-best' label=x %}",
    "kpi": "{% kpi x x note=x tone=x icon='check' %}",
    "lap": "{% lap lap size=x %}",
    "lead_bars": "{% lead_bars pairs label=x %}",
    "log": "{% log texts x live=True %}",
    "logo": "{% logo %}",
    "member": "{% member x x note=x tone=x href=x %}",
    "meter": "{% meter 1 2 x noun_have=x noun_want=x %}",
    "notice": "{% notice x tone=x who=x %}{{ x }}{% endnotice %}",
    "outcome": "{% outcome x text=x %}",
    "pages": "{% pages page what=x %}",
    "panel": "{% panel x id=x note=x href=x link=x %}{{ x }}{% endpanel %}",
    "person": "{% person x x size=x href=x %}",
    "pill": "{% pill x x count=3 %}",
    "post_button": "{% post_button x x kind=x name=x value=x disabled_reason=x what=x %}",
    "progress": "{% progress x 1 2 note=x label=x %}",
    "proof_tree": "{% proof_tree 20 3 root=x label=x %}",
    "quorum": "{% quorum x 1 2 note=x detail=x %}",
    "refusal": "{% refusal x x who_can=x who_lifts=x href=x link=x %}{{ x }}{% endrefusal %}",
    "remark": "{% remark x role=x when=x %}{{ x }}{% endremark %}",
    "role": "{% role x label=x %}",
    "scroll": "{% scroll x %}{{ x }}{% endscroll %}",
    "sector": "{% sector x days=1 work=1 wait=1 note=x %}",
    "segmented": "{% segmented tabs x %}",
    "sparkline": "{% sparkline values label=x %}",
    "split_bar": "{% split_bar 1 2 state=x %}",
    "state": "{% state x tone=x %}",
    "stepper": "{% stepper texts 1 %}",
    "steps": "{% steps steps %}",
    "style_sheets": "{% style_sheets %}",
    "tabs": "{% tabs tabs x %}",
    "team": "{% team member %}",
    "tick": "{% tick form.tell %}",
    "ticket": "{% ticket ticket %}",
    "ticks": "{% ticks form.classification %}",
    "twin": "{% twin summary=x %}{{ x }}{% endtwin %}",
    "vacancy": "{% vacancy x href=x %}",
    "wait": "{% wait x href=x why=x do_text=x do_href=x do_what=x %}{{ x }}{% endwait %}",
}
# Elements that Pitwall's own markup never holds: were one there, it came from the text.
NEVER = {"script", "img", "iframe", "b-x"}


def rendered(name):
    figures = [CONTEXT[key] for key in ("bars", "compare", "heat", "line", "windows")]
    return read(
        RENDERINGS[name],
        **CONTEXT,
        charts=figures,
        page=Paginator(range(3), 1).get_page(2),
        values=(1, 2),
        pairs=((1, 2),),
    )


def test_every_component_is_rendered_here():
    assert set(RENDERINGS) == set(register.tags)


@pytest.mark.parametrize("name", sorted(RENDERINGS))
def test_it_keeps_hostile_text_as_text(name):
    assert not rendered(name).tags() & NEVER


@pytest.mark.parametrize("name", sorted(RENDERINGS))
def test_it_needs_no_inline_style_or_script(name):
    assert rendered(name).unsafe() == []


@pytest.mark.parametrize("name", ["badge", "notice", "panel", "refusal", "ticket", "circuit"])
def test_it_shows_the_hostile_text_whole(name):
    assert HOSTILE in rendered(name).text


def test_layouts_hold_no_inline_style_or_script():
    folder = Path(__file__).parents[3] / "templates"
    for path in sorted(folder.rglob("*.html")):
        source = path.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), path

"""Leaves and shells say in words what they show in colour."""

from datetime import date

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from portal.components.gallery import SampleForm
from tests.portal.components.markup import read, render


def test_a_lap_tells_all_seven_states():
    page = read("{% lap states %}", states=("done", "now", "stuck", "", "", "", "breach"))
    assert page.values("aria-label") == [
        "Definition open, Data under way, Platform stuck, Training ahead, Integration ahead, "
        "Release ahead, Operation in service, objective breached"
    ]


def test_a_lap_needs_seven_states():
    with pytest.raises(ValueError, match="argument"):
        render("{% lap states %}", states=("done",))


def test_an_icon_without_a_label_is_hidden_and_with_one_is_an_image():
    hidden, named = read("{% icon 'check' %}{% icon 's-best' label='best' %}").all("svg")
    assert hidden["aria-hidden"] == "true"
    assert (named["role"], named["aria-label"]) == ("img", "best")


def test_a_split_bar_is_five_pixels_a_day_and_ends_with_its_sheet():
    work, wait, full, none = read("{% split_bar 4 7 %}{% split_bar 30 30 %}").all("rect")
    assert (work["width"], wait["x"], wait["width"]) == ("20", "20.8", "34.2")
    assert (full["width"], none["width"]) == ("104", "0")


def test_a_sector_without_days_reads_as_kept_or_not_yet():
    assert "kept" in read("{% sector 'kept' %}").text
    assert "not yet" in read("{% sector 'none' %}").text


def test_a_field_ties_its_error_and_help_to_the_input():
    form = SampleForm({"threshold": "90"})
    page = read("{% field form.threshold %}", form=form)
    described = page.all("input")[0]["aria-describedby"].split()
    assert set(described) <= set(page.values("id"))
    assert len(described) == 2
    assert page.all("input")[0]["aria-invalid"] == "true"


def test_two_faults_bring_a_summary_that_leads_to_both():
    form = SampleForm({"metric": "f1", "threshold": "90", "classification": "internal"})
    links = read("{% form_errors form %}", form=form).values("href")
    assert links == ["#id_threshold", "#id_target"]


def test_one_fault_needs_no_summary():
    data = {"metric": "f1", "threshold": "0.9", "classification": "internal", "target": ""}
    assert render("{% form_errors form %}", form=SampleForm(data)).strip() == ""


def test_choices_are_never_preselected():
    page = read("{% choices form.classification %}", form=SampleForm())
    assert [attributes for attributes in page.all("input") if "checked" in attributes] == []


def test_a_button_that_cannot_be_pressed_says_why():
    page = read("{% post_button 'Publish' '/x' disabled_reason='One error.' %}")
    assert "disabled" in page.all("button")[0]
    assert "One error." in page.text


def test_a_post_button_carries_the_token():
    page = read("{% post_button 'Go' '/x' what='the release' %}", csrf_token="t0ken")
    assert [field["value"] for field in page.all("input")] == ["t0ken"]
    assert "Go the release" in page.text


def test_pages_keep_the_query():
    request = RequestFactory().get("/record/?kind=votes&page=2")
    page = Paginator(range(30), 10).get_page(2)
    links = read("{% pages page %}", request=request, page=page).values("href")
    assert links == ["?kind=votes&page=1", "?kind=votes&page=3"]


def test_a_refusal_says_what_why_who_can_and_who_lifts():
    text = read(
        "{% refusal 'You can’t vote' 'You asked.' who_can='Ana' who_lifts='an officer' %}"
        "{% endrefusal %}"
    ).text
    for said in ("You can’t vote", "You asked.", "Who can: Ana.", "Who can lift it: an officer."):
        assert said in text


def test_progress_that_nobody_knows_has_no_value():
    page = read("{% progress 'Training' None 100 %}")
    assert "value" not in page.all("progress")[0]


def test_a_remark_carries_its_time_for_machines():
    page = read("{% remark 'Sia' when=when %}<p>x</p>{% endremark %}", when=date(2013, 5, 12))
    assert page.values("datetime") == ["2013-05-12"]


def test_a_vacancy_offers_to_fill_the_role_only_with_an_address():
    assert "Fill the role of IT" in read("{% vacancy 'it' href='/fill' %}").text
    assert "Fill" not in read("{% vacancy 'it' %}").text


@pytest.mark.parametrize(
    "tag",
    ["badge 'v5'", "role 'it'", "person 'Ana'", "hash '7c41'", "outcome 'met'", "pill 'All' '#'"],
)
def test_nothing_stands_between_it_and_the_comma(tag):
    assert render("{% " + tag + " %},").endswith(">,")

"""A part of Pitwall acts by rule: it writes no brief, plan or comment in anybody's name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from governance.actors import Actor
from governance.errors import Denied
from projects import subjects
from projects.services import comments, use_cases

PITWALL = Actor.system("loop")


def test_it_writes_nothing_that_a_person_answers_for(use_case, make, unchanged, now):
    plan = make.plan(use_case)
    make.place("store")
    acts = [
        lambda: make.brief(use_case, actor=PITWALL),
        lambda: make.plan(use_case, actor=PITWALL, split_rule="By date."),
        lambda: make.dataset(plan, actor=PITWALL),
        lambda: make.use_case("Another", actor=PITWALL),
        lambda: comments.add(
            actor=PITWALL, subject=f"use_case:{use_case.pk}", text="Hello.", now=now
        ),
        lambda: use_cases.propose(
            actor=PITWALL, use_case_id=use_case.pk, act="retire", reason="Idle.", now=now
        ),
    ]
    for act in acts:
        with unchanged(), pytest.raises(Denied):
            act()


def test_a_subject_means_one_thing():
    subjects.register("brief", "projects.BriefRevision")
    with pytest.raises(ImproperlyConfigured):
        subjects.register("brief", "workflows.Cycle")

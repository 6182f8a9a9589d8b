"""From a need to a version in service, and round again after a breach: every part of it real."""

import json

import pytest

from governance import relay
from governance.models import Delivery, Finding, LedgerEntry
from governance.services.verification import verify
from tests.whole import mlflow_side, seasons
from tests.whole.conftest import MODEL, Whole
from workflows.models import Cycle, Evaluation, Job, Release, Run, Score, StageAttempt, Window

pytestmark = [
    pytest.mark.slow_parts,
    pytest.mark.xdist_group("parts"),
    pytest.mark.timeout(400),
]


def test_the_whole_loop(whole: Whole):
    whole.stack.start("worker", "runner", "gateway")
    from_a_need_to_three_open_gates(whole)
    in_mid_loop_each_open_attempt_runs(whole)
    first = from_training_to_service(whole)
    released_and_linked(whole, first, version="1")
    a_good_month_sets_nothing_going(whole, first)
    breach = a_bad_month_begins_the_next_lap(whole, first)
    second = the_next_lap_replaces_it(whole, first)
    released_and_linked(whole, second, version="2")
    a_good_month_for_the_new_version(whole, second)
    the_links_tell_the_whole_story(whole, breach)
    the_record_tells_it_too(whole)


def from_a_need_to_three_open_gates(whole: Whole) -> None:
    whole.start()
    whole.define()
    whole.make_ready()
    assert [key for key, state in whole.states().items() if state == "open"] == [
        "definition",
        "data",
        "platform",
    ]


def in_mid_loop_each_open_attempt_runs(whole: Whole) -> None:
    """A parent run for the cycle, a child run for each attempt, RUNNING while that is open."""
    whole.delivered()
    compare_with_mlflow(whole, whole.cycle)
    attempts = StageAttempt.objects.filter(cycle=whole.cycle)
    assert set(attempts.filter(ended_at=None).values_list("stage", flat=True)) == {
        "training",
        "integration",
    }
    parent = mlflow_side.bearing(whole.binding, "pitwall.cycle")[whole.cycle.pk]
    assert (parent.status, parent.run_id) == ("RUNNING", whole.cycle.mlflow_run_id)


def from_training_to_service(whole: Whole) -> Release:
    candidate = whole.nominate(whole.fit())
    evaluation = Evaluation.objects.get(candidate=candidate)
    measured = float(json.loads(evaluation.metrics)["roc_auc"]["value"])
    assert measured > 0.90, evaluation.reason
    assert Run.objects.get(run_id=candidate.mlflow_run_id).status == "FINISHED"
    assert whole.open_gate("training", "sam", "ana", "sia").state == "approved"
    whole.aim()
    assert whole.integrate().state == "approved"
    assert whole.approve_release().state == "approved"
    assert not Release.objects.exists(), "approve isn't deploy"
    candidate.refresh_from_db()
    return whole.release(candidate)


def released_and_linked(whole: Whole, release: Release, *, version: str) -> None:
    """The alias follows the release, and the decisions stand at the version."""
    whole.delivered()
    assert release.candidate.version == version
    alias = release.target.alias
    assert mlflow_side.aliases(whole.binding, MODEL)[alias] == version
    tags = mlflow_side.version_tags(whole.binding, release.candidate)
    for stage in ("training", "integration", "release"):
        assert tags[f"pitwall.{stage}"] == "approved"
    assert tags["pitwall.cycle"] == str(release.candidate.cycle_id)


def a_good_month_sets_nothing_going(whole: Whole, release: Release) -> None:
    window = whole.operate(seasons.MARCH, seasons.APRIL, 20_000, spring=False)
    assert (window.state, window.scores, window.matched) == ("met", 300, 300), window.reason
    assert whole.told["version"] == "1"
    assert Score.objects.filter(release=release).count() == 300
    assert Cycle.objects.count() == 1


def a_bad_month_begins_the_next_lap(whole: Whole, release: Release) -> Window:
    """In spring the world is another: the objective is missed, and the loop returns."""
    window = whole.operate(seasons.APRIL, seasons.MAY, 21_000, spring=True)
    figure = float(json.loads(window.metrics)["roc_auc"]["value"])
    assert window.state == "breached"
    assert figure < 0.90
    finding = Finding.objects.get(kind="breach")
    assert finding.owner == whole.cast.user("sam")
    assert whole.cycle.number == 2
    assert whole.cycle.cause == finding
    assert whole.states() == {
        "definition": "open",
        "data": "open",
        "platform": "open",
        "training": "shut",
        "integration": "shut",
        "release": "shut",
    }
    release.refresh_from_db()
    assert release.state == "live", "the old version serves until the new one is released"
    return window


def the_next_lap_replaces_it(whole: Whole, old: Release) -> Release:
    """New data by the same plan, a second training, a second approval, a second release."""
    whole.make.spring = True
    whole.train = whole.make.dataset(whole.plan, label="April")
    whole.held_out = whole.make.dataset(whole.plan, part="held_out", label="April, held out")
    whole.pin()
    candidate = whole.nominate(whole.fit())
    purposes = Evaluation.objects.filter(state="done").values_list("purpose", flat=True)
    assert sorted(purposes) == ["candidate", "candidate", "champion"]
    assert whole.open_gate("training", "sam", "ana", "sia").state == "approved"
    assert whole.try_again().state == "approved"
    assert whole.approve_release().state == "approved"
    old.refresh_from_db()
    assert old.state == "live"
    candidate.refresh_from_db()
    new = whole.release(candidate)
    old.refresh_from_db()
    assert old.state == "replaced"
    return new


def a_good_month_for_the_new_version(whole: Whole, release: Release) -> None:
    start, end = seasons.MAY, seasons.MAY.replace(month=6)
    window = whole.operate(start, end, 22_000, spring=True)
    assert window.state == "met", window.reason
    assert (whole.told["version"], whole.told["release"]) == ("2", release.pk)
    assert Cycle.objects.count() == 2


def the_links_tell_the_whole_story(whole: Whole, breach: Window) -> None:
    whole.delivered()
    first, second = Cycle.objects.order_by("number")
    for cycle in (first, second):
        compare_with_mlflow(whole, cycle)
    parents = mlflow_side.bearing(whole.binding, "pitwall.cycle")
    assert [parents[one.pk].status for one in (first, second)] == ["FINISHED", "RUNNING"]
    windows = mlflow_side.bearing(whole.binding, "pitwall.window")
    assert set(windows) == set(Window.objects.values_list("pk", flat=True))
    run = windows[breach.pk]
    breach.refresh_from_db()
    assert run.run_id == breach.mlflow_run_id
    assert run.tags["mlflow.parentRunId"] == first.mlflow_run_id
    told = float(json.loads(breach.metrics)["roc_auc"]["value"])
    assert run.metrics["roc_auc"] == pytest.approx(told)
    assert run.metrics["matched"] == 300
    carried = StageAttempt.objects.get(cycle=second, stage="definition")
    its_run = mlflow_side.bearing(whole.binding, "pitwall.attempt")[carried.pk]
    assert its_run.tags["pitwall.carried_from"] == str(carried.carried_from_id)


def compare_with_mlflow(whole: Whole, cycle: Cycle) -> None:
    """Each attempt beside its run, and no run without an attempt."""
    seen = mlflow_side.bearing(whole.binding, "pitwall.attempt")
    every = StageAttempt.objects.filter(scope=whole.use_case.scope)
    assert set(seen) == set(every.values_list("pk", flat=True))
    for attempt in every.filter(cycle=cycle):
        run = seen[attempt.pk]
        mlflow_side.agree(attempt, run, cycle)
        if attempt.end == "approved":
            assert run.tags["pitwall.gate"] == "approved"


def the_record_tells_it_too(whole: Whole) -> None:
    """In the order in which it happened; nothing lost on the way, and the seal holds."""
    entries = LedgerEntry.objects.filter(scope=whole.use_case.scope.key)
    kinds = list(entries.order_by("pk").values_list("kind", flat=True))
    milestones = (
        "cycle.started",
        "brief.revised",
        "workspace.bound",
        "data.pinned",
        "candidate.nominated",
        "evaluation.done",
        "release.executed",
        "release.live",
        "scores.received",
        "feedback.received",
        "window.judged",
        "finding.opened",
        "loop.returned",
        "comparison.done",
        "release.replaced",
    )
    first = [kinds.index(kind) for kind in milestones if kind != "workspace.bound"]
    assert first == sorted(first)
    assert "workspace.bound" in kinds
    assert (kinds.count("release.executed"), kinds.count("release.live")) == (2, 2)
    assert kinds.count("cycle.started") == 2
    assert not Delivery.objects.filter(dead_at__isnull=False).exists()
    assert not Job.objects.exclude(state="done").exists()
    whole.stack.parts["runner"].stop()
    while relay.seal_step(whole.now):
        pass
    report = verify()
    assert report.ok, report.problems
    assert report.waiting == 0

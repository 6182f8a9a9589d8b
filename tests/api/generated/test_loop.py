"""Six roles, each with a program and a token, from a need to a version in service and round again.

All of it goes through the generated client, over HTTP to a Pitwall whose parts run; Ava and Sia are
there besides, because nobody approves their own. What isn't the client's: the application, which
asks the gateway for scores, and one batch as CSV, for which the generator has no word.
"""

import csv
import io

import pytest

from tests.api.generated import bodies
from tests.api.generated.crew import Crew
from tests.whole import seasons

pytestmark = [
    pytest.mark.embedded,
    pytest.mark.slow_parts,
    pytest.mark.xdist_group("parts"),
    pytest.mark.timeout(480),
]
TEAM = {
    "ava": "analyst",
    "sam": "data_scientist",
    "sia": "data_scientist",
    "dee": "data_engineer",
    "ivo": "it",
    "ann": "app_developer",
    "dov": "devops",
}
MODEL = "delays"


def test_six_roles_take_a_need_round_the_whole_loop(crew: Crew):
    everybody_is_who_their_token_says(crew)
    the_house_is_made_ready(crew)
    ana_founds_it_and_gathers_the_team(crew)
    definition_is_refused_stale_and_then_open(crew)
    dee_brings_data(crew)
    ivo_offers_a_platform(crew)
    first = sam_trains_and_is_measured(crew, version="1")
    training_opens(crew)
    ann_fits_the_application(crew)
    release = dov_releases(crew, first)
    april_goes_by(crew, release)
    the_breach_begins_the_next_lap(crew, release)
    second = spring_trains_a_second_version(crew)
    the_second_replaces_the_first(crew, release, second)


def everybody_is_who_their_token_says(crew: Crew) -> None:
    for name, caller in crew.callers.items():
        me = caller.get_me()
        assert me.person.username == name
        crew.ids[name] = me.person.id


def the_house_is_made_ready(crew: Crew) -> None:
    """Places and a target by the administrator; an officer makes Ana an analyst, so that she may found."""
    m, ada, ola = crew.m, crew.ada, crew.ola
    room = m.PlaceIn(code="hall-b", title="Hall b", kind=m.PlaceKindEnum.ON_PREMISES)
    refused = crew.ana.post_places(body=room, refused=403)
    assert refused.who_can
    crew.place = ada.post_places(body=room).id
    target = m.TargetIn(key="ops-prod", title="Operations", place_id=crew.place)
    crew.target = ada.post_targets(body=target)
    other = ola.post_use_cases(body=m.UseCaseIn(title="Turnaround time", founder_role=""))
    analyst = m.MemberIn(user_id=crew.ids["ana"], role=m.RoleEnum.ANALYST)
    ola.post_team(other.id, body=analyst)
    crew.sam.get_use_case_detail(other.id, refused=404)


def ana_founds_it_and_gathers_the_team(crew: Crew) -> None:
    m, ana = crew.m, crew.ana
    typed = m.PatchedIntakeInTyped.from_dict({"title": "Late arrivals"})
    ana.patch_intake_draft(body=m.PatchedIntakeIn(typed=typed, step="need"))
    assert ana.get_intake_draft().typed["title"] == "Late arrivals"
    members = [m.MemberIn(crew.ids[name], m.RoleEnum(role)) for name, role in TEAM.items()]
    founding = m.FoundingIn(
        title="Late arrivals",
        founder_role="analyst",
        policy_name="standard",
        brief=bodies.first_brief(m),
        members=members,
    )
    made = ana.post_intake_founding(body=founding)
    crew.case, crew.slug = made.id, made.slug
    assert ana.get_intake_draft().step == ""
    assert not any(row.vacant for row in ana.get_team(crew.case))
    crew.stan.get_use_case_detail(crew.case, refused=404)
    crew.cycle = ana.post_cycles(crew.case, body=m.CycleIn()).id


def definition_is_refused_stale_and_then_open(crew: Crew) -> None:
    """Ana can't vote for what she submitted; Ava's vote is about a brief that is another by then."""
    m, ana, ava = crew.m, crew.ana, crew.ava
    early = crew.submit("definition", ana)
    seen = ava.get_review_row(early.id).current_hash
    crew.vote(early.id, ana, refused=403)
    brief = ana.post_briefs(crew.case, body=bodies.next_brief(m))
    assert (brief.number, brief.tier) == (2, m.TierEnum.LOW)
    assert brief.objectives[0].metric == "roc_auc"
    notes = bodies.csv_file("carrier,calls\nUA,3\n", crew.package)
    (attached,) = ana.post_attachments(crew.case, body=m.FilesIn(files=[notes]))
    assert ava.get_attachment_file(attached.id).startswith("carrier,calls")
    stale = crew.vote(early.id, ava, seen, refused=409)
    assert stale.remedy
    ana.post_briefs(crew.case, body=bodies.next_brief(m), refused=409)
    crew.open_gate("definition", ana, ava, crew.sam)


def dee_brings_data(crew: Crew) -> None:
    """A source with an owner, a plan, rows that were asked for; Sam and Ana approve the plan."""
    m, dee = crew.m, crew.dee
    source = dee.post_sources(
        body=m.SourceIn(
            key="movements",
            title="Movements",
            system="airport operations",
            place_id=crew.place,
            owner_id=crew.ids["ivo"],
            classification=m.ClassificationEnum.INTERNAL,
        )
    )
    asked = m.AccessIn(source_id=source.id, reason="To train on it")
    access = dee.post_use_case_access(crew.case, body=asked)
    (waiting,) = crew.ivo.get_access_waiting().items
    assert waiting.id == access.id
    crew.ivo.post_access_grant(access.id, body=m.AnswerIn())
    crew.plan = dee.post_plans(crew.case, body=bodies.plan(m, source.id)).id
    verdict = crew.sam.post_verdicts(crew.plan, body=m.VerdictIn(rows=300))
    train, held_out = deliver(crew, spring=False)
    answer = m.VerdictAnswerIn(dataset_id=train)
    answered = dee.post_verdict_answer(verdict.id, body=answer)
    assert answered.outcome == m.VerdictOutOutcomeEnum.SUFFICIENT
    crew.open_gate("data", dee, crew.sam, crew.ana)
    pin(crew, train, held_out)


def deliver(crew: Crew, *, spring: bool) -> tuple[int, int]:
    """Rows to train on and rows to measure on, as files; the first can be read again by who has a role."""
    m, first = crew.m, 10_000 if spring else 1
    made = []
    for part, at in ((m.PartEnum.TRAIN, first), (m.PartEnum.HELD_OUT, first + 5_000)):
        text = seasons.table(at, 400, spring=spring)
        body = m.DatasetIn(
            file=bodies.csv_file(text, crew.package),
            part=part,
            label=f"{'Spring' if spring else 'Winter'}, {part}",
            place_id=crew.place,
        )
        made.append(crew.dee.post_datasets(crew.plan, body=body))
        assert (made[-1].passed, made[-1].rows) == (True, 400)
    train, held_out = (one.id for one in made)
    assert crew.dee.get_dataset_file(train).startswith(seasons.HEADER)
    crew.sam.get_dataset_file(held_out, refused=403)
    return train, held_out


def pin(crew: Crew, train: int, held_out: int) -> None:
    m = crew.m
    chosen = [m.PinIn(train, m.PinPartEnum.TRAIN), m.PinIn(held_out, m.PinPartEnum.HELD_OUT)]
    pinned = crew.dee.post_pins(crew.cycle, body=m.PinsIn(datasets=chosen))
    assert {one.dataset for one in pinned} == {train, held_out}


def ivo_offers_a_platform(crew: Crew) -> None:
    """Sam submits it, so that Ivo can vote."""
    m, ivo = crew.m, crew.ivo
    pool = ivo.post_environments(
        body=m.EnvironmentIn(
            key="cpu-pool",
            title="CPU pool",
            place_id=crew.place,
            cpu_cores=8,
            memory_gib=32,
            frameworks=m.EnvironmentInFrameworks.from_dict({"scikit-learn": "1.5.1"}),
            service_level="office hours",
        )
    )
    ivo.post_platform(
        crew.case,
        body=m.PlatformIn(
            revision_id=pool.id,
            cpu_cores=4,
            memory_gib=16,
            frameworks=m.PlatformInFrameworks.from_dict({"scikit-learn": ">=1.5"}),
            based_on=0,
        ),
    )
    crew.open_gate("platform", crew.sam, ivo)


def sam_trains_and_is_measured(crew: Crew, *, version: str) -> int:
    """By a registered script on the runner; the nominated version is measured without being asked."""
    m, sam = crew.m, crew.sam
    assert "delays" in {one.name for one in sam.get_scripts()}
    crew.until(
        lambda: sam.get_cycle_row(crew.cycle),
        lambda one: one.mlflow_run_id,
        "the cycle has its run in MLflow",
    )
    job = sam.post_training(crew.cycle, body=m.TrainingIn(script="delays", model=MODEL))
    (made,) = crew.done(job).result["registered"]
    assert made["version"] == version
    nominated = m.CandidateIn(model=MODEL, version=version)
    candidate = sam.post_candidates(crew.cycle, body=nominated)
    assert candidate.author.username == "sam"
    asked = sam.get_jobs(kind=m.GetJobsKind.EVALUATION).items[0]
    crew.done(asked)
    (evaluation,) = sam.get_evaluations(candidate.id).items
    assert float(evaluation.metrics["roc_auc"]["value"]) > 0.90, evaluation.reason
    return candidate.id


def training_opens(crew: Crew) -> None:
    """By Sia, who didn't train it, and Ana; Sia's second vote is refused."""
    review = crew.submit("training", crew.sam)
    crew.vote(review.id, crew.sia)
    again = crew.vote(review.id, crew.sia, refused=409)
    assert again.detail
    assert crew.vote(review.id, crew.ana).opened


def ann_fits_the_application(crew: Crew) -> None:
    m, ann = crew.m, crew.ann
    desk = m.ApplicationIn(key="crew-desk", title="Crew desk", owner_id=crew.ids["ann"])
    application = ann.post_applications(crew.case, body=desk)
    crew.contract = ann.post_contracts(application.id, body=bodies.contract(m)).id
    crew.key = ann.post_tokens(body=m.TokenIn(name="Crew desk")).secret
    integration_opens(crew)


def integration_opens(crew: Crew) -> None:
    crew.done(crew.ann.post_smoke_run(crew.contract))
    tried = crew.ann.get_contract_row(crew.contract)
    assert tried.smoke_result == crew.m.SmokeResultEnum.PASSED, tried.smoke_detail
    crew.open_gate("integration", crew.ann, crew.dov, crew.sam)


def dov_releases(crew: Crew, candidate: int) -> int:
    """Not before the gate is open, and then by Dov alone; twice is once."""
    m, dov = crew.m, crew.dov
    there = m.ReleaseIn(target_id=crew.target.id)
    dov.post_target_choice(crew.cycle, body=m.TargetChoiceIn(crew.target.id))
    early = dov.post_execution(candidate, body=there, refused=409)
    assert early.type_.endswith("/gate-shut/")
    assert all(one.code and one.text for one in early.reasons)
    said = dov.get_clearance(candidate=candidate, target=crew.target.key)
    assert not said.ok
    crew.open_gate("release", dov, crew.ivo)
    cleared = dov.get_clearance(model=MODEL, version="1", target=crew.target.key)
    assert (cleared.ok, cleared.candidate) == (True, candidate)
    crew.ana.post_execution(candidate, body=there, refused=403)
    release = dov.post_execution(candidate, body=there)
    assert dov.post_execution(candidate, body=there).id == release.id
    return serves(crew, release.id)


def serves(crew: Crew, release: int) -> int:
    starting = crew.m.ReleaseStateEnum.STARTING
    settled = crew.until(
        lambda: crew.dov.get_release_row(release),
        lambda one: one.state != starting,
        "the release is in service",
    )
    assert settled.state == crew.m.ReleaseStateEnum.LIVE, settled.reason
    return release


def april_goes_by(crew: Crew, release: int) -> None:
    """Scored at the gateway and in a job of the night before; what became of the flights in two batches."""
    m, dov, dee = crew.m, crew.dov, crew.dee
    night = {
        "prediction_id": "by-night-1",
        "version": "1",
        "features": {"dep_delay": 3.5, "carrier": "UA"},
        "output": {"probability": 0.1, "late": 0},
        "event_at": seasons.MARCH.isoformat(),
    }
    kept = dov.post_scores(crew.case, body=bodies.rows(m, night), release=release)
    assert (kept.rows, kept.kept) == (1, 1)
    wrong = bodies.rows(m, night | {"event_at": "yesterday"})
    broken = dov.post_scores(crew.case, body=wrong, release=release, refused=422)
    assert "rows[0].event_at" in broken.fields
    text = crew.desk.serve_month(crew.slug, crew.key, seasons.APRIL, 21_000, spring=True)
    *most, last = csv.DictReader(io.StringIO(text))
    table = io.StringIO()
    writer = csv.DictWriter(table, last.keys())
    writer.writeheader()
    writer.writerows(most)
    address = f"use-cases/{crew.case}/feedback/"
    taken = dee.send(address, "text/csv", table.getvalue(), m.FeedbackOut)
    assert (taken.kept, taken.matched) == (299, 299)
    assert dee.post_feedback_batch(crew.case, body=bodies.rows(m, last)).matched == 1
    found = dov.get_scores(crew.case, prediction_id=night["prediction_id"]).items
    assert found[0].output == night["output"]


def the_breach_begins_the_next_lap(crew: Crew, release: int) -> None:
    """The objective is missed; one finding, Sam's, begins cycle 2, and the old version serves."""
    m, dov = crew.m, crew.dov
    april = m.WindowIn(label="April", starts_at=seasons.APRIL, ends_at=seasons.MAY)
    window = dov.post_windows(release, body=april)
    judged = dov.post_judgement(window.id)
    assert (judged.state, judged.matched) == (m.WindowStateEnum.BREACHED, 300), judged.reason
    assert float(judged.metrics["roc_auc"]["value"]) < 0.90
    finding = dov.get_finding_row(judged.finding)
    assert (finding.kind, finding.owner.username) == ("breach", "sam")
    newest = crew.ana.get_cycles(crew.case).items[0]
    assert (newest.number, newest.cause) == (2, finding.id)
    crew.cycle = newest.id
    carried = {key for key, state in crew.gates().items() if state == "open"}
    assert carried == {"definition", "data", "platform"}
    (serving,) = dov.get_releases(crew.case, state=m.GetReleasesState.LIVE).items
    assert serving.id == release


def spring_trains_a_second_version(crew: Crew) -> int:
    """New data by the same plan, and a second training, measured beside the champion."""
    pin(crew, *deliver(crew, spring=True))
    candidate = sam_trains_and_is_measured(crew, version="2")
    training_opens(crew)
    integration_opens(crew)
    return candidate


def the_second_replaces_the_first(crew: Crew, old: int, candidate: int) -> None:
    m, dov = crew.m, crew.dov
    crew.open_gate("release", dov, crew.ivo)
    new = dov.post_execution(candidate, body=m.ReleaseIn(target_id=crew.target.id))
    assert new.replaces == old
    serves(crew, new.id)
    assert dov.get_release_row(old).state == m.ReleaseStateEnum.REPLACED

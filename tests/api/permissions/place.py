"""A use case in the middle of its second lap, with something to do at every address of the API."""

from django.utils import timezone

from governance.models import Delivery, Membership, Proposal, Review
from governance.services import people, sealing, tokens, webhooks
from projects.models import DataSource, EnvironmentRevision, SourceAccess
from projects.services import comments, work_items
from tests.api.permissions.people import Person, everybody
from tests.cast import SETUP
from tests.story import Lap, reading
from workflows.models import Release
from workflows.services import cycles, exports, positions, releases, training

HOUSE_RULES = """policy: own
extends: standard
title: Own
"""
ASKED = ("analyst", "data_scientist", "data_engineer", "it", "app_developer", "devops",
         "officer", "validator")  # fmt: skip
# From the second lap on everybody who may vote at all is asked for a vote at one gate.
EVERYBODY_VOTES = (
    HOUSE_RULES
    + "stages:\n  integration:\n    approvals:\n"
    + "".join(
        f"      - role: {role}\n" for role in ASKED if role not in {"devops", "data_scientist"}
    )
)


class Place:
    """The use case, a second one beside it, and everybody of the table in their relations to it."""

    def __init__(self, told: Lap, settings) -> None:
        self.told, self.case, self.now = told, told.use_case, told.now
        settings.TRAINING_SCRIPTS = {"late": "/bin/true"}
        self.live = Release.objects.get(scope=self.case.scope)
        self.approved = Review.objects.filter(scope=self.case.scope, state="approved").first()
        self.source = DataSource.objects.get(key="movements")
        self.access = SourceAccess.objects.get(use_case=self.case)
        self.wanted = told.make.source("gates")
        self.environment = EnvironmentRevision.objects.latest("pk")
        self.suspension = Proposal.objects.get(act="use_case.suspend")
        self.second_lap()
        self.others()
        elsewhere = told.make.use_case("Lost bags")
        self.robot = people.add(
            actor=SETUP, username="robot", full_name="Robot", is_service=True, now=told.tick()
        )
        self.people = everybody(told.cast, self.case.scope, elsewhere.scope, told.tick())
        sealing.seal(now=told.tick())
        self.now = told.tick()
        # As the worker does meanwhile: each call is taken back, and would write them again by itself.
        positions.catch_up(now=self.now)

    def second_lap(self) -> None:
        told = self.told
        told.publish(EVERYBODY_VOTES)
        told.start(entry_stage="training")
        self.candidate = told.challenge("2")
        told.try_contract()
        self.round = told.submit("integration", "ann")
        told.answer(reading("3"))

    def others(self) -> None:
        """What the use case has of each kind, and what belongs to none."""
        told, actor, now = self.told, self.told.cast, self.told.tick()
        subject = f"use_case:{self.case.pk}"
        self.pinned = comments.add(actor=actor.ana, subject=subject, text="Pinned", now=now)
        comments.pin(actor=actor.ana, comment_id=self.pinned.pk, now=now)
        self.done = work_items.add(actor=actor.ana, subject=subject, title="Done", now=now)
        work_items.finish(actor=actor.ana, item_id=self.done.pk, now=now)
        self.abandoning = cycles.propose_abandoning(
            actor=actor.ana, cycle_id=told.cycle.pk, reason="No need", now=now
        )
        self.glass = releases.propose_break_glass(
            actor=actor.dov, candidate_id=self.candidate.pk, target_id=told.target.pk,
            reason="Now", now=now,
        )  # fmt: skip
        self.export = exports.ask(actor=actor.ana, use_case_id=self.case.pk, now=now)
        self.training = training.start(
            actor=actor.sam, cycle_id=told.cycle.pk, script="late", model="late-arrivals", now=now
        )
        self.site_hook = webhooks.create(
            actor=actor.ola, scope_id=None, name="site", address="https://93.184.216.34/site",
            events=["release.live"], now=now,
        ).webhook  # fmt: skip
        self.dead = Delivery.objects.create(
            entry_id=1, subscriber="test", run_after=now, dead_at=now, error="boom"
        )
        tokens.make(actor=actor.ana, name="tests", now=timezone.now())

    def role_here(self, person: Person) -> str | None:
        """The role that somebody holds in the use case."""
        held = Membership.objects.filter(scope=self.case.scope, user=person.user)
        return held.values_list("role", flat=True).first()

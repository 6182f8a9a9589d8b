"""Late arrivals, the way into service: the application's contract, the release."""

from portal.demo.data import flights
from portal.demo.story import waiting
from portal.demo.story.late_arrivals import LateArrivals
from projects.models import Application, ContractRevision
from projects.services import applications, contracts
from workflows.models import Release, Target
from workflows.services import cycles, releases, smoke

TYPES = {"dep_delay": "long", "hour": "long", "distance": "long", "weekday": "long"}


class Delivery:
    """From the approved version to the version in service."""

    def __init__(self, story: LateArrivals) -> None:
        self.story, self.acts, self.clock = story, story.acts, story.clock

    def integrate(self) -> None:
        """The application's contract, tried, and its gate."""
        self.clock.at(19, 10)
        application = self.story.use_case.applications.first() or applications.register(
            actor=self.acts.actor("ann"),
            use_case_id=self.story.use_case.pk,
            key="crew-desk",
            title="Crew desk",
            owner_id=self.acts.troupe.id("ann"),
            now=self.clock.now,
        )
        contract = application.contracts.order_by("number").last() or self._contract(application)
        self.smoke(contract)
        self.clock.at(21, 9)
        self.acts.gate(
            self.story.cycle,
            "integration",
            by="ann",
            note="Tried with the version of the Training gate.",
            votes=[
                ("dov", "The desk falls back to the schedule when no answer comes."),
                ("sia", ""),
            ],
            days=(0.5, 0.2),
        )

    def _contract(self, application: Application) -> ContractRevision:
        return contracts.revise(
            actor=self.acts.actor("ann"),
            application_id=application.pk,
            inputs_=[
                {"name": name, "type": TYPES.get(name, "string")} for name in flights.FEATURES
            ],
            outputs=[{"name": "probability", "type": "double"}, {"name": "late", "type": "long"}],
            operational_source_id=self.story.use_case.source_access.values_list(
                "source_id", flat=True
            ).first(),
            smoke_request=[smoke_row()],
            based_on=0,
            now=self.clock.later(hours=6),
        )

    def smoke(self, contract: ContractRevision) -> None:
        """The contract's request put to the nominated version, in the sandbox."""
        candidate = self.story.cycle.candidates.get(superseded_at=None)
        tried = f"{candidate.model}/{candidate.version}"
        if contract.smoke_version != tried:
            smoke.run(
                actor=self.acts.actor("ann"),
                contract_id=contract.pk,
                now=self.clock.later(minutes=30),
            )
            waiting.until(
                lambda: ContractRevision.objects.filter(
                    pk=contract.pk, smoke_version=tried
                ).exists(),
                "The smoke test",
            )

    def release(self) -> Release:
        """The Release gate, and then a person with the right puts the version on its target."""
        self.clock.at(22, 10)
        target = Target.objects.get(key="ops-prod")
        if self.story.cycle.target_id != target.pk:
            cycles.choose_target(
                actor=self.acts.actor("dov"),
                cycle_id=self.story.cycle.pk,
                target_id=target.pk,
                now=self.clock.now,
            )
        if self.story.cycle.state == "building":
            self.acts.gate(
                self.story.cycle,
                "release",
                by="dov",
                note="In the quiet hours of Sunday.",
                votes=[("ivo", "The room has power and network for it.")],
                days=(0.7,),
            )
        self.clock.at(24, 6)
        candidate = self.story.cycle.candidates.get(superseded_at=None)
        release = releases.execute(
            actor=self.acts.actor("dov"),
            candidate_id=candidate.pk,
            target_id=target.pk,
            now=self.clock.now,
        )
        return waiting.live(release.pk)


def smoke_row() -> dict[str, str]:
    """A flight that has not happened: a late one from Newark to Chicago."""
    return {
        "dep_delay": "35",
        "hour": "17",
        "distance": "719",
        "carrier": "UA",
        "origin": "EWR",
        "dest": "ORD",
        "weekday": "3",
    }

"""The ground that use cases stand on: places, sources, environments and a target."""

from dataclasses import dataclass
from importlib.metadata import version

from portal.demo.story.clock import LENGTH, StoryClock
from portal.demo.story.people import SETUP, Troupe
from projects import months
from projects.models import DataSource, Environment, EnvironmentRevision, Place
from projects.services import environments, places, sources
from workflows.models import Target
from workflows.services import targets

FRAMEWORKS = ("scikit-learn", "pandas", "numpy", "mlflow")


@dataclass(frozen=True)
class Catalogue:
    """What there is, by key."""

    troupe: Troupe
    clock: StoryClock

    def lay_out(self) -> None:
        """Everything that is missing; environments are registered by IT, sources by data engineers."""
        self.place("hall-b", "Data hall B, Newark", "on_premises", "US-NJ")
        self.place("ops-room", "Operations room, JFK", "on_premises", "US-NY")
        self.place("cloud-eu", "Cloud region, Frankfurt", "cloud", "EU-DE")
        if not Target.objects.filter(key="ops-prod").exists():
            targets.add(
                actor=SETUP,
                key="ops-prod",
                title="Operations, production",
                place_id=self.where("ops-room"),
                now=self.clock.later(minutes=5),
            )

    def place(self, code: str, title: str, kind: str, region: str) -> None:
        if not Place.objects.filter(code=code).exists():
            places.add(
                actor=SETUP,
                code=code,
                title=title,
                kind=kind,
                region=region,
                now=self.clock.later(minutes=3),
            )

    def where(self, code: str) -> int:
        return Place.objects.get(code=code).pk

    def months(self, start: int, end: int | None, **load: int) -> dict[str, int | str]:
        """A load from one month to another, counted from the month in which the demo was begun."""
        present = months.of(self.clock.start + LENGTH)
        until = "" if end is None else months.write(months.later(present, end))
        return {"from": months.write(months.later(present, start)), "until": until, **load}

    def environment(self, key: str, title: str, place: str, **given) -> EnvironmentRevision:
        """The newest revision of an environment, registered by Ivo with what this Python really has."""
        found = Environment.objects.filter(key=key).first()
        if found is not None:
            return found.revisions.latest("number")
        return environments.revise(
            actor=self.troupe.actor("ivo", self.clock.now),
            key=key,
            title=title,
            place_id=self.where(place),
            now=self.clock.later(minutes=20),
            **{"frameworks": {name: version(name) for name in FRAMEWORKS}, **given},
        )

    def source(self, key: str, title: str, place: str, **given) -> DataSource:
        """A source, registered by Dee."""
        found = DataSource.objects.filter(key=key).first()
        return found or sources.register(
            actor=self.troupe.actor("dee", self.clock.now),
            key=key,
            title=title,
            place_id=self.where(place),
            now=self.clock.later(minutes=15),
            **given,
        )

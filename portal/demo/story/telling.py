"""The order of the story, and its progress as the terminal and the browser show it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from governance.services import policies
from portal.demo.story.acts import Acts
from portal.demo.story.catalogue import Catalogue
from portal.demo.story.clock import StoryClock
from portal.demo.story.delivering import Delivery
from portal.demo.story.late_arrivals import LateArrivals
from portal.demo.story.operating import Operation, SecondLap
from portal.demo.story.others import Digits, NoShows
from portal.demo.story.people import Troupe, sign_ins
from portal.launch.progress import Progress, Report

Chapter = tuple[str, str, Callable[[], object]]


class Story:
    """All chapters. Each finds what is there already, so an interrupted start goes on."""

    def __init__(self, begun: datetime, path: Path) -> None:
        self.path = path
        self.clock = StoryClock(begun)
        self.troupe = Troupe()
        self._say: Callable[[str], None] | None = None
        acts = Acts(self.troupe, self.clock, self.say)
        self.catalogue = Catalogue(self.troupe, self.clock)
        self.late = LateArrivals(acts, self.catalogue)
        self.delivery = Delivery(self.late)
        self.operation, self.second = Operation(self.late), SecondLap(self.late)
        self.digits, self.no_shows = Digits(acts, self.catalogue), NoShows(acts, self.catalogue)

    def say(self, words: str) -> None:
        """Put words beside the chapter that is being told."""
        if self._say is not None:
            self._say(words)

    def chapters(self) -> list[Chapter]:
        """(key, what a person reads, the act) in order."""
        late = self.late
        return [
            ("people", "People, places and policies", self._ground),
            ("need", "A business need becomes a brief", self._need),
            ("ready", "Data and platform are made ready", self._ready),
            ("train", "Three candidates are trained, one is measured", late.train),
            ("approve", "The Training gate opens", late.approve_training),
            ("integrate", "The application tries the model", self.delivery.integrate),
            ("release", "The version goes into service", self.delivery.release),
            (
                "march",
                "March: every flight is scored and judged",
                lambda: self.operation.month(3, 34),
            ),
            ("digits", "A second use case begins to train a neural network", self.digits.tell),
            ("stuck", "A third is stuck", self.no_shows.tell),
            ("april", "April: an objective is breached", lambda: self.operation.month(4, 58)),
            ("digits-trained", "The neural network is trained", self.digits.trained),
            ("retrain", "Retraining on four months", self._retrain),
            ("ask", "The Training gate waits for an analyst", self.second.ask),
        ]

    def tell(self) -> None:
        """Every chapter, with its progress; raises what a chapter raises."""
        chapters = self.chapters()
        told = {step.key for step in Report.read(self.path).steps if step.state == "done"}
        progress = Progress(self.path, [(key, label) for key, label, _ in chapters])
        for key, _, act in chapters:
            if key in told:
                progress.passed(key)
                continue
            self._say = partial(progress.say, key)
            with progress.step(key):
                act()
        progress.finish(sign_ins())

    def _ground(self) -> None:
        policies.ship(now=self.clock.now)
        self.troupe.gather(self.clock.now)
        self.catalogue.lay_out()

    def _need(self) -> None:
        self.late.take_in()
        self.late.define()

    def _ready(self) -> None:
        self.late.prepare_data()
        self.late.prepare_platform()

    def _retrain(self) -> None:
        self.second.data()
        self.second.train()

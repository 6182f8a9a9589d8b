"""Late arrivals in service: months of real flights, a breach, and the lap that follows from it."""

import json
from collections.abc import Iterator
from datetime import datetime

import httpx
import pandas as pd
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from governance.services import tokens
from portal.demo.data import flights, replay
from portal.demo.story.late_arrivals import LateArrivals
from portal.demo.story.people import SERVICE
from workflows.models import Release, Score, Window
from workflows.services import feedback, windows
from workflows.words import ReleaseState, WindowState

BATCH = 2000
MONTHS = {3: "March 2013", 4: "April 2013"}


class Operation:
    """What the application, operations and monitoring do while the first version serves."""

    def __init__(self, story: LateArrivals) -> None:
        self.story, self.acts, self.clock = story, story.acts, story.clock
        self._token = ""

    @property
    def release(self) -> Release:
        live = Release.objects.filter(scope=self.story.use_case.scope, state=ReleaseState.LIVE)
        return live.select_related("candidate__cycle").latest("live_at")

    def month(self, number: int, day: float) -> Window:
        """A month of flights: scored as they leave, known as they land, judged at its end."""
        starts_at, ends_at = flights.window(number)
        self._score(number, starts_at, ends_at)
        self.clock.at(day, 6)
        self._learn(number)
        # In one transaction: a window that lies in the past would be judged by the clock at once, today,
        # and the lap that follows a breach would begin after its own votes.
        with transaction.atomic():
            window = windows.open_(
                actor=self.acts.actor("dov"),
                release_id=self.release.pk,
                label=MONTHS[number],
                starts_at=starts_at,
                ends_at=ends_at,
                now=self.clock.later(hours=1),
            )
            if window.state == WindowState.OPEN:
                window = windows.judge(
                    actor=windows.JUDGE, window_id=window.pk, now=self.clock.later(minutes=10)
                )
        return window

    def _score(self, number: int, starts_at: datetime, ends_at: datetime) -> None:
        """Every flight that leaves is put to the gateway, as the crew desk would."""
        wanted = replay.requests(number)
        there = set(
            Score.objects.filter(
                scope=self.story.use_case.scope, event_at__gte=starts_at, event_at__lt=ends_at
            ).values_list("prediction_id", flat=True)
        )
        rest = wanted[~wanted["prediction_id"].isin(there)]
        url = f"{settings.GATEWAY_URL}/score/{self.story.use_case.slug}/"
        headers = {"Authorization": f"Bearer {self._access()}"}
        with httpx.Client(headers=headers, timeout=60, trust_env=False) as client:
            for done, batch in _batches(rest):
                client.post(url, json={"rows": batch}).raise_for_status()
                self.acts.say(
                    f"{MONTHS[number]}: {done + len(there):,} of {len(wanted):,} flights scored"
                )

    def _access(self) -> str:
        """A token of the crew desk's service account, which an administrator makes."""
        if not self._token:
            now = timezone.now()
            made = tokens.make(
                actor=self.acts.troupe.actor("ada", now),
                name="replay of the demo's months",
                days=1,
                user_id=self.acts.troupe.id(SERVICE.username),
                now=now,
            )
            self._token = made.secret
        return self._token

    def _learn(self, number: int) -> None:
        """What became of the flights, as operations reports it."""
        rows = [
            feedback.FeedbackRow(row.prediction_id, str(row.late), row.event_at.to_pydatetime())
            for row in replay.feedback(number).itertuples()
        ]
        feedback.keep(
            actor=self.acts.actor("dee"),
            use_case_id=self.story.use_case.pk,
            rows=rows,
            now=self.clock.now,
        )


class SecondLap:
    """The retraining that the breach asked for, up to the gate that waits for the visitor."""

    def __init__(self, story: LateArrivals) -> None:
        self.story, self.acts, self.clock = story, story.acts, story.clock

    def data(self) -> None:
        """New versions by the same plan: the Data gate stays open."""
        self.clock.at(60, 10)
        wanted = (
            ("train", "January to April", (1, 2, 3, 4), "train"),
            ("held_out", "Held-out fifth, January to April", (1, 2, 3, 4), "held_out"),
            ("held_out", "Held-out fifth, April alone", (4,), "slice"),
        )
        pins = []
        for part, label, months, use in wanted:
            found = self.story.plan.versions.filter(label=label).first()
            pins.append(((found or self.story.register(part, label, months)).pk, use))
        self.story.pin(*pins)

    def train(self) -> None:
        """Two trials on four months; the champion is measured beside the challenger."""
        self.clock.at(62, 9)
        self.story.run_trials("sam", ("gbm", "wide"))
        self.clock.at(64, 13)
        self.story.nominate("sam", self._registered("gbm"))

    def _registered(self, trial: str) -> str:
        """The version that the job registered for a trial, in the order in which it was given them."""
        job = self.story.training_job()
        registered = json.loads(job.result)["registered"] if job else []
        versions = [one["version"] for one in registered]
        return versions[["gbm", "wide"].index(trial)]

    def ask(self) -> None:
        """Submitted; a data scientist has voted; an analyst's vote is missing."""
        self.clock.at(67, 10)
        self.acts.gate(
            self.story.cycle,
            "training",
            by="sam",
            note="Retrained on January to April after the breach; April is hard for both versions.",
            votes=[("sia", "Better than v2 on the same flights, and not by chance.")],
            days=(0.9,),
            opens=False,
        )


def _batches(rows: pd.DataFrame) -> Iterator[tuple[int, list[dict]]]:
    """(rows done after it, a batch as the gateway takes it)."""
    for at in range(0, len(rows), BATCH):
        part = rows.iloc[at : at + BATCH]
        batch = json.loads(part.to_json(orient="records", date_format="iso"))
        yield at + len(part), batch

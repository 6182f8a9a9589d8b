"""What a use case does once it is in service: months that are judged, and laps from Training on."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

from governance.models import Review
from projects.models import ContractRevision
from projects.services import contracts
from tests.remembering import remembered
from workflows.models import Candidate, Comparison, Evaluation, Release, Window
from workflows.services import evaluations, feedback, scores, windows


class LaterLaps:
    """The part of a lap (tests/story.py) that needs a version in service."""

    @remembered
    def train_again(self, version: str, value: str = "0.92", champion: str = "0.91") -> Candidate:
        """The next lap's Training: the version in service is measured beside the candidate."""
        candidate = self.challenge(version, value, champion)
        self.open_gate("training", "sam", "ana", "sia")
        candidate.refresh_from_db()
        return candidate

    def challenge(self, version: str, value: str = "0.92", champion: str = "0.91") -> Candidate:
        """Nominated and compared with the version in service; nobody is asked yet."""
        self.pin()
        candidate = self.nominate(version)
        self.measure(candidate, value)
        beside = Evaluation.objects.filter(purpose="champion").latest("pk")
        self.measure(beside.candidate, champion, evaluation_id=beside.pk)
        sides = {
            "champion": champion,
            "challenger": value,
            "difference": str(Decimal(value) - Decimal(champion)),
        }
        evaluations.compared(
            comparison_id=Comparison.objects.latest("pk").pk,
            differences={
                "roc_auc": {
                    side: {"value": figure, "low": figure, "high": figure}
                    for side, figure in sides.items()
                }
            },
            now=self.tick(),
        )
        return candidate

    @remembered
    def try_again(self) -> Review:
        """The application tries the nominated version by the contract that it has; then the gate."""
        self.try_contract()
        return self.open_gate("integration", "ann", "dov", "sam")

    def try_contract(self) -> None:
        candidate = self.cycle.candidates.get(superseded_at=None)
        contract = ContractRevision.objects.latest("pk")
        contracts.report_smoke(
            actor=self.cast.ann,
            contract_id=contract.pk,
            passed=True,
            detail="answered",
            version=f"{candidate.model}/{candidate.version}",
            now=self.tick(),
        )

    @remembered
    def second_lap(self, version: str = "2") -> Candidate:
        """From Training on anew, up to an approved release of another version."""
        self.start(entry_stage="training")
        candidate = self.train_again(version)
        self.try_again()
        self.approve_release()
        return candidate

    @remembered
    def serve_month(self, start: datetime, wins: int, *, label: str = "March") -> Window:
        """A month in service of which the truth is known, judged: its ROC AUC is wins / 100.

        A hundred flights on time with probabilities 0.000 to 0.990, twenty late ones that each
        beat the lowest `wins` of them.
        """
        release = Release.objects.get(scope=self.use_case.scope, state="live")
        chances = [(n / 100, 0) for n in range(100)] + [(wins / 100 - 0.005, 1)] * 20
        self.score(release, start, [chance for chance, _ in chances])
        self.learn(start, [truth for _, truth in chances])
        window = windows.open_(
            actor=self.cast.dov,
            release_id=release.pk,
            label=label,
            starts_at=start,
            ends_at=start + timedelta(days=30),
            now=self.tick(),
        )
        return windows.judge(actor=windows.JUDGE, window_id=window.pk, now=self.tick())

    def score(self, release: Release, start: datetime, chances: list[float]) -> scores.Kept:
        rows = [
            scores.ScoreRow(
                prediction_id=f"{start:%m}-{n}",
                features=json.dumps({"dep_delay": float(n % 7), "carrier": "UA"}),
                output=json.dumps({"probability": chance, "late": int(chance >= 0.5)}),
                event_at=start + timedelta(hours=n),
            )
            for n, chance in enumerate(chances)
        ]
        return scores.keep(actor=self.cast.ann, release_id=release.pk, rows=rows, now=self.tick())

    def learn(self, start: datetime, truths: list[int]) -> feedback.Answer:
        rows = [
            feedback.FeedbackRow(f"{start:%m}-{n}", str(truth), start + timedelta(hours=n + 1))
            for n, truth in enumerate(truths)
        ]
        return feedback.keep(
            actor=self.cast.dee, use_case_id=self.use_case.pk, rows=rows, now=self.tick()
        )

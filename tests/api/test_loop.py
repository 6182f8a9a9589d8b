"""A whole first lap over HTTP, with tokens: from the need to a version in service."""

from django.core.files.uploadedfile import SimpleUploadedFile

from governance import canonical
from governance.models import LedgerEntry
from projects.services import contracts
from tests.projects.conftest import AUC, MILD, table
from tests.story import INPUTS, OUTPUTS, reading
from workflows.mlflow import client
from workflows.services import releases


class Lapper:
    """Acts by people's programs on one use case; each answer has to be the one expected."""

    def __init__(self, api, lap) -> None:
        self.api, self.lap, self.case = api, lap, lap.use_case.pk

    def post(self, who: str, address: str, body=None, *, status: int = 201, **given) -> dict:
        self.lap.tick()
        answer = self.api(who).post(address, body, **given)
        assert answer.status_code == status, f"{who} {address}: {answer.content[:500]}"
        return answer.json()

    def stages(self) -> dict[str, dict]:
        told = self.api("ana").get(f"use-cases/{self.case}/").json()
        return {one["stage"]: one for one in told["stages"]}

    def open_gate(self, stage: str, submitter: str, *voters: str) -> dict:
        review = self.post(submitter, f"cycles/{self.cycle}/reviews/", {"stage": stage})
        for voter in voters:
            seen = self.api(voter).get(f"reviews/{review['id']}/").json()
            assert seen["current_hash"] == seen["review"]["content_hash"]
            result = self.post(
                voter,
                f"reviews/{review['id']}/votes/",
                {"choice": "approve", "seen_hash": seen["current_hash"]},
            )
        assert result["opened"]
        assert result["gate"]["state"] == "open"
        assert self.stages()[stage]["gate"]["state"] == "open"
        return review

    def start(self) -> None:
        self.cycle = self.post("ana", f"use-cases/{self.case}/cycles/", {})["id"]

    def define(self) -> None:
        brief = {
            "title": "Late arrivals",
            "need": "Crews are called too late.",
            "prediction_target": "Lands more than 15 minutes late.",
            "classification": "internal",
            "residency": "on_premises",
            "questionnaire": MILD,
            "objectives": [AUC],
            "based_on": 0,
        }
        made = self.post("ana", f"use-cases/{self.case}/briefs/", brief)
        assert (made["number"], made["tier"]) == (1, "low")
        self.open_gate("definition", "ana", "ava", "sam")

    def prepare_data(self) -> None:
        place = self.post(
            "ada", "places/", {"code": "store", "title": "Store", "kind": "on_premises"}
        )
        self.place = place["id"]
        source = self.post("dee", "sources/", {
            "key": "movements", "title": "Movements", "system": "operations",
            "place_id": self.place, "owner_id": self.lap.cast.id("stan"),
            "classification": "internal",
        })  # fmt: skip
        access = self.post(
            "dee",
            f"use-cases/{self.case}/source-access/",
            {"source_id": source["id"], "reason": "To train on it"},
        )
        waiting = self.api("stan").get("source-access/waiting/").json()["items"]
        assert [one["id"] for one in waiting] == [access["id"]]
        self.post("stan", f"source-access/{access['id']}/grant/", {}, status=200)
        plan = self.post("dee", f"use-cases/{self.case}/data-plans/", {
            "source_ids": [source["id"]], "target_column": "late", "key_column": "flight",
            "positive_label": "1", "split_rule": "A hash of the flight's key.",
            "steps": [{"kind": "clean", "title": "Drop cancelled", "code_revision": "a1"}],
            "thresholds": {"train": 4}, "based_on": 0,
        })  # fmt: skip
        self.train = self.upload(plan["id"], "train", table())
        self.held_out = self.upload(plan["id"], "held_out", table(first=100))
        verdict = self.post("sam", f"data-plans/{plan['id']}/verdicts/", {"rows": 4})
        answered = self.post(
            "dee", f"verdicts/{verdict['id']}/answer/", {"dataset_id": self.train}, status=200
        )
        assert answered["outcome"] == "sufficient"
        self.open_gate("data", "dee", "sam", "ana")

    def upload(self, plan: int, part: str, text: str) -> int:
        file = SimpleUploadedFile("january.csv", text.encode(), content_type="text/csv")
        made = self.post(
            "dee",
            f"data-plans/{plan}/datasets/",
            {"file": file, "part": part, "label": part, "place_id": self.place},
            format="multipart",
        )
        assert made["passed"], made
        assert made["rows"] == 4
        return made["id"]

    def prepare_platform(self) -> None:
        environment = self.post("ivo", "environments/", {
            "key": "prem-cpu-1", "title": "CPU", "place_id": self.place, "cpu_cores": 8,
            "memory_gib": 32, "frameworks": {"scikit-learn": "1.5.1"},
            "service_level": "office hours",
        })  # fmt: skip
        self.post("ivo", f"use-cases/{self.case}/platform-plans/", {
            "revision_id": environment["id"], "cpu_cores": 4, "memory_gib": 16,
            "frameworks": {"scikit-learn": ">=1.5"}, "based_on": 0,
        })  # fmt: skip
        self.open_gate("platform", "ivo", "ira")

    def train_version(self, monkeypatch) -> None:
        pins = [
            {"dataset_id": self.train, "part": "train"},
            {"dataset_id": self.held_out, "part": "held_out"},
        ]
        self.post("dee", f"cycles/{self.cycle}/data/", {"datasets": pins})
        self.lap.bind()
        monkeypatch.setattr(client, "model_version", lambda **_: reading())
        nominated = {"model": "late-arrivals", "version": "1"}
        self.candidate = self.post("sam", f"cycles/{self.cycle}/candidates/", nominated)["id"]
        self.lap.measure(self.lap.cycle.candidates.get())
        measured = self.api("sia").get(f"candidates/{self.candidate}/evaluations/").json()
        assert measured["items"][0]["metrics"]["roc_auc"]["value"] == "0.91"
        self.open_gate("training", "sam", "ana", "sia")

    def integrate(self) -> None:
        owner = self.lap.cast.id("ann")
        made = self.post(
            "ann",
            f"use-cases/{self.case}/applications/",
            {"key": "crew-desk", "title": "Crew desk", "owner_id": owner},
        )
        contract = self.post("ann", f"applications/{made['id']}/contracts/", {
            "inputs": INPUTS, "outputs": OUTPUTS, "based_on": 0,
            "smoke_request": [{"dep_delay": "3", "carrier": "UA"}],
        })  # fmt: skip
        job = self.post("ann", f"contracts/{contract['id']}/smoke-run/")
        assert self.api("dov").get(f"jobs/{job['id']}/").json()["state"] == "wanted"
        contracts.report_smoke(
            actor=self.lap.cast.ann,
            contract_id=contract["id"],
            passed=True,
            detail="answered",
            version="late-arrivals/1",
            now=self.lap.tick(),
        )
        self.open_gate("integration", "ann", "dov", "sam")

    def release(self) -> None:
        target = self.post(
            "ada", "targets/", {"key": "ops", "title": "Operations", "place_id": self.place}
        )["id"]
        asked = {"candidate": self.candidate, "target": target}
        said = self.api("dov").get("clearance/", asked).json()
        assert not said["ok"]
        assert said["reasons"]
        self.post("dov", f"cycles/{self.cycle}/target/", {"target_id": target}, status=200)
        self.open_gate("release", "dov", "ivo")
        assert self.api("dov").get("clearance/", asked).json()["ok"]
        address = f"candidates/{self.candidate}/release/"
        self.post("ana", address, {"target_id": target}, status=403)
        release = self.post("dov", address, {"target_id": target})
        releases.went_live(release_id=release["id"], now=self.lap.tick())
        listed = self.api("ana").get(f"use-cases/{self.case}/releases/", {"state": "live"}).json()
        assert [one["id"] for one in listed["items"]] == [release["id"]]


def test_a_need_becomes_a_version_in_service(told, api, monkeypatch):
    lapper = Lapper(api, told)
    lapper.start()
    lapper.define()
    lapper.prepare_data()
    lapper.prepare_platform()
    lapper.train_version(monkeypatch)
    lapper.integrate()
    lapper.release()
    opened = LedgerEntry.objects.filter(scope=told.use_case.scope.key, kind="gate.opened")
    assert opened.count() == 6
    votes = LedgerEntry.objects.filter(scope=told.use_case.scope.key, kind="vote.cast")
    assert {canonical.loads(one.body)["actor"]["via"] for one in votes} == {"api"}

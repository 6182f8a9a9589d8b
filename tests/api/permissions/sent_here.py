"""What is sent about a use case: its rows, and whole bodies that only the right can lack."""

from governance.models import Finding, Waiver
from projects.models import (
    Application,
    Attachment,
    Comment,
    ContractRevision,
    DataPlan,
    DatasetVersion,
    FrameworkRequest,
    WorkItem,
)
from tests.api.permissions.requests import (
    candidate,
    case,
    cycle,
    here,
    named,
    send,
    soon,
    subject,
    target,
)
from tests.projects.conftest import AUC, MILD
from tests.story import INPUTS, OUTPUTS
from workflows.models import Release, Window

REASON = "It has to be."
DAY = {"starts_at": "2026-04-01T00:00:00Z", "ends_at": "2026-04-02T00:00:00Z"}
TRUE = {"prediction_id": "p-1", "actual": "1", "event_at": "2026-03-02T08:00:00Z"}
PLAN = {
    "target_column": "late",
    "key_column": "flight",
    "positive_label": "1",
    "split_rule": "A hash of the flight's key.",
    "based_on": 1,
}
BRIEF = {
    "title": "Late arrivals",
    "need": "Crews are called too late.",
    "prediction_target": "Lands more than 20 minutes late.",
    "classification": "internal",
    "residency": "on_premises",
    "questionnaire": MILD,
    "objectives": [AUC],
    "based_on": 1,
}

# the use case and its people
send("POST use-cases/<id>/team/", case, user_id=named("oto"), role="it")
send("POST use-cases/<id>/exports/", case)
send("POST use-cases/<id>/waivers/", case, stage="data", check_key="plan-complete", reason=REASON,
     until=soon)  # fmt: skip
send("POST waivers/<id>/revoke/", here(Waiver))
send("POST findings/<id>/assign/", here(Finding, kind="test"), owner_id=named("dov"))
send("POST findings/<id>/resolve/", here(Finding, kind="test"), resolution="Mended")
send("POST comments/", subject=subject, text="Hello")
send("POST comments/<id>/pin/", here(Comment, pinned_at=None))
send("DELETE comments/<id>/pin/", lambda place: place.pinned)
send("POST comments/<id>/erase/", here(Comment))
send("POST work-items/", subject=subject, title="Call them")
send("POST work-items/<id>/done/", here(WorkItem, done_at=None))
send("DELETE work-items/<id>/done/", lambda place: place.done)

# what is wanted, from which data, and where
send("POST use-cases/<id>/briefs/", case, **BRIEF)
send("POST use-cases/<id>/data-plans/", case, source_ids=lambda place: [place.source.pk], **PLAN)
send("POST data-plans/<id>/verdicts/", here(DataPlan), rows=9)
send("GET datasets/<id>/file/", here(DatasetVersion, part="train"))
send("GET datasets/<id>/file/ held out", here(DatasetVersion, part="held_out"))
send("POST datasets/<id>/held-out-file/", here(DatasetVersion, part="held_out"))
send("POST use-cases/<id>/source-access/", case, reason=REASON,
     source_id=lambda place: place.wanted.pk)  # fmt: skip
send("POST use-cases/<id>/framework-requests/", case, name="lightgbm", specifier=">=4",
     environment_id=lambda place: place.environment.environment_id)  # fmt: skip
send("POST framework-requests/<id>/answer/", here(FrameworkRequest), agreed=False,
     answer="Not there")  # fmt: skip
send("POST use-cases/<id>/platform-plans/", case, cpu_cores=4, memory_gib=16, based_on=1,
     revision_id=lambda place: place.environment.pk)  # fmt: skip
send("POST use-cases/<id>/applications/", case, key="board", title="Board", owner_id=named("ann"))
send("PATCH applications/<id>/", here(Application), title="Desk")
send("POST applications/<id>/deployments/", here(Application), version="1.2")
send("POST applications/<id>/contracts/", here(Application), inputs=INPUTS, outputs=OUTPUTS,
     based_on=1)  # fmt: skip
send("POST contracts/<id>/smoke-run/", here(ContractRevision))

# round the loop
send("POST cycles/<id>/candidates/", cycle, model="late-arrivals", version="3")
send("POST cycles/<id>/data/", cycle,
     datasets=lambda place: [{"dataset_id": place.told.train.pk, "part": "train"}])  # fmt: skip
send("POST cycles/<id>/target/", cycle, target_id=target)
for stage in ("definition", "data", "platform", "training", "integration", "release"):
    send(f"POST cycles/<id>/reviews/ {stage}", cycle, stage=stage)
send("POST reviews/<id>/votes/", lambda place: place.round, choice="approve",
     seen_hash=lambda place: place.round.content_hash)  # fmt: skip
send("POST reviews/<id>/advice/", lambda place: place.round, choice="approve")
send("POST reviews/<id>/withdraw/ integration", lambda place: place.round)
send("POST reviews/<id>/revoke/", lambda place: place.approved, reason=REASON)
send("POST candidates/<id>/evaluations/", candidate)
send("POST candidates/<id>/release/", lambda place: place.live.candidate, target_id=target)
send("POST candidates/<id>/roll-back/", lambda place: place.live.candidate, target_id=target,
     reason=REASON)  # fmt: skip
send("POST candidates/<id>/break-glass/", lambda place: place.live.candidate, target_id=target,
     reason=REASON)  # fmt: skip
send("POST attachments/<id>/erase/ somebody else's", here(Attachment), reason=REASON)
send("POST releases/<id>/stop/", here(Release), reason=REASON)
send("POST releases/<id>/windows/", here(Release), label="April", **DAY)
send("POST windows/<id>/judge/", here(Window))
send("POST use-cases/<id>/feedback/", case, rows=[TRUE])
send("POST jobs/<id>/cancel/ training", lambda place: place.training)
send("POST jobs/<id>/cancel/ export", lambda place: place.export)
for act, proposal in (
    ("suspend", "suspension"),
    ("abandon", "abandoning"),
    ("break the glass", "glass"),
):
    for verb in ("confirm", "decline"):
        send(
            f"POST proposals/<id>/{verb}/ {act}", lambda place, name=proposal: getattr(place, name)
        )

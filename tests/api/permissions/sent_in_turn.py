"""What is sent about a use case where something has to be so first, or where it hangs on who asks."""

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import Membership, Proposal
from projects.models import BriefRevision, UseCase, Verdict
from projects.models import Place as Somewhere
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, cycle, here, named, sends, soon, subject
from tests.api.permissions.sent_here import REASON
from tests.projects.conftest import table
from workflows.models import Cycle, Job
from workflows.services import exports


def _propose(act: str, before: str) -> None:
    """Where the use case is in the state that it is in before the act, and nothing is proposed."""

    @sends(f"POST use-cases/<id>/proposals/ {act}")
    def propose(place: Place, _person: Person) -> Sent:
        Proposal.objects.update(state="declined")
        UseCase.objects.filter(pk=place.case.pk).update(lifecycle=before)
        return Sent({"pk": place.case.pk}, {"act": act, "reason": REASON})


_propose("suspend", "active")
_propose("resume", "suspended")
_propose("retire", "active")


@sends("POST cycles/<id>/abandon/")
def abandon(place: Place, _person: Person) -> Sent:
    Proposal.objects.update(state="declined")
    return Sent({"pk": cycle(place).pk}, {"reason": REASON})


@sends("POST use-cases/<id>/cycles/")
def begin(place: Place, _person: Person) -> Sent:
    Cycle.objects.filter(pk=cycle(place).pk).update(state="abandoned")
    return Sent({"pk": place.case.pk}, {})


@sends("POST cycles/<id>/training/")
def train(place: Place, _person: Person) -> Sent:
    Job.objects.filter(pk=place.training.pk).update(state="cancelled")
    return Sent({"pk": cycle(place).pk}, {"script": "late", "model": "late-arrivals"})


@sends("POST verdicts/<id>/answer/")
def deliver(place: Place, _person: Person) -> Sent:
    verdict = here(Verdict, answered_at=None)(place)
    Verdict.objects.filter(pk=verdict.pk).update(part="train")
    return Sent({"pk": verdict.pk}, {"dataset_id": place.told.train.pk})


@sends("GET exports/<id>/archive/")
def archive(place: Place, _person: Person) -> Sent:
    Job.objects.filter(pk=place.export.pk).update(state="done", ended_at=place.now)
    exports.path_of(place.export).write_bytes(b"PK")
    return Sent({"pk": place.export.pk})


@sends("POST proposals/<id>/withdraw/")
def own_proposal(place: Place, person: Person) -> Sent:
    Proposal.objects.filter(pk=place.suspension.pk).update(proposed_by=person.user)
    return Sent({"pk": place.suspension.pk})


@sends("POST proposals/<id>/withdraw/ somebody else's")
def proposal(place: Place, _person: Person) -> Sent:
    return Sent({"pk": place.suspension.pk})


@sends("GET briefs/<id>/difference/")
def two_revisions(place: Place, _person: Person) -> Sent:
    brief = here(BriefRevision)(place)
    return Sent({"pk": brief.pk}, query={"before": brief.pk})


@sends("GET clearance/")
def clearance(place: Place, _person: Person) -> Sent:
    return Sent(query={"candidate": place.candidate.pk, "target": place.told.target.pk})


@sends("GET comments/", "GET work-items/")
def discussion(place: Place, _person: Person) -> Sent:
    return Sent(query={"subject": subject(place)})


@sends("GET findings/", "GET jobs/", "GET proposals/", "GET reviews/")
def listed(place: Place, _person: Person) -> Sent:
    return Sent(query={"use_case": place.case.slug})


@sends("GET use-cases/")
def by_slug(place: Place, _person: Person) -> Sent:
    return Sent(query={"slug": place.case.slug})


@sends("GET use-cases/<id>/team/<membership>/", "DELETE use-cases/<id>/team/<membership>/")
def member(place: Place, _person: Person) -> Sent:
    ivo = Membership.objects.get(scope=place.case.scope, user_id=place.told.cast.id("ivo"))
    return Sent({"pk": place.case.pk, "membership": ivo.pk})


@sends("POST use-cases/<id>/delegations/")
def lent_here(place: Place, person: Person) -> Sent:
    role = place.role_here(person) or "it"
    body = {"taker_id": named("ann")(place), "role": role, "until": soon(place)}
    return Sent({"pk": place.case.pk}, body)


@sends("POST data-plans/<id>/datasets/")
def upload(place: Place, _person: Person) -> Sent:
    file = SimpleUploadedFile("february.csv", table(first=200).encode(), content_type="text/csv")
    body = {"file": file, "part": "train", "label": "February"}
    body["place_id"] = Somewhere.objects.get(code="store").pk
    return Sent({"pk": place.told.plan.pk}, body, form=True)


@sends("POST use-cases/<id>/scores/")
def scores(place: Place, _person: Person) -> Sent:
    row = {
        "prediction_id": "p-1", "version": "1", "features": {"dep_delay": 3},
        "output": {"late": 1}, "event_at": place.live.live_at.isoformat(),
    }  # fmt: skip
    return Sent({"pk": place.case.pk}, {"rows": [row]}, {"release": place.live.pk})

"""What is sent about files, and about what a pipeline carries out."""

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Attachment
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, here, sends, subject
from tests.api.permissions.sent_here import REASON
from tests.projects.attachments.material import PDF
from workflows.models import Target


def _files() -> dict[str, object]:
    return {"files": [SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")]}


@sends("POST use-cases/<id>/attachments/")
def attach(place: Place, _person: Person) -> Sent:
    return Sent({"pk": place.case.pk}, _files(), form=True)


@sends("POST comments/with-files/")
def remark(place: Place, _person: Person) -> Sent:
    return Sent(body={"subject": subject(place), "text": "Look", **_files()}, form=True)


@sends("POST attachments/<id>/erase/")
def erase_own(place: Place, person: Person) -> Sent:
    row = here(Attachment)(place)
    Attachment.objects.filter(pk=row.pk).update(added_by=person.user)
    return Sent({"pk": row.pk}, {"reason": REASON})


@sends("POST releases/<id>/report/")
def report(place: Place, _person: Person) -> Sent:
    Target.objects.filter(pk=place.live.target_id).update(driver="webhook")
    return Sent({"pk": place.live.pk}, {"state": "live", "report": "Serves on edge-01."})

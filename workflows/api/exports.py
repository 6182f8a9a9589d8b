"""Archives of a use case: asked for, listed, fetched while they are kept."""

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from governance.api.base import PROBLEMS, Endpoint, act, lists
from projects.api.use_cases import USE_CASES
from workflows.api.jobs import JobOut
from workflows.models import Job
from workflows.services import exports

ZIP = "application/zip"


class Exports(Endpoint):
    about = USE_CASES

    @lists(JobOut)
    def get(self) -> QuerySet:
        """Every export of the use case; `result` has the digests, and until when it is kept."""
        return exports.EXPORTS.filter(scope=self.row.scope)

    @act(None, JobOut)
    def post(self) -> Job:
        """Have everything in the use case written into one archive; follow the job."""
        return exports.ask(use_case_id=self.pk, **self.who)


class ExportArchive(Endpoint):
    about = exports.EXPORTS

    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY, **PROBLEMS})
    def get(self, request: Request, pk: int) -> FileResponse:
        """The archive of an export that is done."""
        job, file = exports.open_archive(job_id=pk, **self.who)
        name = f"{job.scope.key}-{job.pk}.zip"
        return FileResponse(file, content_type=ZIP, as_attachment=True, filename=name)

"""A use case as one archive: asked for on its history, followed as a job, fetched from there."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect

from portal.pages import lookup
from portal.pages.frame import PageRequest, act, page
from workflows.services import exports


@act
def ask(request: PageRequest, slug: str) -> HttpResponse:
    """Have an archive made; a second click leads to the same job."""
    case = lookup.use_case(request, slug)
    job = exports.ask(actor=request.actor, use_case_id=case.pk, now=request.now)
    return redirect("job", slug, job.pk)


@page
def download(request: PageRequest, slug: str, pk: int) -> FileResponse:
    """The archive, while it is kept."""
    lookup.use_case(request, slug)
    job, file = exports.open_archive(actor=request.actor, job_id=pk, now=request.now)
    return FileResponse(file, as_attachment=True, filename=f"{slug}-{job.pk}.zip")

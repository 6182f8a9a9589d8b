"""The way to MLflow's own pages: by way of the sign-in, where that is wanted first."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from portal.pages.frame import PageRequest, page


@page
def mlflow(request: PageRequest) -> HttpResponse:
    """On to MLflow's first page. The gateway sends people here who aren't signed in; the query tells
    it that they come from here, so that nobody goes round for ever whose cookie doesn't reach it.

    A page that goes on by itself, not a redirect: what follows a form's answer to another origin, as
    the sign-in's would be, the content security policy forbids.
    """
    external = settings.MLFLOW_IS_EXTERNAL
    address = settings.MLFLOW_URL if external else f"{settings.GATEWAY_URL}/?from=pitwall"
    answer = render(request, "portal/mlflow.html", {"address": address})
    answer["Refresh"] = f"0; url={address}"
    return answer

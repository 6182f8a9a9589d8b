"""The way to MLflow's own pages: by way of the sign-in, where that is wanted first."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.pages.frame import PageRequest, page


@page
def mlflow(request: PageRequest) -> HttpResponse:
    """To MLflow's first page. The gateway sends people here who aren't signed in; the query tells it
    that they come from here, so that nobody goes round for ever whose cookie doesn't reach it.
    """
    if settings.MLFLOW_IS_EXTERNAL:
        return redirect(settings.MLFLOW_URL)
    return redirect(f"{settings.GATEWAY_URL}/?from=pitwall")

"""Addresses of the REST API under /api/v1/: its schema, then the apps' own."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from portal.api import board, desk, notices, search, timing, use_cases, watching
from portal.api.views import ProblemKinds, SchemaView

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("problems/", ProblemKinds.as_view()),
    path("problems/<slug:slug>/", ProblemKinds.as_view(), name="problem"),
    path("me/waiting/", desk.Waiting.as_view()),
    path("me/activity/", desk.Activity.as_view()),
    path("notices/", notices.Notices.as_view()),
    path("notices/read/", notices.Read.as_view()),
    path("notices/<int:pk>/read/", notices.NoticeRead.as_view()),
    path("board/", board.Board.as_view()),
    path("use-cases/", use_cases.UseCases.as_view()),
    path("search/", search.Search.as_view()),
    path("timing/", timing.Tables.as_view()),
    path("timing/<slug:name>/", timing.Table.as_view()),
    path("monitoring/", watching.Monitoring.as_view()),
    path("", include("governance.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("workflows.api.urls")),
]

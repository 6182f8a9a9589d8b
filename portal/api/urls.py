"""Addresses of the REST API under /api/v1/: its schema, then the apps' own."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from portal.api.views import SchemaView

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("", include("governance.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("workflows.api.urls")),
]

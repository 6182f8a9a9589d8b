"""The OpenAPI document as it is served."""

from functools import cache

from django.http import HttpResponse
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class SchemaView(SpectacularAPIView):
    """It is the same for everybody and takes a second to write, and anybody may ask for it: each
    process writes it once in each format.
    """

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        return HttpResponse(
            written(type(renderer)),  # type: ignore[arg-type] # a class is hashable
            content_type=f"{renderer.media_type}{charset}",
            headers={"Content-Disposition": f'inline; filename="Pitwall.{renderer.format}"'},
        )


@cache
def written(renderer: type[BaseRenderer]) -> bytes:
    """The document in one format."""
    return force_bytes(renderer().render(SchemaGenerator().get_schema(request=None, public=True)))

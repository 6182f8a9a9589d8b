"""The OpenAPI document as it is served."""

from functools import cache

from django.http import HttpResponse
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
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
            written(renderer.media_type),
            content_type=f"{renderer.media_type}{charset}",
            headers={"Content-Disposition": f'inline; filename="Pitwall.{renderer.format}"'},
        )


@cache
def written(media_type: str) -> bytes:
    """The document in one of the formats that the view has."""
    renderers = {one.media_type: one for one in SchemaView.renderer_classes}
    return force_bytes(
        renderers[media_type]().render(SchemaGenerator().get_schema(request=None, public=True))
    )

"""The OpenAPI document as it is served."""

from functools import cache

from django.http import Http404, HttpResponse
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.problems import KINDS, Kind


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


class ProblemKinds(APIView):
    """What problem documents give as their type leads here; anybody may ask."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request, slug: str = "") -> Response:
        if not slug:
            return Response({"items": [_shown(kind) for kind in KINDS.values()]})
        if slug not in KINDS:
            raise Http404
        return Response(_shown(KINDS[slug]))


def _shown(kind: Kind) -> dict[str, str | int]:
    return {
        "type": kind.type,
        "title": str(kind.title),
        "status": kind.status,
        "remedy": str(kind.remedy),
    }

"""Pages are compressed on their way; files and the API's answers leave as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Django's middleware for HTML alone. It adds bytes by chance to each answer, so that its size
    tells nothing of a secret in it (BREACH); downloads, whose bytes people compare by hash, and
    bodies that programs read keep their length.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response

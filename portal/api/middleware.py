"""What Django or an unforeseen error answers under /api/v1/ becomes a problem document as well."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from governance.problems import of_status
from portal.api.problems import CONTENT_TYPE, told

Respond = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/v1/"
OF_THE_BODY = {"content-type", "content-length", "content-encoding", "content-language", "etag"}


class ProblemsOnly:
    """The outermost: addresses that aren't there, hosts that aren't ours, bodies too large for
    Django, and errors that nobody foresaw, which are in the log and not in the answer.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith(PREFIX):
            return response
        if response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        return _as_problem(response)


def _as_problem(response: HttpResponseBase) -> HttpResponse:
    status = response.status_code
    headers = {name: value for name, value in response.items() if name.lower() not in OF_THE_BODY}
    body = json.dumps(told(of_status(status), status=status), ensure_ascii=False)
    answer = HttpResponse(body, status=status, headers=headers, content_type=CONTENT_TYPE)
    answer.cookies = response.cookies
    return answer

"""Pages are compressed for browsers that ask for it; what programs read isn't."""

import gzip

import pytest

from governance.services import sealing

pytestmark = pytest.mark.django_db
ASKED = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed(site):
    page = site.client("ana").get("/account/", headers=ASKED)
    assert page["Content-Encoding"] == "gzip"
    assert b"Time zone" in gzip.decompress(page.content)
    assert len(page.content) * 3 < len(gzip.decompress(page.content))


def test_its_size_tells_nothing_of_what_is_in_it(site):
    client = site.client("ana")
    sizes = {len(client.get("/account/", headers=ASKED).content) for _ in range(8)}
    assert len(sizes) > 1


def test_whoever_does_not_ask_gets_it_plain(site):
    assert "Content-Encoding" not in site.client("ana").get("/account/")


def test_files_and_the_api_leave_as_they_are(site, lap):
    lap.start()
    sealing.seal(now=lap.now)
    client = site.client("ola")
    export = client.post("/record/export/", headers=ASKED)
    assert export.status_code == 200
    assert "Content-Encoding" not in export
    assert "Content-Encoding" not in client.get("/api/v1/schema/", headers=ASKED)

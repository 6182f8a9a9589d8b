"""The discussion's page: mentions, files, decisions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Attachment, Comment
from projects.services import comments
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/use-cases/late-arrivals/discussion/"


def say(client, lap, text="Look, @ana", *files, **more):
    form = {"remark-text": text, "remark-about": f"use_case:{lap.use_case.pk}", **more}
    return client.post(PAGE + "say/", {**form, "remark-attached": list(files)}, follow=True)


def text_file(name="table.csv", content=b"a,b\n1,2\n"):
    return SimpleUploadedFile(name, content)


def test_a_mention_stands_out_and_everything_is_escaped(site, lap):
    say(site.client("sam"), lap, "@ana <script>alert(1)</script> @stan https://example.org")
    page = site.client("ana").get(PAGE).content.decode()
    assert '<b class="mention" title="Ana" data-you>@ana</b>' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert '<a href="https://example.org" rel="nofollow">' in page
    assert ">@stan<" not in page


def test_files_are_attached_and_kept_from_the_browser(site, lap):
    client = site.client("sam")
    assert "table.csv" in words(say(client, lap, "See", text_file(), text_file("b.txt")))
    row = Attachment.objects.order_by("pk")[0]
    answer = site.client("ana").get(f"{PAGE}files/{row.pk}/")
    assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"
    assert answer["Content-Disposition"] == 'attachment; filename="table.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_refused_file_loses_nothing_of_the_remark(site, lap):
    answer = say(site.client("sam"), lap, "My long text", text_file("a.svg", b"<svg/>"))
    assert answer.status_code == 422
    said = words(answer)
    assert "“a.svg” holds HTML, SVG or XML" in said
    assert "Your text is still here" in said
    assert "My long text</textarea>" in answer.content.decode()
    assert b'id="id_remark-attached_error"' in answer.content
    assert not Comment.objects.exists()


def test_strangers_find_no_file(site, lap):
    say(site.client("sam"), lap, "See", text_file())
    address = f"{PAGE}files/{Attachment.objects.get().pk}/"
    assert site.client("stan").get(address).status_code == 404
    assert site.client("stan").post(address + "erase/", {"erase-reason": "x"}).status_code == 404


def test_an_erased_file_says_who_erased_it_and_why(site, lap):
    client = site.client("sam")
    say(client, lap, "See", text_file())
    address = f"{PAGE}files/{Attachment.objects.get().pk}/"
    answer = client.post(address + "erase/", {"erase-reason": ""})
    assert answer.status_code == 422
    assert "fill it in" in words(answer)
    said = words(client.post(address + "erase/", {"erase-reason": "Wrong month."}, follow=True))
    assert "A file, erased by Sam on 2 March: Wrong month." in said
    assert "table.csv" not in words(client.get(PAGE))
    assert client.get(address).status_code == 404


def test_who_neither_added_it_nor_is_an_officer_is_not_offered_to_erase_it(site, lap):
    say(site.client("sam"), lap, "See", text_file())
    assert "Erase it for good" in words(site.client("sam").get(PAGE))
    assert "Erase it for good" in words(site.client("ola").get(PAGE))
    assert "Erase it for good" not in words(site.client("dee").get(PAGE))


def test_the_use_case_has_files_of_its_own(site, lap):
    client = site.client("ivo")
    answer = client.post(
        PAGE + "files/", {"attach-attached": [text_file("a.txt"), text_file("b.txt")]}, follow=True
    )
    assert "2 files are attached." in words(answer)
    assert client.post(PAGE + "files/", {}).status_code == 422


def test_a_decision_stands_on_top_and_on_the_overview(site, lap):
    first = comments.add(
        actor=site.cast.sam, subject=f"use_case:{lap.use_case.pk}", text="Before.", now=lap.tick()
    )
    for number in range(7):
        comments.add(
            actor=site.cast.sam,
            subject=f"use_case:{lap.use_case.pk}",
            text=f"Later {number}.",
            now=lap.tick(),
        )
    client = site.client("ana")
    client.post(f"{PAGE}{first.pk}/turn/", {"do": "pin"})
    said = words(client.get(PAGE))
    assert said.index("Before.") < said.index("Later 0.")
    assert "Decision pinned by Ana on 2 March" in said
    overview = words(client.get("/use-cases/late-arrivals/"))
    assert overview.index("Before.") < overview.index("Later 6.")
    assert "Later 1." not in overview
    assert "All 8" in overview
    client.post(f"{PAGE}{first.pk}/turn/", {"do": "unpin"})
    assert "Before." not in words(client.get("/use-cases/late-arrivals/"))


def test_work_with_a_mention_shows_it(site, lap):
    site.client("sam").post(PAGE + "work/", {"work-title": "@ana look <b>"})
    page = site.client("ana").get(PAGE).content.decode()
    assert '<b class="mention" title="Ana" data-you>@ana</b> look &lt;b&gt;' in page

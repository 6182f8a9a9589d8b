"""Files over HTTP: sent, listed, opened and erased."""

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Attachment, Comment
from tests.projects.attachments.material import HTML, PDF, PNG


def send(program, address, *files, **given):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return program.post(address, {"files": sent, **given}, format="multipart")


def test_files_are_attached_listed_and_opened(told, api):
    address = f"use-cases/{told.use_case.pk}/attachments/"
    made = send(api("ana"), address, ("plan.pdf", PDF), ("shot.png", PNG))
    assert made.status_code == 201, made.content
    assert [one["name"] for one in made.json()] == ["plan.pdf", "shot.png"]
    listed = api("sam").get(address).json()["items"]
    assert [one["media_type"] for one in listed] == ["image/png", "application/pdf"]
    file = api("sam").get(f"attachments/{listed[1]['id']}/file/")
    assert b"".join(file.streaming_content) == PDF
    assert "attachment" in file["Content-Disposition"]
    again = api("sam").get(f"attachments/{listed[1]['id']}/file/", HTTP_IF_NONE_MATCH=file["ETag"])
    assert again.status_code == 304


def test_one_wrong_file_and_none_is_kept(told, api, unchanged):
    ana, address = api("ana"), f"use-cases/{told.use_case.pk}/attachments/"
    with unchanged():
        answer = send(ana, address, ("plan.pdf", PDF), ("evil.png", HTML))
    assert "holds HTML" in answer.json()["fields"]["files"]


def test_a_remark_comes_with_its_files(told, api):
    subject = f"use_case:{told.use_case.pk}"
    for _ in range(2):
        made = send(
            api("ana"), "comments/with-files/", ("plan.pdf", PDF), subject=subject, text="See."
        )
        assert made.status_code == 201, made.content
    assert Comment.objects.count() == 2
    (first, second) = Attachment.objects.all()
    listed = api("ana").get(
        f"use-cases/{told.use_case.pk}/attachments/", {"comment": second.comment_id}
    )
    assert [one["id"] for one in listed.json()["items"]] == [second.pk]
    assert first.comment_id != second.comment_id


def test_who_added_it_or_an_officer_erases_it_and_says_why(told, api):
    address = f"use-cases/{told.use_case.pk}/attachments/"
    (row,) = send(api("ana"), address, ("plan.pdf", PDF)).json()
    erase = f"attachments/{row['id']}/erase/"
    refused = api("sam").post(erase, {"reason": "names people"})
    assert refused.status_code == 403
    assert "Ana" in refused.json()["who_can"]
    assert api("ana").post(erase, {"reason": ""}).status_code == 422
    erased = api("ola").post(erase, {"reason": "names people"}).json()
    assert (erased["name"], erased["erased_why"]) == ("", "names people")
    assert api("ana").get(f"attachments/{row['id']}/file/").status_code == 404

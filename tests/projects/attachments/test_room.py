"""A use case's attachments have so much room; equal bytes take it once, erased ones give it back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from governance.errors import Invalid
from projects import room
from projects.models import Attachment, Comment
from projects.services import attachments, comments
from tests.cast import Cast
from tests.projects.attachments.material import upload
from tests.projects.conftest import Make

KIB = 1024
HALF = 512 * KIB


@pytest.fixture
def attach(use_case, cast, now, settings):
    settings.ATTACHMENTS_TOTAL_MIB = 1

    def add(letter: str, size: int = HALF, name: str = ""):
        content = letter.encode() * size
        return attachments.add(
            actor=cast.dee,
            use_case_id=use_case.pk,
            uploads=[upload(name or f"{letter}.txt", content)],
            now=now,
        )[0]

    return add


def test_what_does_not_fit_is_refused_with_what_is_left_and_what_to_do(
    attach, use_case, cast, unchanged, now
):
    attach("a")
    with unchanged(), pytest.raises(Invalid) as refusal:
        attach("b", HALF + 1)
    said = refusal.value.fields["files"]
    assert "take 0.6 MiB, and of the 1 MiB that a use case has for files 0.5 MiB are left" in said
    assert "erase files that nobody needs" in said
    with unchanged(), pytest.raises(Invalid):
        comments.add(
            actor=cast.ana,
            subject=f"use_case:{use_case.pk}",
            text="See.",
            uploads=[upload("b.txt", b"b" * (HALF + 1))],
            now=now,
        )
    assert not Comment.objects.exists()
    attach("b", HALF)


def test_equal_bytes_take_room_once(attach, use_case):
    attach("a", 2 * HALF)
    attach("a", 2 * HALF, name="again.txt")
    assert room.used(use_case.scope_id) == 2 * HALF
    with pytest.raises(Invalid, match="0 MiB are left"):
        attach("b", 1)


def test_erased_files_give_their_room_back_once_no_other_has_the_same(attach, use_case, cast, now):
    rows = [attach("a", 2 * HALF), attach("a", 2 * HALF, name="again.txt")]
    for row, used in zip(rows, (2 * HALF, 0), strict=True):
        attachments.erase(actor=cast.dee, attachment_id=row.pk, reason="Old.", now=now)
        assert room.used(use_case.scope_id) == used
    attach("b", 2 * HALF)


def test_each_use_case_has_room_of_its_own(attach, use_case, make):
    attach("a", 2 * HALF)
    assert room.used(make.use_case(title="Another").scope_id) == 0


def test_two_at_once_do_not_take_the_same_room(fresh_database, now, settings):
    settings.ATTACHMENTS_TOTAL_MIB = 1
    cast = Cast(now)
    cast.policy_version()
    use_case = Make(cast, now).use_case()
    cast.join(use_case.scope)
    start = Barrier(2)

    def attach(letter: str) -> str:
        files = [upload("a.txt", letter.encode() * (HALF + 1))]
        try:
            start.wait()
            attachments.add(actor=cast.dee, use_case_id=use_case.pk, uploads=files, now=now)
        except Invalid as refusal:
            return refusal.fields["files"]
        else:
            return "kept"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(attach, "ab"), key=len)
    assert said[0] == "kept"
    assert "0.4 MiB are left" in said[1]
    assert Attachment.objects.count() == 1

"""The guided way over HTTP: a draft of one's own, then the use case with brief and team."""

from projects.models import Intake, UseCase

BRIEF = {
    "title": "Late bags",
    "need": "Bags come late.",
    "classification": "internal",
    "residency": "anywhere",
}


def test_a_draft_is_kept_read_and_thrown_away(told, api):
    ana = api("ana")
    assert ana.get("me/intake/").json() == {
        "typed": {}, "step": "", "began_at": None, "changed_at": None,
    }  # fmt: skip
    ana.patch("me/intake/", {"typed": {"title": "Late bags"}})
    ana.patch("me/intake/", {"typed": {"need": "Bags come late."}, "step": "aim"})
    kept = ana.get("me/intake/").json()
    assert kept["typed"] == {"title": "Late bags", "need": "Bags come late."}
    assert kept["step"] == "aim"
    assert api("ava").get("me/intake/").json()["typed"] == {}
    assert "text" in ana.patch("me/intake/", {"typed": {"need": 7}}).json()["fields"]["typed.need"]
    assert ana.delete("me/intake/").status_code == 204
    assert not Intake.objects.exists()


def test_it_is_founded_with_brief_and_team_or_not_at_all(told, api, cast, unchanged):
    ana = api("ana")
    ana.patch("me/intake/", {"typed": {"title": "Late bags"}})
    body = {"title": "Late bags", "founder_role": "analyst", "brief": BRIEF}
    wrong = body | {"brief": BRIEF | {"residency": "mars"}}
    with unchanged():
        assert ana.post("me/intake/found/", wrong).status_code == 422
        assert ana.post("me/intake/found/", body | {"members": [{"user_id": 10**6, "role": "it"}]})
    members = [{"user_id": cast.id("stan"), "role": "data_scientist"}]
    made = ana.post("me/intake/found/", body | {"members": members})
    assert made.status_code == 201, made.content
    case = UseCase.objects.get(pk=made.json()["id"])
    assert case.scope.memberships.count() == 2
    assert api("stan").get(f"use-cases/{case.pk}/briefs/").json()["items"][0]["number"] == 1
    assert ana.post("me/intake/found/", body).status_code == 409

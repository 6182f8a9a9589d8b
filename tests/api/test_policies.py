"""Policies over HTTP: malformed ones are named line by line, published ones never change."""

from governance.models import PolicyVersion
from governance.services import policies

MINE = (policies.FOLDER / "standard.yaml").read_text().replace("policy: standard", "policy: mine")


def test_an_officer_drafts_and_publishes(told, api):
    draft = api("ola").post("policies/", {"name": "mine", "title": "Mine", "source": MINE})
    assert draft.status_code == 201, draft.content
    address = f"policies/{draft.json()['id']}/versions/"
    version = api("ola").post(address)
    assert (version.status_code, version.json()["number"]) == (201, 1)
    assert version.json()["resolved"]["stages"]
    again = api("ola").post(address)
    assert again.status_code == 409
    assert api("ana").get(address).json()["items"][0]["sha256"] == version.json()["sha256"]


def test_malformed_yaml_is_named_by_its_line(told, api, unchanged):
    ola = api("ola")
    for source in ("policy: [", "policy: mine\nstages: {training: 7}\n", "\t", "- 1"):
        with unchanged():
            answer = ola.post("policies/", {"name": "mine", "title": "Mine", "source": source})
        assert answer.status_code == 422
        assert "ine" in answer.json()["fields"]["source"]


def test_others_don_t_draft_publish_or_read_drafts(told, api, unchanged):
    ana, pk = api("ana"), PolicyVersion.objects.first().policy_id
    with unchanged():
        given = {"name": "mine", "title": "Mine", "source": MINE}
        assert ana.post("policies/", given).status_code == 403
        assert ana.post(f"policies/{pk}/versions/").status_code == 403
    assert ana.get(f"policies/{pk}/draft/").status_code == 404
    assert api("ola").get(f"policies/{pk}/draft/").status_code == 200


def test_a_published_version_has_no_address_that_changes_it(told, api):
    pk = PolicyVersion.objects.first().policy_id
    for method in ("put", "patch", "delete"):
        answer = api("ola").call(method, f"policies/{pk}/versions/")
        assert answer.status_code == 405
        assert answer["Allow"]
        assert answer.json()["remedy"]

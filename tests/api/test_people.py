"""People and their site roles over HTTP: for administrators."""


def test_an_administrator_makes_an_account(api):
    made = api("ada").post("people/", {"username": "max", "full_name": "Max Moor"})
    assert made.status_code == 201, made.content
    assert made.json()["name"] == "Max Moor"
    assert made.json()["site_roles"] == []


def test_others_don_t_and_are_told_who_can(api, unchanged):
    ana = api("ana")
    with unchanged():
        answer = ana.post("people/", {"username": "max", "full_name": "Max"})
    assert answer.status_code == 403
    assert answer.json()["who_can"] == "administrator"
    assert ana.get("people/").status_code == 403


def test_a_name_that_is_taken_is_refused(api, unchanged):
    ada = api("ada")
    with unchanged():
        answer = ada.post("people/", {"username": "ana", "full_name": "Another"})
    assert answer.status_code == 422
    assert "username" in answer.json()["fields"]


def test_the_list_names_site_roles(api):
    people = {one["username"]: one for one in api("ada").get("people/").json()["items"]}
    assert people["ola"]["site_roles"] == ["officer"]
    assert "password" not in people["ola"]


def test_site_roles_are_granted_and_ended_never_to_oneself(api, cast):
    address = f"people/{cast.id('stan')}/site-roles/"
    assert api("ada").post(address, {"role": "auditor"}).status_code == 201
    assert api("stan").get("ledger/").status_code == 200
    assert api("ada").post(f"{address}end/", {"role": "auditor"}).json()["until"]
    assert api("stan").get("ledger/").status_code == 403
    own = api("ada").post(f"people/{cast.id('ada')}/site-roles/", {"role": "officer"})
    assert own.status_code == 403

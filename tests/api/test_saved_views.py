"""Views of the board over HTTP: kept, renamed and forgotten by whose they are."""


def test_a_view_is_kept_renamed_and_forgotten(api):
    ana, body = api("ana"), {"place": "board", "name": "Late", "query": "show=stuck"}
    made = ana.post("saved-views/", body)
    assert made.status_code == 201, made.content
    address = f"saved-views/{made.json()['id']}/"
    assert ana.patch(address, {"name": "Overdue"}).json()["name"] == "Overdue"
    (listed,) = ana.get("saved-views/").json()["items"]
    assert (listed["name"], listed["query"]) == ("Overdue", "show=stuck")
    assert ana.delete(address).status_code == 204
    assert ana.get("saved-views/").json()["items"] == []


def test_it_is_nobody_else_s(api, unchanged):
    made = api("ana").post("saved-views/", {"place": "board", "name": "Late"}).json()
    ava, address = api("ava"), f"saved-views/{made['id']}/"
    with unchanged():
        assert ava.get("saved-views/").json()["items"] == []
        assert ava.patch(address, {"name": "Mine"}).status_code == 404
        assert ava.delete(address).status_code == 404

"""Pages of a list: newest first, none lost and none twice while rows are added."""


def test_it_reads_on_from_the_cursor(told, api):
    for number in range(5):
        told.make.use_case(f"Case {number}")
    first = api("ola").get("use-cases/", {"limit": 2}).json()
    assert len(first["items"]) == 2
    told.make.use_case("Came meanwhile")
    seen, cursor = [one["id"] for one in first["items"]], first["next"]
    while cursor:
        page = api("ola").get("use-cases/", {"limit": 2, "cursor": cursor}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)


def test_fifty_is_a_page_unless_told_otherwise(told, api):
    for number in range(60):
        told.make.use_case(f"Case {number}")
    page = api("ola").get("use-cases/").json()
    assert len(page["items"]) == 50
    assert page["next"]


def test_filters_narrow(told, api):
    told.make.use_case("Bags")
    found = api("ola").get("use-cases/", {"slug": "bags"}).json()
    assert [one["title"] for one in found["items"]] == ["Bags"]
    assert api("ola").get("use-cases/", {"lifecycle": "retired"}).json()["items"] == []

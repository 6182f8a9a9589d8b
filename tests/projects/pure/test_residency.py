"""What lies outside the brief's residency is named with both ends."""

from projects import residency

CLOUD = {
    "what": "source",
    "name": "Handling",
    "place": "EU West",
    "kind": "cloud",
    "region": "eu-west",
}
HALL = {
    "what": "environment",
    "name": "prem-1",
    "place": "Hall B",
    "kind": "on_premises",
    "region": "",
}


def test_a_place_in_the_cloud_conflicts_with_on_premises():
    (found,) = residency.conflicts("on_premises", [CLOUD, HALL], revision=3)
    assert found.sentence == (
        "The source Handling lies in EU West (cloud, region eu-west); "
        "brief revision 3 says on-premises."
    )
    assert "governance officer" in found.who_can


def test_anywhere_conflicts_with_nothing():
    assert residency.conflicts("anywhere", [CLOUD]) == []

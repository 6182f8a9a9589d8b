"""Whether places satisfy the residency that the brief asks for: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ON_PREMISES = "on_premises"
KINDS = {"on_premises": "on-premises", "cloud": "cloud"}
WHO_CAN = "A governance officer can waive the check until a date; or move the work on-premises."


@dataclass(frozen=True)
class Conflict:
    """Something that lies where the brief doesn't let it, in words that name both ends."""

    what: str
    name: str
    place: str
    sentence: str
    who_can: str = WHO_CAN


def conflicts(
    residency: str, places: Iterable[Mapping[str, str]], *, revision: int | None = None
) -> list[Conflict]:
    """What lies outside. `places` are mappings with what, name, place, kind and region, as in
    the facts of a gate; `revision` is the number of the brief's revision, for the sentence.
    """
    if residency != ON_PREMISES:
        return []
    return [_conflict(one, revision) for one in places if one["kind"] != ON_PREMISES]


def _conflict(place: Mapping[str, str], revision: int | None) -> Conflict:
    where = KINDS.get(place["kind"], place["kind"])
    if place.get("region"):
        where = f"{where}, region {place['region']}"
    brief = f"brief revision {revision}" if revision else "the brief"
    sentence = (
        f"The {place['what']} {place['name']} lies in {place['place']} ({where}); "
        f"{brief} says on-premises."
    )
    return Conflict(place["what"], place["name"], place["place"], sentence)

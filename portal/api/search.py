"""Search over everything that one may see: a few of each kind, or more of one."""

from typing import Any

from rest_framework import serializers

from governance.access import refuse_keys_of_one
from governance.api.base import Endpoint, shows
from governance.api.fields import Choice, Text
from governance.api.paging import Limit
from portal.pages import found

A_FEW, LONGEST = 5, 200


KINDS = [(one.key, one.label) for one in found.KINDS]


class SearchIn(serializers.Serializer):
    """The words, each of which has to be in what is found."""

    q = Text()
    kind = Choice(KINDS, required=False)
    limit = Limit(default=A_FEW, help_text="of each kind; 1 to 200")


class HitOut(serializers.Serializer):
    """One thing that was found; `id` is that of its row, of people that of their role in a team."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    note = serializers.CharField()
    role = serializers.CharField()
    href = serializers.CharField()


class Search(Endpoint):
    @shows(HitOut, asks=SearchIn, many=True)
    def get(self, q: str, limit: int = A_FEW, kind: str | None = None) -> list[dict[str, Any]]:
        """What fits, kind by kind."""
        refuse_keys_of_one(self.actor)
        asked = q.replace("\0", "").strip()[:LONGEST]
        kinds = [one for one in found.KINDS if kind in (None, one.key)] if asked else []
        return [
            {"kind": one.key, "id": row.pk, **vars(one.tell(row))}
            for one in kinds
            for row in one.rows(self.actor, asked, self.now)[:limit]
        ]

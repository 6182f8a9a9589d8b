"""What people choose to be told, where and how often, and the hours in which nothing is sent."""

from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from governance import noticing
from governance.access import refuse_keys_of_one
from governance.api.base import Endpoint, act, shows
from governance.api.fields import Choice, Text, Whole
from governance.models import User
from governance.noticing import NoticeKind, Often
from governance.queries.notices import channels_for, wishes
from governance.services import preferences


class Hour(Whole):
    """An hour of a day, or none."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, allow_null=True, help_text="0 to 23", **given)


class NoticeChoiceIn(serializers.Serializer):
    """How often one is told of a kind of event, one way."""

    kind = Choice(NoticeKind.choices)
    way = Text(help_text="portal, mail or a channel, as in `ways`")
    often = Choice(Often.choices)


class NoticeChoicesIn(serializers.Serializer):
    """What is to be otherwise; what is left out of `choices` stays as it is, hours don't."""

    choices = NoticeChoiceIn(many=True, default=list)
    digest_hour = Whole(default=noticing.DIGEST_HOUR, help_text="0 to 23")
    quiet_from = Hour()
    quiet_until = Hour()


class NoticeChoiceOut(serializers.Serializer):
    """How often one is told of a kind of event, one way."""

    kind = serializers.CharField()
    way = serializers.CharField()
    often = serializers.CharField()


class WayOut(serializers.Serializer):
    """A way on which one can be told, and the kinds of events that it takes."""

    way = serializers.CharField()
    name = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())


class NoticeChoicesOut(serializers.Serializer):
    """All that one has chosen, and what there is to choose from."""

    choices = NoticeChoiceOut(many=True)
    ways = WayOut(many=True)
    digest_hour = serializers.IntegerField()
    quiet_from = serializers.IntegerField(allow_null=True)
    quiet_until = serializers.IntegerField(allow_null=True)


class NoticeChoices(Endpoint):
    @shows(NoticeChoicesOut)
    def get(self) -> dict[str, Any]:
        """What you are told, where and how often."""
        return self._chosen()

    @act(NoticeChoicesIn, NoticeChoicesOut, status=200)
    def put(self, choices: list[dict[str, str]], **hours: Any) -> dict[str, Any]:
        """Choose what you are told, where and how often."""
        said = {(one["kind"], one["way"]): one["often"] for one in choices}
        preferences.choose_notices(choices=said, **hours, **self.who)
        return self._chosen()

    def _chosen(self) -> dict[str, Any]:
        refuse_keys_of_one(self.actor)
        user: User = self.request.user  # type: ignore[assignment] # strangers got 401
        wish, ways = wishes([user])[user.pk], list(self._ways())
        return {
            "choices": [
                {"kind": kind, "way": one["way"], "often": wish.often(kind, one["way"])}
                for one in ways
                for kind in one["kinds"]
            ],
            "ways": ways,
            **{name: getattr(wish.hours, name) for name in HOURS},
        }

    def _ways(self) -> Iterator[dict[str, Any]]:
        every = list(NoticeKind.values)
        yield {"way": noticing.PORTAL, "name": "portal", "kinds": every}
        yield {"way": noticing.MAIL, "name": "e-mail", "kinds": every}
        for one in channels_for(self.actor, self.now):
            yield {"way": noticing.channel_way(one.pk), "name": one.name, "kinds": one.kinds}


HOURS = ("digest_hour", "quiet_from", "quiet_until")

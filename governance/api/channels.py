"""Channels: places outside that administrators configure, such as a team's chat."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance.access import authorise
from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Choice, Flag, Several, Text
from governance.errors import NotVisible
from governance.models import Channel, Dispatch
from governance.noticing import NoticeKind
from governance.services import channels

CHANNELS = Channel.objects.select_related("scope")


class ChannelIn(serializers.Serializer):
    """A new channel: without `use_case` for events of all of them."""

    name = Text()
    address = Text(
        write_only=True, help_text="as Apprise writes it (slack://…); it is never shown again"
    )
    kinds = Several(child=Choice(NoticeKind.choices))
    use_case = Text(required=False, help_text="its slug")
    by_itself = Flag(required=False, help_text="true: told without anybody choosing it")


class ChannelChangeIn(ChannelIn):
    """The channel as it is to be; without an address it keeps the one it has."""

    address = Text(required=False, write_only=True)


class ChannelOut(outputs.Row):
    """A channel; its address is a secret."""

    kinds = serializers.ListField(child=serializers.CharField(), read_only=True)
    use_case = serializers.SlugField(
        source="scope.key", default=None, read_only=True, help_text="null for all of them"
    )

    class Meta:
        model = Channel
        fields = [
            "id", "name", "service", "use_case", "kinds", "by_itself", "created_at", "closed_at",
            "sent_at", "failed_at", "error",
        ]  # fmt: skip


class ChannelTrialOut(outputs.Row):
    """A test on its way; the channel says how it went."""

    class Meta:
        model = Dispatch
        fields = ["id", "channel", "due_at"]


class Channels(Endpoint):
    @lists(ChannelOut, orders=("name",))
    def get(self) -> QuerySet:
        """All channels, closed ones too; for administrators."""
        authorise(self.actor, "channel.manage", None, now=self.now)
        return CHANNELS.all()

    @act(ChannelIn, ChannelOut)
    def post(self, **given: Any) -> Channel:
        """Configure a channel."""
        return channels.add(**self.who, **given)


class OneChannel(Endpoint):
    holds = Channel.objects.all()

    @shows(ChannelOut)
    def get(self) -> Channel:
        """One channel; for administrators."""
        authorise(self.actor, "channel.manage", None, now=self.now)
        row = CHANNELS.filter(pk=self.pk).first()
        if row is None:
            raise NotVisible(_("There is no such channel."))
        return row

    @act(ChannelChangeIn, ChannelOut, status=200)
    def put(self, **given: Any) -> Channel:
        """Change a channel."""
        return channels.change(channel_id=self.pk, **self.who, **given)

    @act(None, ChannelOut, status=200)
    def delete(self) -> Channel:
        """Close a channel: nothing more is sent there, and its address is forgotten."""
        return channels.close(channel_id=self.pk, **self.who)


class ChannelTrial(Endpoint):
    @act(None, ChannelTrialOut)
    def post(self) -> Dispatch:
        """Send a test there."""
        return channels.try_out(channel_id=self.pk, **self.who)

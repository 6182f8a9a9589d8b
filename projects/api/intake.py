"""The draft of a use case that one is about to found, and its founding."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from governance import canonical
from governance.access import human, refuse_keys_of_one
from governance.api.base import Endpoint, act, shows
from governance.api.fields import Mapping, Text
from governance.errors import Invalid
from projects.api.briefs import BriefIn
from projects.api.use_cases import MemberIn, UseCaseIn, UseCaseOut
from projects.models import Intake, UseCase
from projects.services import intake


class IntakeIn(serializers.Serializer):
    """What was typed, by the names of the guided way's fields; others stay as they are."""

    typed = Mapping(help_text="field → text")
    step = Text(default="need", help_text="where to go on: need, aim, limits, risk or team")


class IntakeOut(serializers.Serializer):
    """What one has typed so far; both moments are null where there is no draft."""

    typed = serializers.DictField(child=serializers.CharField())
    step = serializers.CharField()
    began_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)


class FirstBriefIn(BriefIn):
    """The first brief."""

    based_on = None  # type: ignore[assignment] # there is none before it


class FoundingIn(UseCaseIn):
    """A use case with its first brief and its team, as one act."""

    brief = FirstBriefIn()
    members = MemberIn(many=True, default=list)


class IntakeDraft(Endpoint):
    @shows(IntakeOut)
    def get(self) -> dict[str, Any]:
        """Your draft, which nobody else sees."""
        refuse_keys_of_one(self.actor)
        return _told(Intake.objects.filter(person_id=human(self.actor)).first())

    @act(IntakeIn, IntakeOut, status=200)
    def patch(self, typed: Any, step: str) -> dict[str, Any]:
        """Put something into your draft; nothing is checked yet, so that nothing is lost."""
        if not isinstance(typed, dict):
            raise Invalid({"typed": _("This has to map names to values; give {} for none.")})
        wrong = [name for name, text in typed.items() if not isinstance(text, str)]
        if wrong:
            raise Invalid({f"typed.{wrong[0]}": _("This has to be text; put it in quotes.")})
        return _told(intake.keep(typed=typed, step=step, **self.who))

    @act(None, None, status=204)
    def delete(self) -> None:
        """Throw your draft away."""
        refuse_keys_of_one(self.actor)
        intake.discard(**self.who)


class IntakeFounding(Endpoint):
    @act(FoundingIn, UseCaseOut)
    def post(
        self, brief: dict[str, Any], members: list[dict[str, Any]], **founding: Any
    ) -> UseCase:
        """Found the use case of your draft, with brief and team, all or nothing; the draft is gone."""
        team = [(one["user_id"], one["role"]) for one in members]
        return intake.found(founding=founding, brief=brief, members=team, **self.who)


def _told(row: Intake | None) -> dict[str, Any]:
    if row is None:
        return {"typed": {}, "step": "", "began_at": None, "changed_at": None}
    return {
        "typed": canonical.loads(row.typed),
        "step": row.step,
        "began_at": row.began_at,
        "changed_at": row.changed_at,
    }

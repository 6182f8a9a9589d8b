"""What people can comment on and promise work for: objects that belong to a use case, by name."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from governance.access import visible
from governance.actors import Actor
from governance.errors import Invalid

_models = {
    "use_case": "projects.UseCase",
    "brief": "projects.BriefRevision",
    "access": "projects.SourceAccess",
    "plan": "projects.DataPlan",
    "dataset": "projects.DatasetVersion",
    "verdict": "projects.Verdict",
    "platform": "projects.PlatformPlan",
    "framework_request": "projects.FrameworkRequest",
    "application": "projects.Application",
    "contract": "projects.ContractRevision",
    "gate": "governance.Gate",
    "review": "governance.Review",
    "finding": "governance.Finding",
    "waiver": "governance.Waiver",
    "proposal": "governance.Proposal",
}


def register(name: str, label: str) -> None:
    """Let people speak about rows of the model `label` (app.Model), which has a scope, as `name`.

    Apps above register theirs at start; another model under the same name fails.
    """
    if _models.setdefault(name, label) != label:
        raise ImproperlyConfigured(f"{name} means {_models[name]} already, not {label}")


def find(actor: Actor, subject: str, now: datetime) -> tuple[str, Any]:
    """The kind and the row that `subject` (brief:7) names, if this actor may see it.

    Raises Invalid for what is no subject, NotVisible for what isn't there for them.
    """
    kind, _colon, number = subject.partition(":") if isinstance(subject, str) else ("", "", "")
    if kind not in _models or not number.isdecimal() or not number.isascii():
        raise Invalid(
            {
                "subject": _("“%(subject)s” names nothing; write kind:number, such as brief:7.")
                % {"subject": str(subject)[:60]}
            }
        )
    rows = apps.get_model(_models[kind]).objects.select_related("scope")
    return kind, visible(rows, actor, now, pk=int(number[:19]))

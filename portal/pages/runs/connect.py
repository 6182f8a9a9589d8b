"""How a client and a browser reach a use case's workspace on MLflow, and the key for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from governance.access import may_each
from governance.actors import Actor
from governance.rules import Answer
from governance.services import tokens
from governance.services.tokens import MadeToken
from governance.words import TokenScope
from projects.models import UseCase
from workflows.models import MlflowBinding, Run

# What a use of a key asks of whoever holds it: any of these. Setting a protected alias is a release.
ASKS = {
    TokenScope.LOG: ("mlflow.log",),
    TokenScope.REGISTER: ("mlflow.register", "release.execute"),
}


@dataclass(frozen=True)
class Connect:
    """The lines to paste, for two kinds of shell, and what is to be said of them.

    `made` is a key that was made this moment; before that a placeholder stands in its place.
    """

    shell: str
    powershell: str
    mlflow: str
    external: bool
    made: MadeToken | None
    uses: tuple[str, ...]

    @property
    def copies(self) -> bool:
        """Whether the lines are worth copying: with a placeholder they aren't yet."""
        return self.external or self.made is not None


# What has to be asked to know what a key of somebody's would allow.
ASKED = frozenset(action for actions in ASKS.values() for action in actions)


def build(binding: MlflowBinding, said: Mapping[str, Answer], made: MadeToken | None) -> Connect:
    """The Connect panel of somebody who may see the use case; `said` answers for what is ASKED."""
    lines = _lines(binding, made)
    return Connect(
        shell="\n".join(f"export {name}={_quoted(value)}" for name, value in lines.items()),
        powershell="\n".join(f'$env:{name} = "{value}"' for name, value in lines.items()),
        mlflow=workspace_href(binding),
        external=binding.server.external,
        made=made,
        uses=tuple(made.token.uses if made else _uses(said)),
    )


def make_key(actor: Actor, case: UseCase, now: datetime) -> MadeToken:
    """A key of the actor's to this use case for 30 days, for what the actor may do there."""
    return tokens.make(
        actor=actor,
        name=_("MLflow, %(case)s") % {"case": case.title[:70]},
        scope_id=case.scope_id,
        allows=uses_of(actor, case, now),
        now=now,
    )


def uses_of(actor: Actor, case: UseCase, now: datetime) -> list[str]:
    """Reading; logging and registering for those whose roles allow it."""

    return _uses(may_each(actor, ASKED, case.scope, now=now, state=case.lifecycle))


def _uses(said: Mapping[str, Answer]) -> list[str]:
    asked = [use for use, actions in ASKS.items() if any(said[one].ok for one in actions)]
    return [TokenScope.READ, *asked]


def workspace_href(binding: MlflowBinding) -> str:
    """The workspace in MLflow's own pages."""
    return f"{_door(binding)}/#/experiments?workspace={binding.workspace}"


def run_href(binding: MlflowBinding | None, run: Run, tab: str = "") -> str:
    """A run in MLflow's own pages, or one of its tabs there: “artifacts”."""
    if binding is None:
        return ""
    place = f"experiments/{run.experiment_id}/runs/{run.run_id}"
    place = f"{place}/{tab}" if tab else place
    return f"{_door(binding)}/#/{place}?workspace={binding.workspace}"


def _lines(binding: MlflowBinding, made: MadeToken | None) -> Mapping[str, str]:
    """The environment of a client. The workspace follows from a key, and is told to the client all
    the same: with it the links that it prints lead to the right place.
    """
    key = made.secret if made else _("a key, made below")
    return {
        "MLFLOW_TRACKING_URI": _door(binding),
        **({} if binding.server.external else {"MLFLOW_TRACKING_TOKEN": key}),
        "MLFLOW_WORKSPACE": binding.workspace,
    }


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _door(binding: MlflowBinding) -> str:
    """Where people reach the server: the gateway, which is Pitwall's own, or another's address."""
    uri = binding.server.tracking_uri if binding.server.external else settings.GATEWAY_URL
    return str(uri).rstrip("/")

"""May this caller make this call? Rules, what is frozen, and what only a release may change."""

from dataclasses import dataclass

from django.conf import settings

from governance import rules
from governance.words import TokenScope
from workflows.gateway.asked.named import Asked
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.rows import read
from workflows.mlflow.routes import Kind, Route
from workflows.models import FrozenObject, Target
from workflows.words import FrozenKind

# What each kind of call asks of the key and of the rules (governance.rules).
ASKS: dict[Kind, tuple[str, str]] = {
    Kind.READ: (TokenScope.READ, "mlflow.read"),
    Kind.LOG: (TokenScope.LOG, "mlflow.log"),
    Kind.ALTER: (TokenScope.LOG, "mlflow.log"),
    Kind.BYTES: (TokenScope.LOG, "mlflow.log"),
    Kind.DESTROY: (TokenScope.LOG, "mlflow.destroy"),
    Kind.PROMOTE: (TokenScope.REGISTER, "mlflow.register"),
}
PRODUCTION = "production"
_FROZEN = {one.value for one in FrozenKind}
_FROZEN_TABLE = FrozenObject._meta.db_table  # noqa: SLF001 (public, for all that)
_ALIASES = f"SELECT alias FROM {Target._meta.db_table}"  # noqa: S608, SLF001 (a table of ours)


@dataclass(frozen=True)
class Refusal:
    """Why not, as MLflow's clients show it. `reason` is a stable word, `thing` what it is about."""

    code: str
    reason: str
    text: str
    thing: str = ""


@dataclass(frozen=True)
class Promotion:
    """A call that would put a version into service: it is made as a release, or not at all."""

    model: str
    version: str
    alias: str


Verdict = Refusal | Promotion | None
NOT_THERE = Refusal(
    "RESOURCE_DOES_NOT_EXIST", "not-there", "There is no such thing here, or you may not see it."
)


def judge(caller: Caller, route: Route, asked: Asked) -> Verdict:
    """None where the call may go on as it is."""
    if not caller.sees:
        return NOT_THERE
    promotion = _promotion(route, asked)
    return (
        by_rule(caller, route, promotion)
        or _ours(asked)
        or (_not_plain(asked) if promotion else None)
        or promotion
        or _protected(route, asked)
        or _frozen(caller, asked)
    )


def page(caller: Caller, tail: str = "") -> str:
    """Where the portal says more."""
    return f"{settings.PUBLIC_URL}/use-cases/{caller.slug}/{tail}"


def by_rule(caller: Caller, route: Route, promotion: Promotion | None = None) -> Refusal | None:
    """Whether the key and the caller's roles let them make a call of this kind."""
    scope, action = ASKS[route.kind]
    if scope not in caller.allows:
        text = (
            f"This key doesn't allow “{scope}”. Make one that does on {page(caller, 'runs/')}, "
            "under Connect."
        )
        return Refusal("PERMISSION_DENIED", "key", text)
    # Who may promote is asked by the release itself.
    if promotion is not None:
        return None
    said = rules.answer(
        action, roles=caller.roles, site_roles=caller.site_roles, state=caller.lifecycle
    )
    if said.ok:
        return None
    text = f"{said.reason} Who can: {said.who_can} of {caller.title}; see {page(caller, 'team/')}"
    return Refusal("PERMISSION_DENIED", "rule", text)


def _ours(asked: Asked) -> Refusal | None:
    """What Pitwall alone writes or decides."""
    if asked.ours:
        name = asked.ours[:80]
        text = f"Names that begin with “pitwall.” are written by Pitwall alone, and {name} is one."
        return Refusal("PERMISSION_DENIED", "own-tag", text, name)
    if asked.location:
        text = (
            "The place of artifacts follows the use case's residency: leave artifact_location out, "
            "and name what was logged here."
        )
        return Refusal("INVALID_PARAMETER_VALUE", "place", text, asked.location[:200])
    return None


def _promotion(route: Route, asked: Asked) -> Promotion | None:
    if route.act == "alias-set" and is_protected(asked.alias):
        return Promotion(asked.model, asked.version, asked.alias)
    if route.act == "stage" and asked.stage.strip().casefold() == PRODUCTION:
        return Promotion(asked.model, asked.version, "")
    return None


def _not_plain(asked: Asked) -> Refusal | None:
    """What MLflow wouldn't take puts nothing into service either."""
    for given in (asked.alias, asked.stage):
        if given != given.strip():
            text = f"MLflow takes no alias or stage with spaces around it, such as “{given[:80]}”."
            return Refusal("INVALID_PARAMETER_VALUE", "spaces", text)
    return None


def is_protected(alias: str) -> bool:
    """Whether an alias stands for a target, whatever the case of its letters."""
    wanted = alias.strip().casefold()
    return any(wanted == one.strip().casefold() for (one,) in read(_ALIASES, []))


def _protected(route: Route, asked: Asked) -> Refusal | None:
    if route.act == "alias-delete" and is_protected(asked.alias):
        text = (
            f"“{asked.alias}” says which version is in service; it goes with the release. DevOps "
            "stops or rolls back a release on the use case's Releases page."
        )
        return Refusal("PERMISSION_DENIED", "protected-alias", text, asked.alias)
    return None


def _frozen(caller: Caller, asked: Asked) -> Refusal | None:
    if caller.experiment_id in asked.named.get("own_experiment", ()):
        text = "This experiment is Pitwall's own record of the loop. Log into one of yours."
        return Refusal("PERMISSION_DENIED", "own-experiment", text, caller.experiment_id)
    wanted = {kind: keys for kind, keys in asked.named.items() if keys and kind in _FROZEN}
    if not wanted:
        return None
    found = _frozen_rows(caller.scope_id, sorted(set().union(*wanted.values())))
    for kind, key, why in found:
        if key in wanted.get(kind, ()):
            text = (
                f"{FrozenKind(kind).label.capitalize()} {key} is frozen: {why}. What a decision "
                f"stands on stays as it was; log anew, and nominate that. {page(caller, 'runs/')}"
            )
            return Refusal("PERMISSION_DENIED", "frozen", text, f"{kind}:{key}")
    return None


def _frozen_rows(scope_id: int, keys: list[str]) -> list[tuple]:
    marks = ", ".join(["%s"] * len(keys))
    sql = f"SELECT kind, key, why FROM {_FROZEN_TABLE} WHERE scope_id = %s AND key IN ({marks})"  # noqa: S608 (a table of ours, marks alone)
    return read(sql, [scope_id, *keys])

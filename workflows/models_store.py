"""Pitwall's own copies of model versions: fetched from MLflow once, read-only, known by their hash."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical
from governance.errors import PitwallError, Unreachable
from workflows import artifacts
from workflows.mlflow import client
from workflows.mlflow.rest import MlflowRefusal
from workflows.models import Candidate, MlflowBinding

SHOWN = 16
LONGEST_NAME = 120


class NotTheSame(PitwallError):
    """What MLflow holds now isn't what was frozen when the version was measured."""

    kind = "changed-meanwhile"
    status = 409
    title = gettext_lazy("The model's artifacts have changed")


class NotThere(PitwallError):
    """MLflow has no artifacts of this version that could be copied."""

    kind = "not-found"
    status = 404
    title = gettext_lazy("The model's artifacts aren't there")


def folder(candidate: Candidate) -> Path:
    """Where the copies of one model version lie, one folder a hash; made where it is missing."""
    model, version = (_plain(text) for text in (candidate.model, candidate.version))
    place = Path(settings.PITWALL_HOME) / "models" / candidate.scope.key / model / version
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def kept(candidate: Candidate) -> tuple[Path, str]:
    """A copy of the candidate's artifacts and its hash (workflows.artifacts), checked just now.

    Once the candidate is frozen only artifacts of that hash will do: the copy made then, or a new
    one where somebody has touched it. Raises Unreachable, NotThere, NotTheSame, and NotCopied for
    one that is more than the settings let.
    """
    wanted = candidate.artifacts_sha
    if wanted:
        path = folder(candidate) / wanted[:SHOWN]
        if path.is_dir() and _hash(path) == wanted:
            return path, wanted
        _remove(path)
    path, found = _fetched(candidate)
    if wanted and found != wanted:
        raise _not_the_same(candidate, found)
    return path, found


def unchanged(candidate: Candidate) -> None:
    """Read the artifacts in MLflow anew: raises NotTheSame unless they are those that were frozen,
    Unreachable and NotThere.
    """
    _, found = _fetched(candidate)
    if found != candidate.artifacts_sha:
        raise _not_the_same(candidate, found)


def _not_the_same(candidate: Candidate, found: str) -> NotTheSame:
    return NotTheSame(
        _(
            "MLflow's artifacts of %(candidate)s are not those that were frozen: "
            "%(artifacts_sha)s then, %(found)s now."
        )
        % {
            "candidate": candidate,
            "artifacts_sha": candidate.artifacts_sha[:12],
            "found": found[:12],
        },
        remedy=_("Nominate a version that nobody has changed."),
    )


def _fetched(candidate: Candidate) -> tuple[Path, str]:
    """A fresh copy under its hash; what is there under that hash already stays if it is whole."""
    place = folder(candidate)
    draft = Path(tempfile.mkdtemp(prefix=".incoming-", dir=place))
    try:
        _download(candidate, draft / "model")
        found = artifacts.tree_sha256(draft / "model")
        target = place / found[:SHOWN]
        if target.is_dir() and _hash(target) == found:
            return target, found
        _remove(target)
        _make_read_only(draft / "model")
        (draft / "model").rename(target)
        return target, found
    finally:
        _remove(draft)


def _download(candidate: Candidate, to: Path) -> None:
    binding = MlflowBinding.objects.select_related("server").get(scope=candidate.scope)
    try:
        with client.bound(binding) as inside:
            client.fetch_model(inside, model=candidate.model, version=candidate.version, to=to)
    except MlflowRefusal as refusal:
        if refusal.is_fault:
            raise Unreachable(
                _("MLflow failed at giving %(candidate)s: %(refusal)s")
                % {"candidate": candidate, "refusal": refusal}
            ) from refusal
        raise NotThere(
            _("MLflow gives no artifacts of %(candidate)s: %(refusal)s")
            % {"candidate": candidate, "refusal": refusal}
        ) from refusal


def _hash(path: Path) -> str:
    """The tree's hash; empty for one that holds what no model should, which matches nothing."""
    try:
        return artifacts.tree_sha256(path)
    except (OSError, ValueError):
        return ""


def _make_read_only(path: Path) -> None:
    """Readable to all who get past PITWALL_HOME, which is ours alone: a child is another user."""
    for one in (path, *path.rglob("*")):
        one.chmod(0o555 if one.is_dir() else 0o444)


def _remove(path: Path) -> None:
    """Take a copy away: read-only folders have to be opened first."""
    for one in (path, *path.rglob("*")):
        if one.is_dir() and not one.is_symlink():
            one.chmod(0o700)
    shutil.rmtree(path, ignore_errors=True)


def _plain(text: str) -> str:
    """A name as one part of a path, the same for the same name and never too long for a disk."""
    plain = quote(text, safe="")
    if plain.startswith(".") or len(plain) > LONGEST_NAME:
        return f"{plain.lstrip('.')[:80]}~{canonical.sha256(text)[:SHOWN]}"
    return plain

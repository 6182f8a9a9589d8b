"""Policies: drafted, published under the next number for good, and those that Pitwall ships."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks, policy
from governance.access import authorise
from governance.actors import Actor
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import Policy, PolicyVersion
from governance.services import ledger

SHIPPED = ("standard", "restricted-data")  # in this order: the second extends the first
FOLDER = Path(__file__).resolve().parent.parent / "policies"
SHIPPER = Actor.system("policies", via="command")
LONGEST_MESSAGE = 20  # problems that one message names


def save_draft(*, actor: Actor, name: str, title: str, source: str, now: datetime) -> Policy:
    """Keep a policy's text as its draft, making the policy when there is none of that name.

    Raises Denied to all but officers, and Invalid with every line that can't be taken.
    """
    with transaction.atomic():
        authorise(actor, "policy.draft", None, now=now)
        errors: inputs.Errors = {}
        name = inputs.slug(errors, "name", name, longest=80)
        title = inputs.text(errors, "title", title, longest=200)
        if not isinstance(source, str):
            errors["source"] = _("This has to be text: a policy in YAML.")
        inputs.raise_if(errors)
        _parsed(source, name)
        row, _made = Policy.objects.update_or_create(
            name=name, defaults={"title": title, "draft": source}
        )
        ledger.record(
            actor=actor,
            kind="policy.drafted",
            scope=None,
            subject=f"policy:{row.pk}",
            now=now,
            name=name,
            source_sha=canonical.sha256(source),
        )
        return row


def publish(*, actor: Actor, policy_id: int, now: datetime) -> PolicyVersion:
    """Publish a policy's draft as its next version, `extends` applied; it never changes again.

    Cycles that have begun keep the version they began under. Raises NotVisible, Denied, Invalid
    with every line that can't be taken, and StaleState where nothing has changed.
    """
    with transaction.atomic():
        authorise(actor, "policy.publish", None, now=now)
        row = locks.held(Policy.objects.filter(pk=policy_id)).first()
        if row is None:
            raise NotVisible(_("There is no such policy."))
        if not row.draft.strip():
            raise Invalid({"source": _("The draft is empty; write one and save it first.")})
        return _publish(actor, row, now)


def ship(now: datetime) -> list[PolicyVersion]:
    """Publish the policies that come with Pitwall; gives the versions that are new.

    Does nothing where it has run before. A policy of which an officer has published a version
    of their own is theirs, and left alone; one that extends it and doesn't fit it any more
    stays at its last version.
    """
    with transaction.atomic():
        new: list[PolicyVersion] = []
        for name in SHIPPED:
            version = _ship(name, now, parent_is_new=bool(new))
            new += [version] if version else []
        return new


def version_rules(version: PolicyVersion) -> policy.Policy:
    """The policy that a published version says. Versions never change, so it is read once."""
    return _rules(version.resolved)


@lru_cache(maxsize=64)
def _rules(resolved: str) -> policy.Policy:
    return policy.from_dict(canonical.loads(resolved))


def _parsed(source: str, name: str) -> policy.Policy:
    """The policy in a text; raises Invalid with its problems, and for another policy's text."""
    try:
        found = policy.parse(source, load_parent=_latest)
    except policy.PolicyError as fault:
        raise Invalid({"source": _told(fault)}) from None
    if found.name != name:
        raise Invalid(
            {
                "source": _(
                    "The text says `policy: %(found)s`; this one is %(name)s. Make them agree."
                )
                % {"found": found.name, "name": name}
            }
        )
    return found


def _told(fault: policy.PolicyError) -> str:
    """The problems, one a line."""
    first = [str(one) for one in fault.problems[:LONGEST_MESSAGE]]
    rest = len(fault.problems) - len(first)
    return "\n".join([*first, _("… and %(rest)s more.") % {"rest": rest}] if rest else first)


def _latest(name: str) -> policy.Parent | None:
    version = PolicyVersion.objects.filter(policy__name=name).order_by("-number").first()
    if version is None:
        return None
    return policy.Parent(version_rules(version), version.number)


def _publish(actor: Actor, row: Policy, now: datetime) -> PolicyVersion:
    source = row.draft
    found = _parsed(source, row.name)
    resolved = canonical.dumps(policy.to_dict(found))
    last = row.versions.order_by("-number").first()
    if last is not None and (last.source, last.resolved) == (source, resolved):
        raise StaleState(
            _("Version %(last)s says exactly this already; there is nothing to publish.")
            % {"last": last.number}
        )
    version = PolicyVersion.objects.create(
        policy=row,
        number=last.number + 1 if last else 1,
        source=source,
        resolved=resolved,
        sha256=canonical.sha256(resolved),
        published_at=now,
        published_by_id=actor.user_id,
    )
    ledger.record(
        actor=actor,
        kind="policy.published",
        scope=None,
        subject=f"policy:{row.pk}",
        now=now,
        name=row.name,
        number=version.number,
        source_sha=canonical.sha256(source),
        sha256=version.sha256,
        layers=[f"{layer.name} {layer.number}" for layer in found.layers],
    )
    return version


def _ship(name: str, now: datetime, *, parent_is_new: bool) -> PolicyVersion | None:
    source = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    row, _made = Policy.objects.get_or_create(name=name, defaults={"title": name})
    row = locks.held(Policy.objects.filter(pk=row.pk)).get()
    last = row.versions.order_by("-number").first()
    if last is not None and not _may_follow(last, source, parent_is_new):
        return None
    try:
        row.title, row.draft = _parsed(source, name).title, source
        row.save(update_fields=["title", "draft"])
        return _publish(SHIPPER, row, now)
    except (Invalid, StaleState):
        if last is None:
            raise
        return None


def _may_follow(last: PolicyVersion, source: str, parent_is_new: bool) -> bool:
    """Whether Pitwall published the last version, and has something new to say."""
    return last.published_by_id is None and (parent_is_new or last.source != source)

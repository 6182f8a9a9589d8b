"""Smoke tests: the contract's own request, put to the nominated version before anything is released."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import access as governance_access
from governance import canonical
from governance.access import visible
from governance.actors import Actor
from governance.errors import StaleState
from projects.models import ContractRevision
from workflows import access
from workflows.models import Candidate, Job
from workflows.services import jobs
from workflows.words import CycleState, JobKind

ROWS_NEEDED = gettext_lazy("Add a request to the contract: rows as the application will send them.")


def run(*, actor: Actor, contract_id: int, now: datetime) -> Job:
    """Try a contract with the version that is nominated now; its result is noted on the contract.

    Raises Denied, NotVisible, and StaleState where nothing is nominated or nothing would be sent.
    """
    with transaction.atomic():
        rows = ContractRevision.objects.select_related("scope", "application__use_case")
        contract = visible(rows, actor, now, pk=contract_id)
        access.hold(contract.scope)
        governance_access.authorise(
            actor,
            "smoke.run",
            contract.scope,
            now=now,
            state=contract.application.use_case.lifecycle,
        )
        if not canonical.loads(contract.smoke_request):
            raise StaleState(_("This contract has no request to try."), remedy=ROWS_NEEDED)
        candidate = _nominated(contract)
        return jobs.want(
            actor=actor,
            scope=contract.scope,
            kind=JobKind.SMOKE,
            subject_type="contract",
            subject_id=contract.pk,
            title=f"Try {contract} with {candidate}",
            spec={"candidate": candidate.pk},
            now=now,
        )


def _nominated(contract: ContractRevision) -> Candidate:
    found = Candidate.objects.filter(
        cycle__use_case=contract.application.use_case,
        cycle__state=CycleState.BUILDING,
        superseded_at=None,
    ).first()
    if found is None:
        raise StaleState(
            _("No version is nominated, so there is nothing to try the contract with."),
            remedy=_("A data scientist nominates one at the Training stage."),
        )
    return found

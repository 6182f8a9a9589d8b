"""Smoke test jobs: a contract's request, answered by the nominated version in the sandbox."""

import json
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from governance.actors import Actor
from governance.errors import PitwallError, Unreachable
from projects.models import ContractRevision
from projects.services import contracts
from workflows import models_store
from workflows.children.trying import try_request
from workflows.models import Candidate
from workflows.runner.conditions import Unfit, interpreter_of, require_fit, require_sandbox
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Ended, Worksheet, simply
from workflows.words import JobState

RUNNER = Actor.system("runner")


def work(sheet: Worksheet) -> Conclusion:
    """Try what the job names. Raises Unreachable while MLflow doesn't answer."""
    with database():
        contract = ContractRevision.objects.get(pk=sheet.job.subject_id)
        candidate = _candidate(sheet)
        interpreter = interpreter_of(candidate.scope_id)
    sheet.say(10, "fetching the model")
    try:
        with database():
            require_sandbox(candidate, sheet.sandbox)
            model, _ = models_store.kept(candidate)
        require_fit(model, interpreter)
    except Unreachable:
        raise
    except Unfit as unfit:
        return _reported(contract, candidate, False, str(unfit))
    except PitwallError as error:
        return _reported(contract, candidate, False, error.message)
    sheet.say(40, "asking the model")
    passed, detail = try_request(
        model=model,
        rows=json.loads(contract.smoke_request),
        inputs=json.loads(contract.inputs),
        outputs=json.loads(contract.outputs),
        folder=_folder(contract),
        interpreter=interpreter,
        sandbox=sheet.sandbox,
        cancel=sheet.cancel,
    )
    if sheet.cancel.is_set():
        return simply(JobState.CANCELLED, "Cancelled before it was tried.")
    return _reported(contract, candidate, passed, detail)


def give_up(_sheet: Worksheet, state: JobState, reason: str) -> Conclusion:
    """End the job without a word on the contract."""
    return simply(state, reason)


def _candidate(sheet: Worksheet) -> Candidate:
    rows = Candidate.objects.select_related("scope", "server", "cycle__policy_version__policy")
    return rows.get(pk=json.loads(sheet.job.spec)["candidate"])


def _folder(contract: ContractRevision) -> Path:
    folder = Path(settings.PITWALL_HOME) / "smoke" / str(contract.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def _reported(
    contract: ContractRevision, candidate: Candidate, passed: bool, detail: str
) -> Conclusion:
    def conclude(now: datetime) -> Ended:
        contracts.report_smoke(
            actor=RUNNER,
            contract_id=contract.pk,
            passed=passed,
            detail=detail,
            version=f"{candidate.model}/{candidate.version}",
            now=now,
        )
        return Ended(JobState.DONE, result={"passed": passed})

    return conclude

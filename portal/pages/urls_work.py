"""Addresses of the pages on which the work itself is done."""

from django.urls import URLPattern, URLResolver, path

from portal.pages import brief, discussion, founding, intake, integration, platform, releases
from portal.pages.data import catalogue
from portal.pages.data import views as data
from portal.pages.monitoring import views as monitoring
from portal.pages.policies import views as policies
from portal.pages.record import views as record
from portal.pages.runs import one, several
from portal.pages.runs import views as runs

site: list[URLPattern | URLResolver] = [
    path("new/", founding.new, name="use_case_new"),
    path("new/discard/", intake.discard, name="intake_discard"),
    path("new/tier/", intake.tier, name="intake_tier"),
    path("new/<slug:key>/", intake.step, name="intake"),
    path("new/<slug:key>/keep/", intake.keep, name="intake_keep"),
    path("sources/", catalogue.catalogue, name="sources"),
    path("sources/requests/<int:pk>/", catalogue.requested, name="source_access"),
    path("monitoring/", monitoring.everywhere, name="monitoring"),
    path("record/", record.record, name="record"),
    path("record/<int:pk>/", record.entry, name="record_entry"),
    path("record/<int:pk>/proof/", record.receipt, name="record_receipt"),
    path("record/verify/", record.verify, name="record_verify"),
    path("record/checkpoint/", record.checkpoint, name="record_checkpoint"),
    path("record/export/", record.export, name="record_export"),
    path("record/deliveries/<int:pk>/retry/", record.retry, name="delivery_retry"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.draft, name="policy_new"),
    path("policies/p/<slug:name>/", policies.policy, name="policy"),
    path("policies/p/<slug:name>/draft/", policies.draft, name="policy_draft"),
    path("policies/p/<slug:name>/publish/", policies.publish, name="policy_publish"),
    path("environments/", platform.catalogue, name="environments"),
    path("environments/new/", platform.environment, name="environment_new"),
    path("environments/<slug:key>/revise/", platform.environment, name="environment"),
]

use_case: list[URLPattern | URLResolver] = [
    path("brief/", brief.brief, name="brief"),
    path("brief/edit/", brief.edit, name="brief_edit"),
    path("brief/tier/", brief.tier, name="brief_tier"),
    path("team/", founding.team, name="team"),
    path("team/<int:pk>/leave/", founding.leave, name="team_leave"),
    path("data/", data.data, name="data"),
    path("data/plan/", data.plan, name="data_plan"),
    path("data/ask/", data.ask, name="data_ask"),
    path("data/access/<int:pk>/", data.answer, name="data_answer"),
    path("data/register/", data.register, name="data_register"),
    path("data/pin/", data.pin, name="data_pin"),
    path("data/want/", data.want, name="data_want"),
    path("data/deliver/<int:pk>/", data.deliver, name="data_deliver"),
    path("data/versions/<int:pk>/download/", data.download, name="data_download"),
    path("platform/", platform.platform, name="platform"),
    path("platform/plan/", platform.plan, name="platform_plan"),
    path("platform/ask/", platform.ask, name="framework_ask"),
    path("platform/requests/<int:pk>/", platform.answer, name="framework_answer"),
    path("runs/", runs.runs, name="runs"),
    path("runs/compare/", several.compare, name="runs_compare"),
    path("runs/compare/curves/", several.compare_curves, name="runs_compare_curves"),
    path("runs/export/", several.export_csv, name="runs_export"),
    path("runs/<int:pk>/", one.run, name="run"),
    path("runs/<int:pk>/curves/", one.run_curves, name="run_curves"),
    path("runs/train/", runs.train, name="train"),
    path("runs/nominate/", runs.nominate, name="nominate"),
    path("runs/versions/<int:pk>/measure/", runs.measure, name="measure"),
    path("jobs/<int:pk>/", runs.job, name="job"),
    path("jobs/<int:pk>/cancel/", runs.cancel, name="job_cancel"),
    path("integration/", integration.integration, name="integration"),
    path("integration/new/", integration.register, name="application_new"),
    path("integration/<int:pk>/", integration.change, name="application_change"),
    path("integration/<int:pk>/deployed/", integration.deployed, name="application_deployed"),
    path("integration/<int:pk>/contract/", integration.contract, name="contract"),
    path("integration/contracts/<int:pk>/try/", integration.try_out, name="smoke"),
    path("releases/", releases.releases_, name="releases"),
    path("releases/target/", releases.choose, name="release_target"),
    path("releases/execute/", releases.execute, name="release_execute"),
    path("releases/back/", releases.roll_back, name="release_back"),
    path("releases/glass/", releases.break_glass, name="release_glass"),
    path("releases/<int:pk>/stop/", releases.stop, name="release_stop"),
    path("monitoring/", monitoring.monitoring, name="uc_monitoring"),
    path("monitoring/feedback/", monitoring.send, name="feedback_send"),
    path("monitoring/open/", monitoring.open_window, name="window_open"),
    path("monitoring/<int:pk>/judge/", monitoring.judge, name="window_judge"),
    path("record/", record.use_case, name="uc_record"),
    path("record/<int:pk>/", record.use_case_entry, name="uc_record_entry"),
    path("record/<int:pk>/proof/", record.use_case_receipt, name="uc_record_receipt"),
    path("discussion/", discussion.discussion, name="discussion"),
    path("discussion/say/", discussion.say, name="remark"),
    path("discussion/<int:pk>/turn/", discussion.turn, name="remark_turn"),
    path("discussion/work/", discussion.promise, name="work_new"),
    path("discussion/work/<int:pk>/", discussion.done, name="work_done"),
]

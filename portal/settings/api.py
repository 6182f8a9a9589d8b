"""The REST API: who may call it, how it answers, and its schema."""

from datetime import timedelta

from portal.settings import environment
from portal.settings.signin import ALLAUTH_TRUSTED_PROXY_COUNT

__all__ = [
    "API_CALLS",
    "API_SPAN_SECONDS",
    "KNOX_TOKEN_MODEL",
    "REST_FRAMEWORK",
    "REST_KNOX",
    "SPECTACULAR_SETTINGS",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.api.authentication.Bearer",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["governance.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.Schema",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "portal.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# Calls in a span of time: by account, and by address of those who haven't said who they are. 0 for no
# limit. A pipeline that polls each second, of ten, is far below it.
API_SPAN_SECONDS = 60
API_CALLS = {
    "account": environment.integer("PITWALL_API_CALLS", 3000),
    "address": environment.integer("PITWALL_API_CALLS_UNKNOWN", 300),
}

KNOX_TOKEN_MODEL = "governance.ApiToken"
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=30),
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": 20,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Pitwall",
    "DESCRIPTION": "The same acts as on the pages, as a REST API.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.components.append",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Fields of one name with different words are told apart by the vocabulary's own name.
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "governance.words.Role",
        "SiteRoleEnum": "governance.words.SiteRole",
        "VotingRoleEnum": "governance.models.gates.VOTING_ROLES",
        "ChoiceEnum": "governance.words.Choice",
        "VoteKindEnum": "governance.words.VoteKind",
        "ReviewStateEnum": "governance.words.ReviewState",
        "FindingStateEnum": "governance.words.FindingState",
        "ProposalStateEnum": "governance.words.ProposalState",
        "AccessStateEnum": "projects.words.AccessState",
        "RequestStateEnum": "projects.words.RequestState",
        "NoticeKindEnum": "governance.noticing.NoticeKind",
        "FoundKindEnum": "portal.api.search.KINDS",
        "StageEnum": "workflows.words.Stage",
        "PartEnum": "projects.words.Part",
        "PlaceKindEnum": "projects.words.PlaceKind",
        "StepKindEnum": "projects.words.StepKind",
        "ApplicationStatusEnum": "projects.words.ApplicationStatus",
        "CycleStateEnum": "workflows.words.CycleState",
        "EvaluationStateEnum": "workflows.words.EvaluationState",
        "JobKindEnum": "workflows.words.JobKind",
        "JobStateEnum": "workflows.words.JobState",
        "ReleaseKindEnum": "workflows.words.ReleaseKind",
        "ReleaseStateEnum": "workflows.words.ReleaseState",
        "RunStatusEnum": "workflows.words.RunStatus",
        "WindowStateEnum": "workflows.words.WindowState",
        "PinPartEnum": "workflows.api.cycles.PIN_PARTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

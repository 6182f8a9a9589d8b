"""The tables of the rules and the record."""

from governance.models.answers import Answer, CallCount
from governance.models.deliveries import Delivery, Heartbeat
from governance.models.findings import Finding, FindingExclusion
from governance.models.gates import CheckResult, Gate, Review, ReviewExclusion, Vote
from governance.models.ledger import Checkpoint, LedgerEntry, LedgerLeaf, LedgerPending
from governance.models.notices import Channel, Dispatch, Notice, NoticeChoice, NoticeHours
from governance.models.people import Delegation, SiteGrant, User
from governance.models.policies import Policy, PolicyVersion
from governance.models.proposals import Proposal
from governance.models.saved_views import SavedView
from governance.models.scopes import Membership, Scope
from governance.models.tokens import ApiToken
from governance.models.visits import Visit
from governance.models.waivers import Waiver
from governance.models.webhooks import Webhook, WebhookAttempt, WebhookMessage, WebhookSecret

__all__ = [
    "Answer",
    "ApiToken",
    "CallCount",
    "Channel",
    "CheckResult",
    "Checkpoint",
    "Delegation",
    "Delivery",
    "Dispatch",
    "Finding",
    "FindingExclusion",
    "Gate",
    "Heartbeat",
    "LedgerEntry",
    "LedgerLeaf",
    "LedgerPending",
    "Membership",
    "Notice",
    "NoticeChoice",
    "NoticeHours",
    "Policy",
    "PolicyVersion",
    "Proposal",
    "Review",
    "ReviewExclusion",
    "SavedView",
    "Scope",
    "SiteGrant",
    "User",
    "Visit",
    "Vote",
    "Waiver",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
    "WebhookSecret",
]

"""Terms of the loop: cycles, gates, and what decides at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TERMS: Mapping[str, tuple[Any, Any]] = {
    "policy": (
        _("policy"),
        _(
            "The rules of the gates: what is checked, who votes, how many. A cycle keeps the version "
            "under which it began."
        ),
    ),
    "gate": (
        _("gate"),
        _(
            "It stands at the end of a stage and opens when its checks pass and the right people "
            "have approved. When what they approved changes, it shuts again."
        ),
    ),
    "clearance": (
        _("clearance"),
        _("Whether a version may go to a target now: one answer, with every reason against."),
    ),
    "cycle": (
        _("cycle"),
        _(
            "One way round the loop, from Definition to Operation. What is served can be followed by "
            "the next cycle; a use case has at most one that builds."
        ),
    ),
    "stage": (
        _("stage"),
        _(
            "A part of a cycle with an owner role and a gate at its end: Definition, Data, Platform, "
            "Training, Integration, Release; Operation has no gate."
        ),
    ),
    "attempt": (
        _("attempt"),
        _(
            "One try at a stage. A gate that is still open for the same content is carried over, and "
            "the stage needs no new attempt."
        ),
    ),
    "check": (
        _("check"),
        _(
            "A question to the facts that the policy asks at a gate: passed, failed or unknown, with "
            "the reason. Unknown never passes."
        ),
    ),
    "round": (
        _("round"),
        _(
            "One review at a gate, from submitting to a decision. It freezes what is decided on; "
            "asking for changes or rejecting ends it, submitting opens the next."
        ),
    ),
    "vote": (
        _("vote"),
        _(
            "What one person in one role says of a round. The policy says how many of which role it "
            "takes; whoever submitted, or trained the run, doesn’t vote. Advice counts for nothing."
        ),
    ),
    "condition": (
        _("condition"),
        _(
            "A promise that an approval depends on: a text, an owner and a date. It opens a finding; "
            "what happens when it lapses is in the policy."
        ),
    ),
    "waiver": (
        _("waiver"),
        _(
            "An officer lets one check of this use case pass until a date, with a reason. The record "
            "keeps it, and it ends by itself."
        ),
    ),
    "finding": (
        _("finding"),
        _(
            "Something that somebody has to act on: a breached objective, a condition, an alias moved "
            "past the gates. It stays open until it is settled."
        ),
    ),
    "delegation": (
        _("lending a role"),
        _(
            "Somebody of the same use case votes in your role while you are away; each vote names "
            "both. One person still counts once."
        ),
    ),
    "proposal": (
        _("second person"),
        _(
            "Suspending, retiring, abandoning a cycle and releasing in an emergency are proposed by "
            "one person and confirmed by another."
        ),
    ),
}

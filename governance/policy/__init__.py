"""Policies: YAML texts that say what each gate asks, read, checked and made whole. Pure."""

from governance.policy import words
from governance.policy.catalogue import CATALOGUE, CheckSpec
from governance.policy.documents import (
    ApprovalRule,
    CheckRule,
    Condition,
    DriftRules,
    Layer,
    MonitoringRules,
    Policy,
    ReleaseRules,
    Separation,
    StageRules,
)
from governance.policy.parsing import LoadParent, Parent, parse
from governance.policy.problems import PolicyError, Problem
from governance.policy.storing import from_dict, to_dict

__all__ = [
    "CATALOGUE",
    "ApprovalRule",
    "CheckRule",
    "CheckSpec",
    "Condition",
    "DriftRules",
    "Layer",
    "LoadParent",
    "MonitoringRules",
    "Parent",
    "Policy",
    "PolicyError",
    "Problem",
    "ReleaseRules",
    "Separation",
    "StageRules",
    "from_dict",
    "parse",
    "to_dict",
    "words",
]

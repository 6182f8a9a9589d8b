"""What remarks are about, in words, and the page where it stands."""

from django.utils.translation import gettext_lazy

ABOUT = {
    "brief": (gettext_lazy("the brief"), "brief"),
    "plan": (gettext_lazy("the data plan"), "data"),
    "dataset": (gettext_lazy("a dataset version"), "data"),
    "verdict": (gettext_lazy("how much data"), "data"),
    "access": (gettext_lazy("access to a source"), "data"),
    "platform": (gettext_lazy("the platform plan"), "platform"),
    "framework_request": (gettext_lazy("a framework"), "platform"),
    "application": (gettext_lazy("the application"), "integration"),
    "contract": (gettext_lazy("the contract"), "integration"),
    "review": (gettext_lazy("a gate review"), "gates"),
    "gate": (gettext_lazy("a gate"), "gates"),
    "finding": (gettext_lazy("a finding"), "use_case"),
    "candidate": (gettext_lazy("a nominated version"), "runs"),
    "evaluation": (gettext_lazy("a measurement"), "runs"),
    "release": (gettext_lazy("a release"), "releases"),
    "window": (gettext_lazy("a window"), "uc_monitoring"),
}

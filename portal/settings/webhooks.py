"""Webhooks: which private hosts they may be sent to, and how long a pipeline has for its report."""

from portal.settings import environment

__all__ = ["REPORT_WITHIN", "WEBHOOK_PRIVATE"]

# Host names (ci.internal) and networks (10.2.0.0/16); none, unless whoever runs Pitwall names them.
WEBHOOK_PRIVATE = environment.items("PITWALL_WEBHOOK_PRIVATE", [])

# Seconds that a pipeline has to report a release that it was told to carry out, before it has failed.
REPORT_WITHIN = environment.integer("PITWALL_REPORT_WITHIN", 3600)

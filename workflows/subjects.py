"""The loop's objects that people can discuss, registered at start."""

from projects import subjects

for name, label in {
    "cycle": "workflows.Cycle",
    "attempt": "workflows.StageAttempt",
    "run": "workflows.Run",
    "candidate": "workflows.Candidate",
    "evaluation": "workflows.Evaluation",
    "release": "workflows.Release",
    "window": "workflows.Window",
}.items():
    subjects.register(name, label)

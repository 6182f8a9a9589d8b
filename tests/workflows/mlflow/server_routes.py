"""Prints every route of MLflow's server, [method, path], as JSON; run as a script of its own."""

import json
import sys

from mlflow.server import app as flask_app
from mlflow.server.fastapi_app import app


def native():
    for included in app.routes:
        router = getattr(included, "original_router", None)
        if router is None:  # the mount of the Flask application
            assert type(included).__name__ == "Mount", included
            continue
        for route in router.routes:
            for method in route.methods:
                yield method, included.include_context.prefix + route.path


def flask():
    for rule in flask_app.url_map.iter_rules():
        for method in rule.methods:
            yield method, rule.rule


sys.stdout.write(json.dumps(sorted({*native(), *flask()})))

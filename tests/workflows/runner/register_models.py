"""Registers the models of these tests: python register_models.py WORKSPACE (MLFLOW_TRACKING_URI is set)."""

import os
import sys
import tempfile
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.models import infer_signature

FORMULA = '''
import mlflow
import numpy as np
import pandas as pd


class Formula(mlflow.pyfunc.PythonModel):
    """A logistic curve over the delay; carrier ZZ weighs more."""

    def load_context(self, context):
        self.middle = context.model_config["middle"]

    def predict(self, context, model_input, params=None):
        extra = np.where(model_input.carrier == "ZZ", 5.0, 0.0)
        probability = 1 / (1 + np.exp(-(model_input.dep_delay + extra - self.middle) / 10))
        return pd.DataFrame({"probability": probability, "late": (probability >= 0.5).astype(int)})


mlflow.models.set_model(Formula())
'''

HOSTILE = """
import mlflow
import pandas as pd


class Hostile(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.orders = context.model_config["orders"]
        exec(context.model_config["at_load"])

    def predict(self, context, model_input, params=None):
        found = {"model_input": model_input}
        exec(self.orders, found)
        return found["answer"]


mlflow.models.set_model(Hostile())
"""

EXAMPLE = pd.DataFrame({"dep_delay": [3.0], "carrier": ["UA"]})
ANSWER = pd.DataFrame({"probability": [0.5], "late": [1]})


def register(name: str, code: str, requirements: list[str], **config: object) -> None:
    """One run and one registered version, which claims more than it is worth."""
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run(run_name=name):
        path = Path(folder) / "model.py"
        path.write_text(code)
        mlflow.pyfunc.log_model(
            name="model",
            python_model=str(path),
            model_config=config,
            signature=infer_signature(EXAMPLE, ANSWER),
            pip_requirements=requirements,
            registered_model_name=name,
        )
        mlflow.log_metric("roc_auc", 0.97)


def main(workspace: str) -> None:
    os.environ["MLFLOW_WORKSPACE"] = workspace
    mlflow.set_experiment("tests")
    plain = ["pandas"]
    register("delays", FORMULA, plain, middle=15.0)
    register("delays", FORMULA, plain, middle=30.0)
    register("hungry", FORMULA, ["xgboost==9.9.9"], middle=15.0)
    register("slow", HOSTILE, plain, at_load="", orders="import time; time.sleep(600)")
    register("sick", HOSTILE, plain, at_load="raise SystemExit('no wish to serve')", orders="")
    register("moody", HOSTILE, plain, at_load=MOODY, orders=GOOD)
    for orders in (SNOOP, FILL, FORK):
        register("hostile", HOSTILE, plain, at_load="", orders=orders)


GOOD = """
import pandas as pd
answer = pd.DataFrame({"probability": 1 / (1 + 2.718281828459045 ** -(model_input.dep_delay - 15)), "late": 1})
"""
# Loads while it is measured, and not when it should serve.
MOODY = """
import sys
assert any("predict" in one for one in sys.argv), "it only wants to be measured"
"""
SNOOP = """
import glob, os, socket
won = []
given = ("/predict", "/features.parquet", "/models/")
for path in [*glob.glob("/tmp/pitwall-*/**", recursive=True), "/etc/shadow", "/proc/1/environ"]:
    if any(one in path for one in given):
        continue
    try:
        with open(path, "rb") as file:
            won.append((path, len(file.read())))
    except OSError:
        continue
for kind, address in [(socket.AF_INET, ("127.0.0.1", 80)), (socket.AF_UNIX, "/tmp/none")]:
    try:
        socket.socket(kind).connect(address)
        won.append(address)
    except PermissionError:
        continue
raise SystemExit(f"won {sorted(won)}.")
"""
FILL = """
with open("full", "wb") as file:
    for _ in range(300):
        file.write(bytes(1 << 20))
"""
# Bounded, should the sandbox ever fail: 600 children that end by themselves after some seconds.
FORK = """
import os, time
for _ in range(600):
    try:
        if os.fork() == 0:
            time.sleep(4)
            os._exit(0)
    except OSError:
        time.sleep(0.05)
raise SystemExit("nobody stopped it")
"""


if __name__ == "__main__":
    main(sys.argv[1])

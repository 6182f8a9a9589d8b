"""A model logged, registered, named by an alias that stands for no target, and served from there."""

import json

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

NAME = "registered-delays"
features = np.arange(20.0).reshape(10, 2)
labels = np.array([0, 1] * 5)
client = MlflowClient()

mlflow.set_experiment("registering")
for strength in (0.1, 1.0):
    with mlflow.start_run(run_name=f"strength {strength}"):
        model = LogisticRegression(C=strength).fit(features, labels)
        info = mlflow.sklearn.log_model(
            model,
            name="model",
            signature=infer_signature(features, model.predict(features)),
            input_example=features[:2],
            registered_model_name=NAME,
            pip_requirements=["scikit-learn"],
        )

with mlflow.start_run(run_name="by its run"):
    logged = mlflow.sklearn.log_model(model, name="again", pip_requirements=["scikit-learn"])
    third = mlflow.register_model(logged.model_uri, NAME, tags={"how": "register_model"})

client.set_registered_model_alias(NAME, "challenger", "2")
client.set_model_version_tag(NAME, "2", "season", "winter")
client.update_registered_model(NAME, description="Which flights come late.")
client.transition_model_version_stage(NAME, "1", "Staging")
chosen = mlflow.pyfunc.load_model(f"models:/{NAME}@challenger")
versions = client.search_model_versions(f"name = '{NAME}'", order_by=["version_number ASC"])
registered = client.get_registered_model(NAME)
client.delete_registered_model_alias(NAME, "challenger")
client.delete_model_version(NAME, third.version)
print(
    json.dumps(
        {
            "predicted": chosen.predict(features).tolist(),
            "signature": chosen.metadata.signature.to_dict(),
            "versions": [
                (one.version, one.current_stage, one.tags, bool(one.run_id)) for one in versions
            ],
            "aliases": registered.aliases,
            "description": registered.description,
            "sources": [one.source for one in versions],
            "model": mlflow.get_logged_model(info.model_id).name,
            "left": len(client.search_model_versions(f"name = '{NAME}'")),
        }
    )
)

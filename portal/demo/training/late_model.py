"""The served model: a classifier and its threshold, as code that MLflow stores beside them."""

import mlflow
import pandas as pd
import skops.io


class LateArrivals(mlflow.pyfunc.PythonModel):
    """Says how likely each flight is to land late, and whether that reaches the threshold."""

    def load_context(self, context):
        """Load the classifier, trusting no types but those seen when it was saved."""
        self.classifier = skops.io.load(
            context.artifacts["classifier"], trusted=context.model_config["types"]
        )
        self.threshold = context.model_config["threshold"]

    def predict(self, context, model_input: pd.DataFrame, params=None) -> pd.DataFrame:
        """Return one row a flight: ``probability`` (0 to 1) and ``late`` (1 or 0)."""
        probability = self.classifier.predict_proba(model_input)[:, 1]
        late = (probability >= self.threshold).astype("int64")
        return pd.DataFrame({"probability": probability, "late": late}, index=model_input.index)


mlflow.models.set_model(LateArrivals())

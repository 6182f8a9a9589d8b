"""The reference profile: how a training part is distributed, for drift to be measured against."""

import numpy as np
import pandas as pd

BINS = 10
QUANTILES = 101


def numeric_profile(values: pd.Series) -> dict:
    """Return a numeric feature's bins and quantiles.

    ``edges`` are the inner borders of bins that hold about a tenth of the rows each (fewer where
    values repeat); a bin takes in its right border, and the first and the last are open, so that
    ``counts`` has one number more. ``quantiles`` are the 0th to 100th percentiles, from which a
    two-sample statistic such as Kolmogorov-Smirnov's is computed.
    """
    known = values.dropna().to_numpy(dtype=float)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return {
        "kind": "numeric",
        "edges": edges.tolist(),
        "counts": counts.tolist(),
        "quantiles": np.quantile(known, np.linspace(0, 1, QUANTILES)).tolist(),
        "missing": int(values.isna().sum()),
    }


def category_profile(values: pd.Series) -> dict:
    """Return how often each category occurs, in the order of their names."""
    counts = values.dropna().astype(str).value_counts().sort_index()
    return {
        "kind": "categorical",
        "counts": {str(name): int(count) for name, count in counts.items()},
        "missing": int(values.isna().sum()),
    }


def reference_profile(
    features: pd.DataFrame, categorical: list[str], outputs: pd.DataFrame | None = None
) -> dict:
    """Return ``rows``, a profile a feature and, where answers are given, a profile an output."""

    def profiles(frame: pd.DataFrame) -> dict:
        return {
            name: category_profile(frame[name])
            if name in categorical
            else numeric_profile(frame[name])
            for name in frame.columns
        }

    return {
        "rows": len(features),
        "features": profiles(features),
        "outputs": {} if outputs is None else profiles(outputs),
    }

"""Scikit-learn's 1,797 handwritten digits: sixty-four pixels and the digit drawn."""

import pandas as pd
from sklearn.datasets import load_digits

from portal.demo.data.splits import fifth

PIXELS = [f"p{row}{column}" for row in range(8) for column in range(8)]
TARGET = "digit"
PART = ["image_key", *PIXELS, TARGET]


def frame() -> pd.DataFrame:
    """Return one row an image: key (``image-0000`` on), 64 whole numbers 0 to 16, digit, split."""
    pixels, digit = load_digits(return_X_y=True)
    images = pd.DataFrame(pixels.astype("int64"), columns=PIXELS)
    images.insert(0, "image_key", [f"image-{number:04}" for number in range(len(images))])
    return images.assign(
        digit=digit.astype("int64"), held_out=[fifth(key) == 0 for key in images["image_key"]]
    )


def train_part() -> pd.DataFrame:
    """Return the four fifths that training may see."""
    images = frame()
    return images.loc[~images["held_out"], PART].reset_index(drop=True)


def held_out_part() -> pd.DataFrame:
    """Return the fifth that only evaluations see."""
    images = frame()
    return images.loc[images["held_out"], PART].reset_index(drop=True)

"""Parts of a data set as files whose bytes depend on nothing but what they hold."""

import hashlib
from pathlib import Path

import pandas as pd


def canonical_csv(part: pd.DataFrame) -> bytes:
    """Return the part as UTF-8 text: a header, rows ordered by the first column, LF at line ends.

    Whole numbers and text only, because how a fraction is printed may differ between versions.
    ValueError names a column that holds anything else, and a first column whose values repeat.
    """
    for name, dtype in part.dtypes.items():
        if not (pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
            raise ValueError(
                f"Column {name} holds {dtype}; a part holds whole numbers and text only."
            )
    key = part.columns[0]
    if twice := int(part[key].duplicated().sum()):
        raise ValueError(f"Column {key} must name each row once; {twice} of its values repeat.")
    return part.sort_values(key).to_csv(index=False, lineterminator="\n").encode()


def digest(part: pd.DataFrame) -> str:
    """Return the part's SHA-256 as 64 hexadecimal digits: what ``sha256sum`` says of its file."""
    return hashlib.sha256(canonical_csv(part)).hexdigest()


def write(part: pd.DataFrame, path: Path) -> str:
    """Write the part's canonical CSV, making its folder, and return the digest of the bytes."""
    content = canonical_csv(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()

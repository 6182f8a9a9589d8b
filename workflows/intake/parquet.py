"""Parquet, read a part at a time; pyarrow is loaded when the first such file comes."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _
from pyarrow import compute, parquet

from governance import inputs
from governance.errors import Invalid
from workflows.intake.csvs import refuse_missing
from workflows.intake.limits import LONGEST, MOST_FAULTS, PART, too_many

# How many times what may be sent a file may take when it is unpacked.
MOST_UNPACKED = 8
# What a column of a part may take.
MOST_BYTES = 64 * LONGEST
TEXTS = {"string", "large_string"}


def rows(
    file: IO[bytes], columns: Sequence[str], errors: inputs.Errors
) -> Iterator[tuple[str, object]]:
    """Each row as a mapping from its columns' names, with its number."""
    number = 0
    try:
        for batch in _batches(file, columns):
            for item in _items(batch, number):
                number += 1
                yield f"row {number}", item
                if len(errors) >= MOST_FAULTS:
                    return
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as fault:
        raise Invalid({"file": _unread(number, str(fault))}) from None


def _unread(number: int, why: str) -> str:
    told = "".join(one if one.isprintable() else " " for one in why[:200])
    return _(
        "After row %(number)s this can't be read as Parquet (%(told)s); write the file anew."
    ) % {"number": number, "told": told}


def _batches(file: IO[bytes], columns: Sequence[str]) -> Iterator[Any]:

    schema = parquet.read_schema(file)
    refuse_missing("columns", columns, schema.names)
    _refuse_twins(columns, schema.names)
    # As words and references to them: a huge word is seen before it is repeated in every row.
    texts = [name for name in columns if str(schema.field(name).type) in TEXTS]
    table = parquet.ParquetFile(file, read_dictionary=texts)
    _refuse_bombs(table.metadata)
    yield from table.iter_batches(batch_size=PART, columns=list(columns), use_threads=False)


def _refuse_twins(columns: Sequence[str], found: Sequence[str]) -> None:
    twins = [name for name in columns if found.count(name) > 1]
    if twins:
        raise Invalid(
            {
                "columns": _("%(twins)s stands there more than once; name each column once.")
                % {"twins": ", ".join(twins)}
            }
        )


def _refuse_bombs(about: Any) -> None:
    """What a file says of itself has to fit what may be sent."""
    if about.num_rows > settings.INTAKE_ROWS:
        raise too_many()
    unpacked = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    most = settings.INTAKE_MIB * 2**20 * MOST_UNPACKED
    if unpacked > most:
        raise Invalid(
            {
                "file": _("Unpacked this has more than %(most)s bytes; send several files.")
                % {"most": f"{most:,}"}
            }
        )


def _items(batch: Any, before: int) -> Iterator[dict[str, object]]:
    names = batch.schema.names
    columns = [
        _values(column, f"rows {before + 1} to {before + len(column)}.{name}")
        for name, column in zip(names, batch.columns, strict=True)
    ]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: Any, where: str) -> list[object]:

    _refuse_huge(column, where)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = _as_text(column)
    if pa.types.is_string(column.type):
        return list(column.to_numpy(zero_copy_only=False).tolist())
    return list(column.to_pylist())


def _as_text(moments: Any) -> Any:
    """Judged as in every other format; in UTC where a zone is known, for that is written quickly."""
    text = moments.cast(pa.timestamp("us", moments.type.tz), safe=False)
    text = text.cast(pa.timestamp("us")).cast(pa.string())
    zone = "Z" if moments.type.tz else ""
    return compute.binary_join_element_wise(text, pa.scalar(zone), pa.scalar(""))


def _refuse_huge(column: Any, where: str) -> None:

    size = column.nbytes
    if pa.types.is_dictionary(column.type):
        lengths = compute.binary_length(column.dictionary).take(column.indices)
        size = compute.sum(lengths).as_py() or 0
    if size > MOST_BYTES:
        raise Invalid(
            {
                where: _("The cells take more than %(most)s bytes; send smaller ones.")
                % {"most": f"{MOST_BYTES:,}"}
            }
        )

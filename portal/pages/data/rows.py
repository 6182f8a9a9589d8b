"""What a row of the Data page holds, for its sheet and its thread alike."""

from dataclasses import dataclass

from projects.models import DataSource, SourceAccess


@dataclass(frozen=True)
class SourceRow:
    """A source that the use case reads or asks for."""

    source: DataSource
    access: SourceAccess | None
    in_plan: bool
    outside: bool
    mine: bool

"""What somebody looks for, in words."""

# Each word is looked for in every field of every row: a hundred of them would take a table of any
# size a hundred times as long, and nobody means more than a handful.
MOST = 10


def words(asked: str) -> list[str]:
    """The first words of what was asked for, each once."""
    return list(dict.fromkeys(asked.split()))[:MOST]

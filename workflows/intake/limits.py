"""How much of a batch is looked at together, and how many of its faults are told."""

# Rows that are written together; memory holds no more of them.
PART = 10_000
MOST_FAULTS = 20
# Bytes of one line, or of one cell: far more than a row of features has.
LONGEST = 2**20
# A file of a few kilobytes can say that it has billions of rows.
MOST_ROWS = 10_000_000

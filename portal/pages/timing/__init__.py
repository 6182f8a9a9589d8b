"""The Timing page: where the days went, as a tower, as figures, and as CSV."""

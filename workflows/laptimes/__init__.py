"""Lap times: where the days of a cycle went, split into work and waiting, and what compares."""

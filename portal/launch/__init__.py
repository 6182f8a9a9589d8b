"""Starts, watches and ends everything that Pitwall consists of."""

"""Runs of the team, training by the runner, nominated versions and what Pitwall measured of them."""

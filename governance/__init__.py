"""The ground: rules and record."""

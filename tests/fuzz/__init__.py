"""The API fuzzed from its own schema, role by role: `make fuzz`."""

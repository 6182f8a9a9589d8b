"""The Data page: sources and access to them, the plan, what was delivered, and whether it is enough."""

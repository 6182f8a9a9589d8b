"""Who and what: use cases, briefs, data, environments, applications."""

"""Forms of the pages: they hold what was typed; services judge it."""

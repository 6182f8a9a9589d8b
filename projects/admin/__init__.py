"""Who and what at the console: catalogues and use cases to read, with acts that call services."""

from projects.admin import applications, catalogues, data, discussion, use_cases

__all__ = ["applications", "catalogues", "data", "discussion", "use_cases"]

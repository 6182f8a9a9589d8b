"""The REST API's part for use cases and what belongs to them."""

"""The REST API's ground, and its part for people, rules and the record."""

"""The REST API, composed of the apps' own."""

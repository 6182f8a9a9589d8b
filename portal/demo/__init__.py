"""The demo: a real loop on real data, driven through the services."""

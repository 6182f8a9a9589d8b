"""The pages of webhooks: where events go, and the log of what was sent."""

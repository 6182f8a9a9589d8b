"""The demo's story, told through the services alone: ten weeks of a team's work in three minutes."""

"""The catalogues: sources and environments, their own pages, and the infrastructure wall."""

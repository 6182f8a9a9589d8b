"""The command line for pipelines: one file, handed out as it is."""

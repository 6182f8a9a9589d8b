"""Child processes: measuring, comparing, serving and training models, always behind a sandbox."""

"""POST /score/<use case>/, before the processes of the versions in service."""

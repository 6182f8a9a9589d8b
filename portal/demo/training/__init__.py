"""Training scripts as a data scientist writes them: run as processes, never imported by Pitwall."""

from pathlib import Path

# A process that runs a script must read the whole folder: scripts share the modules beside them.
FOLDER = Path(__file__).parent

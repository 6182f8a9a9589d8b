"""Writes supervisord.conf from the table of parts: `python -m portal.launch.supervisor`."""

from pathlib import Path

from portal.launch.parts import PARTS, Part

FILE = Path(__file__).resolve().parent.parent.parent / "supervisord.conf"

HEAD = """\
; Written from portal/launch/parts.py by `make pins`; the architecture tests compare the two.
; PITWALL_HOME, PITWALL_RUNTIME and the ports come from the environment: see bin/environment.

[supervisord]
nodaemon=true
silent=true
pidfile=%(ENV_PITWALL_RUNTIME)s/supervisord.pid
logfile=%(ENV_PITWALL_HOME)s/log/supervisord.log
logfile_maxbytes=2MB
logfile_backups=1
childlogdir=%(ENV_PITWALL_HOME)s/log

[unix_http_server]
file=%(ENV_PITWALL_RUNTIME)s/supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://%(ENV_PITWALL_RUNTIME)s/supervisor.sock
"""


def section(part: Part, priority: int) -> str:
    """One [program:x] section; a part that runs once isn't started again."""
    restart = {"autorestart": "true", "startsecs": "3", "startretries": "8"}
    if part.once:
        restart = {"autostart": "%(ENV_PITWALL_DEMO)s", "autorestart": "false", "startsecs": "0"}
    options = {
        "command": f"%(here)s/{part.command}",
        "directory": "%(here)s",
        "priority": str(priority),
        **restart,
        "stopsignal": "TERM",
        "stopwaitsecs": str(part.stop_seconds),
        "stopasgroup": "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"%(ENV_PITWALL_HOME)s/log/{part.name}.log",
        "stdout_logfile_maxbytes": "5MB",
        "stdout_logfile_backups": "2",
    }
    lines = [f"[program:{part.name}]", *(f"{name}={value}" for name, value in options.items())]
    return "\n".join(lines) + "\n"


def configuration() -> str:
    """The whole file; parts start in the table's order and stop in the reverse."""
    sections = [section(part, 10 * number) for number, part in enumerate(PARTS, start=1)]
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    FILE.write_text(configuration(), encoding="utf-8")

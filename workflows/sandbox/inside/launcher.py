"""The first program in a child: gives up rights, sets limits, closes the fence, and becomes the job's command."""

import json
import os
import resource
import signal
import socket
import sys
from dataclasses import dataclass

from . import capabilities, landlock, relay, seccomp, supervise
from .system import PR_SET_NO_NEW_PRIVS, prctl

LISTENER = 3
CANNOT_START = 125
DEVICES = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]


@dataclass(frozen=True)
class Plan:
    """What the launcher is told, as JSON in its first argument."""

    level: str
    folder: str
    reads: list[str]
    memory: int
    cpu_seconds: int | None
    processes: int
    file_size: int
    uid: int | None = None
    listener: int | None = None
    outlet_port: int | None = None
    relay: str | None = None


def main(arguments: list[str]) -> None:
    """Start `arguments[1:]` as the plan in `arguments[0]` says; exit status 125 when that can't be done."""
    plan, command = Plan(**json.loads(arguments[0])), arguments[1:]
    if plan.level != "bubblewrap":
        supervise.stay_as_guardian()
    try:
        _hand_over_listener(plan)
        _start_relay(plan)
        _give_up_rights(plan)
        _set_limits(plan)
        os.chdir(plan.folder)
        _close_fence(plan)
        os.execv(command[0], command)  # noqa: S606 - the command is the job, without a shell
    except (OSError, ValueError) as error:
        print(f"The child could not be started: {error}", file=sys.stderr, flush=True)  # noqa: T201
        os._exit(CANNOT_START)


def _hand_over_listener(plan: Plan) -> None:
    if plan.listener is None:
        return
    if plan.listener != LISTENER:
        os.dup2(plan.listener, LISTENER)
        os.close(plan.listener)
    os.set_inheritable(LISTENER, True)


def _start_relay(plan: Plan) -> None:
    """Listen where the one allowed server would be, and carry its bytes to the socket that leads out."""
    if plan.relay is None or plan.outlet_port is None:
        return
    listener = socket.create_server(("127.0.0.1", plan.outlet_port))
    if os.fork() == 0:
        _give_up_rights(plan)
        relay.serve_inside(listener, plan.relay)
        os._exit(0)
    listener.close()


def _give_up_rights(plan: Plan) -> None:
    """Become a user of this child's own when started by root: the kernel doesn't count root's processes.

    Without a mount namespace that user keeps the right to read what root may read, since interpreter and model
    can lie in a private folder; Landlock then says what is read.
    """
    if not sys.platform.startswith("linux"):
        return
    if plan.uid is not None:
        os.setgroups([])
        os.setresgid(plan.uid, plan.uid, plan.uid)
        with capabilities.keeping_to_read(plan.level != "bubblewrap"):
            os.setresuid(plan.uid, plan.uid, plan.uid)
    else:
        capabilities.clear_ambient()
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def _set_limits(plan: Plan) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, plan.memory)
    _limit(resource.RLIMIT_FSIZE, plan.file_size)
    _limit(resource.RLIMIT_NOFILE, 1024)
    _limit(resource.RLIMIT_NPROC, plan.processes)
    if plan.cpu_seconds is not None:
        # SIGXCPU at the limit; a child that ignores it is killed a little later.
        _limit(resource.RLIMIT_CPU, plan.cpu_seconds, plan.cpu_seconds + 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(kind)[1]
    wanted = soft if hard is None else hard
    if ceiling != resource.RLIM_INFINITY:
        wanted, soft = min(wanted, ceiling), min(soft, ceiling)
    resource.setrlimit(kind, (soft, wanted))


def _close_fence(plan: Plan) -> None:
    if plan.level == "none":
        return
    if plan.level == "landlock":
        port = plan.outlet_port
        landlock.restrict(reads=plan.reads, writes=[plan.folder], devices=DEVICES, tcp_port=port)
    seccomp.install(tcp=plan.outlet_port is not None, pretend=plan.level == "landlock")

"""`adsum serve`: the pages under gunicorn, with the worker that carries out imports beside it."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser

HELP = "serve the pages with gunicorn"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("serve", help=HELP)
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address:port to listen on")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not os.environ.get("ADSUM_SECRET_KEY"):
        print(
            "ADSUM_SECRET_KEY is not set, so sessions could not be shared between workers. Nothing was started.\n"
            "Make one once and keep it: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            file=sys.stderr,
        )
        return 2
    return subprocess.call(gunicorn(arguments.bind, arguments.workers, arguments.threads))


def gunicorn(bind: str, workers: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "adsum.web.wsgi",
        "--bind", bind, "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--log-level", "warning", "--access-logfile", os.devnull,
    ]  # fmt: skip


def serve_demo(*, port: int, opens_browser: bool) -> int:
    """Serve the demo until Ctrl-C: one web process and one worker, both ended together."""
    if not is_free(port):
        print(f"Port {port} is in use. Choose another: python3 run demo --port {port + 1}", file=sys.stderr)
        return 2
    address = f"http://127.0.0.1:{port}/"
    # One process: the demo's key is made at start and SQLite has one writer anyway.
    server = subprocess.Popen(gunicorn(f"127.0.0.1:{port}", 1, 8))
    worker = subprocess.Popen([sys.executable, "-m", "adsum", "worker"])
    # Libraries that run in this process may have taken Ctrl-C for themselves; `kill` ends the demo the same way.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, end)
    try:
        wait_for(port, server)
        print(f"\nOpen {address} and choose a role; every demo account's password is on that page.", flush=True)
        print("Ctrl-C ends the demo. The next start builds it afresh.", flush=True)
        if opens_browser:
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        print("\nThe demo has ended.")
        return 0
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            stop(process)


def end(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a process that was asked to end; browsers may hold connections open, so not for ever."""
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the server answers, or ends by itself."""
    for _ in range(200):
        if server.poll() is not None:
            return
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)

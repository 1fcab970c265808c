"""Run the example programs against a local AWS: moto's server on a free loopback port.

`make demo` calls this after it has generated and installed the six packages. Nothing leaves the machine, and
the keys below mean something to the local server only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

HERE: Final = Path(__file__).resolve().parent
PROGRAMS: Final = tuple(sorted(HERE.glob("[0-9][0-9]_*.py")))
PROFILE: Final = "demo"
SECRET_KEY: Final = "demo-secret-access-key"
SESSION_TOKEN: Final = "demo-session-token"


@contextmanager
def local_aws() -> Generator[str]:
    """A local AWS; the value is its URL."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def environment(endpoint: str, folder: Path) -> dict[str, str]:
    """The environment of an example program: this one's without AWS settings, and shared files written to `folder`."""
    config = folder / "config"
    config.write_text(f"[profile {PROFILE}]\nregion = us-east-1\n", encoding="utf-8")
    credentials = folder / "credentials"
    credentials.write_text(
        f"[{PROFILE}]\n"
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
        f"aws_secret_access_key = {SECRET_KEY}\n"
        f"aws_session_token = {SESSION_TOKEN}\n",
        encoding="utf-8",
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return inherited | {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_PROFILE": PROFILE,
        "AWS_ENDPOINT_URL": endpoint,
        "PYTHONUNBUFFERED": "1",
    }


def run(program: Path, env: Mapping[str, str]) -> int:
    """Run one program; what it prints goes to our own output."""
    headline = (program.read_text(encoding="utf-8").splitlines()[0]).strip('"')
    print(f"\n=== {program.name}: {headline}", flush=True)
    return subprocess.run([sys.executable, str(program)], env=env, check=False).returncode


def main() -> int:
    """Run all programs, or those whose names contain an argument. The result is the number that failed."""
    wanted = [program for program in PROGRAMS if not sys.argv[1:] or any(word in program.name for word in sys.argv[1:])]
    with local_aws() as endpoint, tempfile.TemporaryDirectory() as folder:
        print(f"local AWS at {endpoint}")
        env = environment(endpoint, Path(folder))
        failed = [program.name for program in wanted if run(program, env)]
    print(
        f"\n{len(wanted) - len(failed)} of {len(wanted)} programs ran"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())

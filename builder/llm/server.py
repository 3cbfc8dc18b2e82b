"""A vLLM server as a child process: started, waited for, started again when it dies, ended with the build."""

import contextlib
import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import ServerError

# `guidance`: with the default backend four of ten answers were no JSON; per request this cannot be asked for.
STRUCTURED = '{"backend": "guidance", "disable_any_whitespace": true}'
PLAIN = '{"enable_thinking": false}'  # models that think first take ten times the tokens for the same JSON
OURS = (
    *("--enable-prefix-caching", "--structured-outputs-config", STRUCTURED),
    *("--default-chat-template-kwargs", PLAIN),
)
ENDING_S = 30.0
LOG_END = 700  # characters of its last lines


@dataclass
class Server:
    """What to start and where it logs; `command` may hold '{model}'. The address changes with every start."""

    model: str
    command: Sequence[str]
    flags: Sequence[str]
    revision: str | None
    log: Path
    key: str = field(default_factory=lambda: secrets.token_hex(16))  # so that nobody else of this machine is answered
    url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def _words(self, port: int) -> list[str]:
        """The command that serves the model at a port, without the user's own flags."""
        words = [part.replace("{model}", self.model) for part in self.command]
        words += ["--host", "127.0.0.1", "--port", str(port), "--served-model-name", self.model, *OURS]
        return words + (["--revision", self.revision] if self.revision else [])

    def start(self) -> None:
        """Starts it, in place of one that died; ServerError where there is no such program."""
        self.stop()
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}/v1"
        words = self._words(port)
        require(words, self.model)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*words, *self.flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "VLLM_API_KEY": self.key},
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no other way
            )

    def check(self) -> None:
        """ServerError with its last lines where it has ended."""
        if self.process is None or self.process.poll() is not None:
            code = None if self.process is None else self.process.returncode
            raise ServerError(f"the server of {self.model} ended ({code}): {self.last_lines()}")

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def last_lines(self) -> str:
        """The end of its log: the last lines that name an error, else the very last."""
        if not self.log.is_file():
            return "it wrote nothing"
        lines = [line.strip() for line in self.log.read_text("utf-8", "replace").splitlines()[-200:] if line.strip()]
        named = [line for line in lines if re.search(r"\w(?:Error|Exception)\b|error:", line)]
        last = " / ".join((named or lines)[-2:])
        return f"{last[-LOG_END:]} (all of it in {self.log})"

    def stop(self) -> None:
        """Ends it and all that it started."""
        process, self.process = self.process, None
        if process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_S)


def require(command: Sequence[str], model: str) -> None:
    """ServerError where the program that serves the model is not there."""
    if shutil.which(command[0]) is None:
        raise ServerError(
            f"{command[0]} is not there to serve {model}: pip install '.[llm]' in a checkout, on a machine with a GPU,"
            " or give --endpoint URL"
        )


@contextmanager
def stopping(servers: Sequence[Server]) -> Iterator[None]:
    """Ends the servers whatever happens."""
    try:
        yield
    finally:
        for server in servers:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """In the child: the kernel ends it with the build."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG

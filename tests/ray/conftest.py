"""Real clusters of Ray: on this machine, and over two network namespaces; whatever a test started is ended with it."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import pytest

from builder.engine import commits
from builder.engine.commits import Commit

DRIVER = Path(__file__).with_name("driver.py")
PEERS = DRIVER.parents[1] / "peers"
PEATMOSS = str(Path(sys.executable).with_name("peatmoss"))
RAY = str(Path(sys.executable).with_name("ray"))
IP = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
START_S = 60
RUN_S = 120
BAIT = "import os\nos.write(os.open(os.environ['BITTEN'], os.O_CREAT | os.O_WRONLY), b'imported')\n"


def _until(holds: Callable[[], object], seconds: float) -> bool:
    """Whether it comes to hold within so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@dataclass(frozen=True)
class Started:
    """A command and all that came of it: Ray overwrites names and environments, but its processes keep the session."""

    leader: subprocess.Popen[str]

    def living(self) -> list[str]:
        """Command lines of the processes that are still there."""
        lines = []
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):  # it has ended since
                lines.append(" ".join(process.cmdline()).strip())
        return lines

    def working(self) -> bool:
        """Whether a partition is being worked on."""
        return any("ray::_task" in line for line in self.living())

    def gone(self, seconds: float = 10) -> bool:
        """Whether nothing is left of it after so many seconds."""
        return _until(lambda: not self.processes(), seconds)

    def kill(self, only: str = "") -> None:
        """SIGKILL for all of it, or for those whose command line ends with a word."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                if "".join(process.cmdline()[:1]).endswith(only):
                    process.kill()
        self.leader.poll()

    def finished(self) -> tuple[int, str, str]:
        """Its exit code, what it printed and what it complained of, once it has ended."""
        out, err = self.leader.communicate(timeout=RUN_S)
        return self.leader.returncode, out, err

    def processes(self) -> list[psutil.Process]:
        """All of it that is still there."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                if os.getsid(process.pid) == self.leader.pid and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found


@dataclass(frozen=True)
class Builds:
    """Builds of the step of odd items, each with its own name and workspace below `folder`."""

    folder: Path
    environment: dict[str, str]
    started: list[Started] = field(default_factory=list)

    def start(self, name: str, engine: str, items: dict[str, str], network: "Network | None" = None) -> Started:
        """Starts one; with a network, on its cluster."""
        (self.folder / f"{name}.json").write_text(json.dumps(items))
        address = [network.address] if network else []
        return self._start([sys.executable, "-P", str(DRIVER), engine, str(self.folder / name), *address], network)

    def sample(self, name: str, *arguments: str, network: "Network | None" = None) -> Started:
        """Starts the build of the sample by the real command, with --work <name>/work and --out <name>/peatmoss."""
        places = ("--work", str(self.folder / name / "work"), "--out", str(self.folder / name / "peatmoss"))
        return self._start([PEATMOSS, "build", "--workers", "2", *places, *arguments], network)

    def _start(self, command: list[str], network: "Network | None") -> Started:
        """Starts a command in a folder of modules that nobody may import; with a network, where its head is."""
        trap = self.folder / "trap"
        trap.mkdir(exist_ok=True)
        for module in ("builder", "json", "pyarrow", "socket"):
            (trap / f"{module}.py").write_text(BAIT)
        environment = (network.environment if network else self.environment) | {"BITTEN": str(self.folder / "bitten")}
        self.started.append(
            Started(
                subprocess.Popen(
                    [*(network.head if network else ()), *command],
                    cwd=trap,
                    env=environment,
                    start_new_session=True,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
        )
        return self.started[-1]

    def run(
        self, name: str, engine: str, items: dict[str, str], network: "Network | None" = None
    ) -> tuple[int, str, str]:
        """Runs one to its end: exit code, what it printed, what it complained of."""
        return self.start(name, engine, items, network).finished()

    def commits(self, name: str) -> list[Commit]:
        """The commit records of a build so far."""
        return commits.read_all(self.folder / name / "steps" / "odd")


@pytest.fixture
def until() -> Callable[[Callable[[], object], float], bool]:
    """`until(holds, seconds)`: whether it comes to hold within so many seconds."""
    return _until


@pytest.fixture
def builds(tmp_path: Path, environment: dict[str, str]) -> Iterator[Builds]:
    made = Builds(tmp_path, environment)
    yield made
    for started in made.started:
        started.kill()
    assert not (tmp_path / "bitten").exists()  # nothing was imported from the current folder


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[dict[str, str], list[Commit]]:
    """Items that take eight seconds of one core, and the commit records that the local engine makes of them."""
    items = {f"item-{number:03d}": "slow" for number in range(400)}
    builds = Builds(tmp_path_factory.mktemp("long"), environment)
    assert builds.run("local", "local", items) == (0, "400 400\n", "")
    return items, builds.commits("local")


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """What a build is started with: nothing that steers Ray but a folder for its sockets, of a short name."""
    place = tempfile.mkdtemp(prefix="pm-", dir="/tmp")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("RAY_", "PYTHON"))}
    yield clean | {"PYTHONPATH": str(PEERS), "RAY_TMPDIR": place}
    shutil.rmtree(place)


@dataclass(frozen=True)
class Network:
    """A head of Ray in a network namespace, and a second namespace for nodes; both see the files of this machine."""

    head: Sequence[str]  # stands before a command that is to run where the head is
    there: Sequence[str]  # the same for the nodes
    subnet: str
    environment: dict[str, str]

    @property
    def address(self) -> str:
        """Where the head listens."""
        return f"{self.subnet}.1:6379"

    @contextmanager
    def node(self, *inside: str, **environment: str) -> Iterator[Started]:
        """A node of one core, started behind the words `inside`, until the context ends."""
        words = ("--address", self.address, "--node-ip-address", f"{self.subnet}.2")
        with _ray([*self.there, *inside], words, self.environment | environment) as started:
            yield started


@contextmanager
def _ray(inside: Sequence[str], words: Sequence[str], environment: dict[str, str]) -> Iterator[Started]:
    command = [*inside, RAY, "start", *words, "--block", "--num-cpus=1", "--object-store-memory=100000000"]
    with tempfile.TemporaryFile("w+") as log:
        started = Started(
            subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True, text=True)
        )
        try:
            assert _until(lambda: "Ray runtime started" in _said(log), START_S), _said(log)
            yield started
        finally:
            started.kill()
            started.leader.wait()


def _said(log: IO[str]) -> str:
    log.seek(0)
    return log.read()


@pytest.fixture(scope="module")
def network(environment: dict[str, str]) -> Iterator[Network]:
    if IP is None or os.geteuid() != 0:
        pytest.skip("two nodes on one machine: that takes root and the command ip (iproute2)")
    tag = secrets.token_hex(3)
    names = [f"pm-{tag}-{number}" for number in (1, 2)]
    subnet = f"10.{secrets.randbelow(200) + 20}.{secrets.randbelow(256)}"
    with ExitStack() as ended:
        for name in names:
            if subprocess.run([IP, "netns", "add", name], check=False).returncode:
                pytest.skip("two nodes on one machine: no network namespaces can be made here")
            ended.callback(_ip, f"netns delete {name}")
        _ip(f"link add pm{tag}1 netns {names[0]} type veth peer name pm{tag}2 netns {names[1]}")
        for number, name in enumerate(names, 1):
            _ip(f"-n {name} addr add {subnet}.{number}/24 dev pm{tag}{number}")
            _ip(f"-n {name} link set pm{tag}{number} up")
            _ip(f"-n {name} link set lo up")
        token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32), "RAY_USAGE_STATS_ENABLED": "0"}
        head, there = ((IP, "netns", "exec", name) for name in names)
        words = ["--head", "--node-ip-address", f"{subnet}.1", "--port=6379", "--include-dashboard=false"]
        words += ["--temp-dir", environment["RAY_TMPDIR"]]
        soon = {"RAY_health_check_period_ms": "500"}  # a node that is gone is missed after 2 s, not after 15
        ended.enter_context(_ray(head, words, environment | token | soon))
        yield Network(head, there, subnet, environment | token)


def _ip(words: str) -> None:
    subprocess.run([str(IP), *words.split()], check=True)

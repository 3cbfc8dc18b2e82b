"""Builds from a live hub, and what came of them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import command
import listed
import pyarrow.parquet as pq
from hub_server import Hub

TABLES = ("models", "snapshots", "extracted_metadata")


def write(cwd: Path, hub: Hub, more: str = "", **others: str) -> Path:
    """Settings of a build from the hub's list."""
    path = cwd / "live.toml"
    path.write_text(listed.settings(hub, more, **others))
    return path


def build(cwd: Path, hub: Hub, work: str = "work", *only: str) -> command.Built:
    """`peatmoss build` with the settings in `cwd`, in this process; of some steps where they are named."""
    given = command.environment(**hub.environment(cwd / "home"))
    steps = [part for step in only for part in ("--only", step)]
    return command.build_here(cwd, "--config", "live.toml", "--work", work, "--out", f"{work}-out", *steps, env=given)


def tables(cwd: Path, work: str = "work") -> dict[str, str]:
    """SHA-256 of each merged table."""
    return {name: hashlib.sha256(file(cwd, name, work).read_bytes()).hexdigest() for name in TABLES}


def file(cwd: Path, table: str, work: str = "work") -> Path:
    """Where a merged table lies, by its commit record."""
    commit = json.loads((cwd / work / f"tables/{table}.commit.json").read_text())
    return cwd / work / "tables" / commit["files"]["rows"]["name"]


def rows(cwd: Path, table: str, work: str = "work") -> list[dict[str, Any]]:
    """Rows of a merged table."""
    return pq.read_table(file(cwd, table, work)).to_pylist()

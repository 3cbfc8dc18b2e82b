"""A step whose items misbehave on demand; worker processes import it by name."""

import ctypes
import os
import re
import signal
import sys
import time
from pathlib import Path

from builder.engine.step import Result
from builder.errors import SkipItem


def run(item: dict) -> Result:
    """Does what the item's column `what` says; every call leaves a line in the file `log`."""
    if item.get("log"):
        with Path(item["log"]).open("a") as log:
            log.write(item["item"] + "\n")
    if item["what"].startswith("answer of "):  # so many MB as a column, 1 MB here
        return Result([{"value": "x" * 1_000_000}] * int(item["what"].removeprefix("answer of ")))
    match item["what"]:
        case "skip":
            raise SkipItem("unwanted", "said so")
        case "raise":
            raise ValueError("a fault at someone@example.org")
        case "exit":
            os._exit(7)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segv":
            ctypes.string_at(0)
        case "hang":
            time.sleep(600)
        case "stuck":
            re.match(r"(a+)+$", "a" * 64 + "b")  # for years, and no other thread of the process gets its turn
        case "grow":
            held = []
            while True:
                held.append(bytearray(10_000_000))
        case "misfit":
            return Result([{"value": "no number"}])
        case "once":
            if Path(item["log"]).read_text().split().count(item["item"]) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
        case "slow":
            time.sleep(0.02)
        case "many":
            return Result([{"value": number} for number in range(1500)])
        case "print":
            print("noise", flush=True)
        case "sys.exit":
            sys.exit(3)
        case "odd summary":
            return Result([{"value": 1}], {"what": object()})
        case "nothing":
            return Result([], {"looked": True})
    return Result([{"value": len(item["item"])}, {"value": 0}])

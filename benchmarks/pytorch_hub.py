"""The paper's 362 models of PyTorch Hub beside ours: each is found, or the reason says why not.

    python benchmarks/pytorch_hub.py [--repositories FOLDER] [--all]

The paper's own list stands in its SQLite file alone. Published beside it are the 162 names of torchvision, torchaudio
and torchtext that it searched for (mapping_signatures.csv), and in its notebook the domains of all 362: 203 of computer
vision, 100 of audio, 59 of language. Those names are looked up one by one; of the 200 others, which came from the pages
of PyTorch Hub and what their repositories offer, the domains are compared.

`--repositories` holds OWNER/NAME clones for their hubconf.py; without one, its repository is a reason. `--all` lists
what is found, too.
"""

import argparse
import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from measure import DATA, needs

from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import load_signatures
from builder.sources.pytorch_hub import PytorchHub

PAGES = DATA / "pytorch_hub/md"
SIGNATURES = DATA.parent / "eval/mapping_signatures.csv"
PAPER = {"cv": 203, "audio": 100, "nlp": 59}  # figure 8's notebook: final_pytorch
LIBRARIES = {"torchvision": "cv", "torchaudio": "audio", "torchtext": "nlp"}
SPEECH = ("s2t_", "xm_transformer", "tts_transformer", "fastspeech2", "unit_hifigan")  # fairseq's, on pages of language
REASONS = {
    "audio": "Silero offers its models of speech behind two entry points, which take a language and a speaker, and"
    " NVIDIA's helpers (nvidia_tts_utils) are no models here; whether the paper counts them, nothing public says",
}
IDS = {"torchvision": "pytorch/vision#{}", "torchaudio": "torchaudio/{}", "torchtext": "torchtext/{}"}


def named() -> list[tuple[str, str]]:
    """(library, name) of the paper's signatures."""
    with SIGNATURES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["library"] in LIBRARIES and "PROPOSED" not in row["source"]]
    return [(row["library"], row["call_signature"].partition("…")[2].removesuffix("(…)")) for row in rows]


def reason(row: dict[str, Any] | None, name: str) -> str:
    """Where a name of the paper's is found, or why it is not."""
    if row is None:
        return "NOT FOUND: the library's table in configs/signatures/names.toml lacks it"
    where = {"card": "a page of PyTorch Hub", "hubconf": "hubconf.py", "registry": "the library's own list"}
    return f"found in {where[row['entrypoint_source']]}" + (" (quantized weights)" if "quantized" in name else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    needs(PAGES, SIGNATURES)
    hub = PytorchHub(
        "pytorch", str(PAGES), options.repositories, datetime(2026, 11, 1), Exclusions(), load_signatures()
    )
    (page,) = hub.pages(0)
    rows = {row["model_id"]: row for row in page.rows.to_pylist()}
    wanted = named()
    missing = 0
    for library, name in wanted:
        row = rows.get(IDS[library].format(name))
        missing += row is None
        if options.all or row is None:
            print(f"{library:12} {name:42} {reason(row, name)}")
    print(f"\nby name: {len(wanted) - missing} of {len(wanted)} names of the paper's signatures are models here")
    others(rows, Counter(LIBRARIES[library] for library, _ in wanted), options.repositories, options.all)
    for skip in page.skipped.to_pylist():
        print(f"skipped: {skip['item']} ({skip['reason']})")


def others(rows: dict[str, Any], by_name: Counter[str], folder: str | None, show: bool) -> None:
    """The models that pages and repositories offer, beside the paper's 200 by their domains."""
    pages: dict[str, set[str]] = {}
    for model_id, row in rows.items():
        if row["entrypoint_source"] == "card" and row["domain"]:
            pages.setdefault(model_id.partition("#")[0].lower(), set()).add(row["domain"])
    mine: dict[str, list[str]] = {domain: [] for domain in PAPER}
    mixed: list[str] = []
    for model_id in rows:
        repository = model_id.partition("#")[0].lower()
        if "#" not in model_id or repository == "pytorch/vision":
            continue
        speech = model_id.partition("#")[2].startswith(SPEECH)
        own = (
            {"audio"}
            if speech
            else {rows[model_id]["domain"]}
            if rows[model_id]["domain"]
            else pages.get(repository, set())
        )
        (mine[next(iter(own))] if len(own) == 1 else mixed).append(model_id)
    for domain, count in PAPER.items():
        left = count - by_name[domain]
        fewer = max(left - len(mine[domain]), 0)
        print(f"{domain:6} {left} others in the paper, {len(mine[domain])} here: {fewer} fewer")
        if fewer and domain in REASONS:
            print(f"    {REASONS[domain]}")
        for model_id in sorted(mine[domain]) if show else ():
            print(f"    {model_id:60} {rows[model_id]['entrypoint_source']}")
    print(f"of a domain that their repository's pages do not settle: {len(mixed)}" + (f": {mixed}" if show else ""))
    unread = sorted(name for name in pages if not _is_there(folder, name) and name != "pytorch/vision")
    if unread:
        print(f"hubconf.py not read, so that only what the pages load is known, of {len(unread)}: {', '.join(unread)}")


def _is_there(folder: str | None, name: str) -> bool:
    owner, _, own = name.partition("/")
    found = Path(folder).glob("*/*") if folder is not None else ()
    return any((path.parent.name.lower(), path.name.lower()) == (owner, own) for path in found)


if __name__ == "__main__":
    main()

"""The client beside vLLM's own offline LLM.chat on the same prompts, in turn, and tokens beside the paper's prompt.

Two models of random weights: a tiny one, which shows what a request costs by itself, and one whose tokens cost what
they do on a machine that is busy with its model. PEATMOSS_VLLM names the Python of an environment with vLLM (make
test-llm makes one); PEATMOSS_DATA the folder with the cards of 2022-02-21, PEATMOSS_PAPER a checkout of the paper's
hf-metadata-extraction (prompt.py is read as text); PEATMOSS_CARDS how many cards (200).
"""

import ast
import asyncio
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
from measure import CARDS_2022, DATA, needs

from builder.extraction.answers import schema
from builder.extraction.card import ruled
from builder.extraction.prompts import CardPrompt, system
from builder.extraction.questions import Budget, questions
from builder.llm.client import Client
from builder.llm.endpoints import Endpoint
from builder.llm.reader import Question, Reader
from builder.llm.server import Server

PYTHON = os.environ.get("PEATMOSS_VLLM", "")
PAPER = os.environ.get("PEATMOSS_PAPER", "")
STEADY = {"VLLM_CPU_KVCACHE_SPACE": "1", "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1"}
COMMAND = (PYTHON, "-m", "vllm.entrypoints.openai.api_server", "--model", "{model}")
TINY = Path(__file__).parents[1] / "tests" / "llm" / "tiny_model.py"
CARDS, TOKENS, AT_ONCE, RUNS = int(os.environ.get("PEATMOSS_CARDS", "200")), 400, 32, 3
MODELS = {"tiny": (2, 64), "larger": (12, 512)}  # layers, hidden size
WINDOW = 8192
OFFLINE = """
import json, sys, time
from vllm import LLM, SamplingParams
from vllm.sampling_params import StructuredOutputsParams

def main():
    job = json.load(open(sys.argv[1]))
    backend = {"backend": "guidance", "disable_any_whitespace": True}
    llm = LLM(job["model"], max_model_len=job["window"], enable_prefix_caching=True, max_num_seqs=job["at_once"],
              structured_outputs_config=backend)
    schema = StructuredOutputsParams(json=job["schema"])
    params = SamplingParams(temperature=0, max_tokens=job["tokens"], structured_outputs=schema)
    llm.chat(job["chats"], params, use_tqdm=False)  # fills the caches, as the runs before do at the server
    print("RESULT 0 0", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        answers = llm.chat(job["chats"], params, use_tqdm=False)
        seconds = time.perf_counter() - started
        print("RESULT", seconds, sum(len(one.outputs[0].token_ids) for one in answers), flush=True)

if __name__ == "__main__":
    main()
"""


def cards() -> list[tuple[str, str]]:
    """Models and their cards, spread over the file."""
    table = pq.read_table(CARDS_2022, columns=["modelId", "card"])
    pairs = zip(table["modelId"].to_pylist(), table["card"].to_pylist(), strict=True)
    known = [(name, card if isinstance(card, str) else card.decode("utf-8", "replace")) for name, card in pairs if card]
    return known[:: len(known) // CARDS][:CARDS]


def asked(card: str) -> list[Question]:
    """Our questions about a card."""
    item = {"card": card, "tags": None, "task": None, "library": None, "config": None}
    rules = ruled(item)
    made, _ = questions(card, rules.front.end, rules.values, Budget(5000, 1))
    return [Question(question.key, question.text) for question in made]


@contextmanager
def offline(folder: Path, model: Path, texts: list[str], schema: object) -> Iterator[Callable[[], tuple[float, int]]]:
    """What asks LLM.chat all texts once: seconds, and the tokens that it wrote."""
    chats = [[{"role": "system", "content": system()}, {"role": "user", "content": text}] for text in texts]
    job = {"model": str(model), "window": WINDOW, "at_once": AT_ONCE, "tokens": TOKENS, "schema": schema}
    (folder / "job.json").write_text(json.dumps(job | {"chats": chats}))
    (folder / "offline.py").write_text(OFFLINE)
    log = folder / "offline.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [PYTHON, str(folder / "offline.py"), str(folder / "job.json")],
            env=os.environ | STEADY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None

    def result() -> tuple[float, int]:
        for line in process.stdout or ():
            if line.startswith("RESULT"):
                _, seconds, tokens = line.split()
                return float(seconds), int(tokens)
        raise SystemExit(log.read_text()[-3000:])

    def once() -> tuple[float, int]:
        print(file=process.stdin, flush=True)
        return result()

    try:
        result()
        yield once
        process.stdin.close()
        process.wait(60)
    finally:
        process.kill()


def ours(server: Server, reader: Reader, asking: list[Question]) -> tuple[float, int]:
    """Seconds of our client for all questions against a server that is up, and the tokens that it wrote."""
    kept = []
    client = Client(reader, [Endpoint("", server, 600)], AT_ONCE, 600, kept.append)
    started = time.perf_counter()
    asyncio.run(client.run(iter(asking)))
    return time.perf_counter() - started, sum(one.output_tokens or 0 for one in kept)


def tokens(server: Server, messages: list[dict[str, str]]) -> int:
    """How many tokens a conversation has, by the server's own tokenizer."""
    body = json.dumps({"model": server.model, "messages": messages}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.key}"}
    request = urllib.request.Request(server.url.removesuffix("/v1") + "/tokenize", body, headers)
    with urllib.request.urlopen(request) as answer:
        return int(json.load(answer)["count"])


def papers_prompt() -> list[str]:
    """The paper's two instructions, one conversation each, with its schema of functions."""
    names: dict[str, str] = {}
    for node in ast.parse((Path(PAPER) / "prompt.py").read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names[node.targets[0].id] = node.value.value  # type: ignore[attr-defined]
    schema = (DATA / "llm_extraction" / "metaSchema_accurate.json").read_text()
    whole = json.dumps(json.loads(schema), separators=(",", ":"))
    return [names["SIMPLE_METADATA_EXTRACTION_PROMPT"] + whole, names["COMPLEX_METADATA_EXTRACTION_PROMPT"] + whole]


def count(server: Server, known: list[tuple[str, str]]) -> None:
    """Prints tokens of all prompts about the same cards: ours, and the paper's two with the whole card each."""
    mine = sum(
        tokens(server, [{"role": "system", "content": system()}, {"role": "user", "content": one.text}])
        for _, card in known
        for one in asked(card)
    )
    shared = tokens(server, [{"role": "system", "content": system()}])
    print(f"tokens a card: {mine / len(known):,.0f}, of which {shared:,} are the same for all (kept by the server)")
    if not PAPER:
        print("PEATMOSS_PAPER is not set: no tokens of the paper's prompt")
        return
    theirs = sum(
        tokens(server, [{"role": "system", "content": prompt}, {"role": "user", "content": card}])
        for _, card in known
        for prompt in papers_prompt()
    )
    print(f"the paper's prompts: {theirs / len(known):,.0f}, that is {theirs / mine:.2f} x ours")


def finished(server: Server, reader: Reader, asking: list[Question]) -> list[Question]:
    """The questions whose answers come to an end: the others would be asked twice."""
    kept = []
    client = Client(reader, [Endpoint("", server, 600)], AT_ONCE, 600, kept.append)
    asyncio.run(client.run(iter(asking)))
    ended = {one.key for one in kept if one.status == "ok" and (one.output_tokens or 0) < TOKENS}
    return [one for one in asking if one.key in ended]


def main() -> None:
    """For each model one server and one offline engine, the same prompts."""
    needs(CARDS_2022)
    if not PYTHON:
        raise SystemExit("PEATMOSS_VLLM is not set: make test-llm, then name the Python of its environment")
    os.environ.update(STEADY)
    known = cards()
    for name, (layers, hidden) in MODELS.items():
        print(f"{name}: {layers} layers of {hidden}")
        with tempfile.TemporaryDirectory() as scratch:
            compare(Path(scratch), known, layers, hidden)


def compare(folder: Path, known: list[tuple[str, str]], layers: int, hidden: int) -> None:
    """Prints what both sides reach with a model of this size."""
    model = folder / "model"
    (folder / "text").write_text("\n".join(card for _, card in known))
    size = ["--layers", str(layers), "--hidden", str(hidden)]
    subprocess.run([PYTHON, str(TINY), str(model), str(folder / "text"), *size], check=True, capture_output=True)
    reader = Reader("tiny", str(model), None, TOKENS, 1000, CardPrompt(), free_text=True)
    flags = ("--max-model-len", str(WINDOW), "--max-num-seqs", str(AT_ONCE))
    server = Server(str(model), COMMAND, flags, None, folder / "server.log")
    try:
        asking = finished(server, reader, [one for _, card in known for one in asked(card)])
        count(server, known)
        with offline(folder, model, [one.text for one in asking], schema()) as chat:
            # in turn, so that whatever else the machine does hits both
            runs = [(ours(server, reader, asking), chat()) for _ in range(RUNS)]
    finally:
        server.stop()
    (seconds, mine), (alone, written) = (min(found) for found in zip(*runs, strict=True))
    ratios = sorted((theirs[0] * us[1]) / (us[0] * theirs[1]) for us, theirs in runs)
    print(f"{len(asking)} questions: LLM.chat {alone:.1f} s ({written:,} tokens), ours {seconds:.1f} s ({mine:,})")
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    best = (mine / seconds) / (written / alone)
    print(f"throughput of ours: {best:.2f} of LLM.chat's (run by run: {told})", flush=True)


if __name__ == "__main__":
    main()

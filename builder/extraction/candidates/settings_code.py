"""Settings of the training in code: arguments of calls and commands, dictionaries, JSON and YAML."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.extraction.markdown import Block
from builder.reference.hyperparameters import load_hyperparameters
from builder.reference.same_names import folded

VALUE = (
    r"\"[^\"\n]{1,100}\"|'[^'\n]{1,100}'|-?(?:\d[\d_,]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?(?![\w.])"
    r"|(?:[Tt]rue|[Ff]alse)\b"
    r"|(?:[a-z_]\w{0,30}\.){0,4}[A-Z]\w{2,40}(?=[ \t]*[,)\n])|[a-z]\w{2,30}(?=[ \t]*$)"
)
SET = re.compile(
    rf"(?:^|[,({{]|[ \t])[ \t]{{0,40}}+(--)?[\"']?([A-Za-z][\w-]{{0,40}}+)[\"']?[ \t]?"
    rf"(?:[:=][ \t]?|[ \t](?=[^=\n])[ \t]?)({VALUE})",
    re.MULTILINE,
)
FLAG = re.compile(r"(?:^|[ \t])--([a-z][\w-]{2,40})(?=[ \t]*(?:\\?[ \t]*$|[ \t]--))", re.MULTILINE)
PAIR = re.compile(
    r"[\"']([A-Za-z]\w{0,40})[\"']:[ ]?(\"[^\"\n]{1,100}\"|'[^'\n]{1,100}'"
    r"|-?(?:\d[\d.]*|\.\d+)(?:e-?\d+)?|True|False|true|false)"
)
CLASS = re.compile(r"(?:<class ')?(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)(?:'>)?")
LOSS = re.compile(r"\*\*Loss\*\*:\s{1,3}`[\w.]{1,150}?\.(\w{1,60})`")
ARCHITECTURE = re.compile(r"SentenceTransformer\(")
OPTIMIZER = re.compile(r"^[ \t]{0,8}[-*] optimizer: (\{[^\n]{1,1500}\})[ \t]*$", re.MULTILINE)
OF_OPTIMIZER = {"name": "optimizer", "class_name": "lr_scheduler_type", "initial_learning_rate": "learning_rate"}
OF_KERAS = frozenset(
    ("learning_rate", "decay_steps", "warmup_steps", "beta_1", "beta_2", "epsilon", "weight_decay_rate", "momentum")
)
TRAINING = re.compile(
    r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)?\b|hyper|configuration|\bconfig\b|recipe", re.IGNORECASE
)
BEGINS = re.compile(r"\W*(?:training|fine-?tuning|hyper-?parameters?|config)\b", re.IGNORECASE)
USE = re.compile(r"from_pretrained|pipeline\(|\.generate\(|\.predict\(|map_to_pred")
TRAINS = re.compile(r"\.train\(|\.fit\(|Trainer\(|Arguments|train_model|run_\w+\.py|(?:^|\s)--\w|train\.py")
EVALUATION = re.compile(
    r"example|demo|\btest|evaluat|infer|usage|generat|how to|result|latency|throughput|\binput", re.IGNORECASE
)


LEAST = 3  # known names that make a block one of settings


def settings_in_code(page: Page) -> Iterator[Candidate]:
    """Candidates of hyperparameters."""
    for block in page.blocks:
        if block.kind == "code":
            yield from _block(page, block)
    for found in LOSS.finditer(page.text) if page.has("**loss**") else ():
        yield _setting(page, "loss", found[1], found.start(), found.end(), "code:loss")
    for found in OPTIMIZER.finditer(page.text) if page.has("optimizer: {") else ():
        for pair in PAIR.finditer(page.text, found.start(1), found.end(1)):
            name = OF_OPTIMIZER.get(pair[1], pair[1])
            said = pair[2].strip("\"'")
            if name in ("optimizer", "lr_scheduler_type") or name in OF_KERAS:
                yield _setting(page, name, said, pair.start(), pair.end(), "code:optimizer of Keras")


def _block(page: Page, block: Block) -> Iterator[Candidate]:
    heading = page.heading(block.start)
    last = heading[-1] if heading else ""
    training = any(TRAINING.search(part) for part in heading[1:]) or BEGINS.match(last) is not None
    code = page.text[block.start : block.end]
    use = USE.search(code) is not None and TRAINS.search(code) is None
    if use or (EVALUATION.search(last) and not TRAINING.search(last)):
        return
    if ARCHITECTURE.search(page.text, block.start, min(block.end, block.start + 400)):
        for pair in PAIR.finditer(page.text, block.start, block.end):
            if pair[1] == "max_seq_length":
                yield _setting(page, pair[1], pair[2], pair.start(1), pair.end(2), "code:architecture")
        return
    known = load_hyperparameters()
    found = list(SET.finditer(page.text, block.start, block.end))
    met = [one for one in found if one[2] in known or (training and folded(one[2]) in known.in_training)]
    several = len({folded(one[2]) for one in met}) >= LEAST or (len(met) > 1 and TRAINS.search(code) is not None)
    for one in met:
        if not fills(_value(one[3])):
            continue
        cue = "known:code of training" if training else "known:code of several" if several else "known:code"
        yield _setting(page, one[2], _value(one[3]), one.start(2), one.end(3), cue)
    for one in FLAG.finditer(page.text, block.start, block.end) if met else ():
        if one[1] in known:
            yield _setting(page, one[1], "true", one.start(), one.end(), "code:flag")


def _value(said: str) -> str:
    """A value without its marks; of a class its name alone."""
    bare = said.strip("\"',")
    found = CLASS.fullmatch(bare)
    return found[1] if found else bare


def _setting(page: Page, name: str, said: str, start: int, end: int, cue: str) -> Candidate:
    return page.candidate("hyperparameters", {"name": name, "value": said}, start, end, cue)

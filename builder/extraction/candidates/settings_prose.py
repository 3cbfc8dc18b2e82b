"""Settings of the training in sentences: optimizers, schedules, warm-up, precision, numbers in words and formulas."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.beginnings import beginnings
from builder.reference.hyperparameters import load_hyperparameters

TRAINING = re.compile(
    r"\b(?:pre-?|fine-?|re-?)?(?:train|tun)(?:ed|ing|s)?\b|hyper-?param|\bconfig|recipe|\bLoRA\b"
    r"|optimi[sz]|\bepochs?\b|procedure",
    re.IGNORECASE,
)
USE = re.compile(
    r"evaluat|infer|usage|generat|how to|latency|throughput|quanti[sz]|limitation|citation|references|result|compar"
    r"|example|demo|licen[sc]e|changelog",
    re.IGNORECASE,
)
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d{1,2})?[kKM]?"
IN_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|half a)(?: (?:hundred|thousand|million))?"
SCHEDULE = re.compile(
    r"\b(linear(?:ly)?|cosine|polynomial|inverse[- ]square[- ]root|constant|exponential|one-?cycle|slanted triangular)"
    r"((?:[- ](?:learning[- ]rate|lr))?)[- ](schedul\w{0,3}|decay\w{0,3}|annealing|lr\b|learning rate\b)",
    re.IGNORECASE,
)
KINDS = (  # of schedules
    *("linear", "cosine", "polynomial", "inverse", "constant", "exponential", "onecycle", "one-cycle", "slanted"),
)
WARMUP = (
    re.compile(
        rf"\bwarm-?up(?: (?:for|of|over|during|with|phase of|period of))?"
        rf"(?: the)?(?: first)? ({NUMBER})[ -](?:steps|updates|iterations)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,-])({NUMBER})[ -](?:linear )?(?:warm-?up steps|steps (?:of|for) (?:linear )?warm-?up)",
        re.IGNORECASE,
    ),
)
BETA = re.compile(r"(?:\\beta|β|\bbeta)\s?[_*\\]{0,2}\{?\s?([12₁₂])\}?\s?=\s?(0?\.\d{1,6})")
BETAS = re.compile(r"\bbetas?\s?(?:of|=|:|are|were)?\s?[(\[](0?\.\d{1,6}),\s?(0?\.\d{1,6})[)\]]", re.IGNORECASE)
EPSILON = re.compile(
    r"(?:\\(?:var)?epsilon|[εϵ]|\beps(?:ilon)?)\s?(?:=|of)\s?(\d(?:\.\d+)?e-?\d{1,2}|0?\.\d{1,12})", re.IGNORECASE
)
BETA_STARTS = ("\\beta", "β", "beta")
EPSILON_STARTS = ("\\eps", "\\vareps", "ε", "ϵ", "eps")
WORDED = re.compile(
    rf"(?<![\w.,-])({IN_WORDS}|\d[\d,.]* million)[ -]"
    r"((?:training |pre-?training |gradient |optimi[sz]ation )?steps|updates|iterations|epochs?)\b",
    re.IGNORECASE,
)
PRECISION = re.compile(
    r"(?<![\w/.-])((?:bf|fp|tf)(?:16|32)|bfloat16|float16)(?: mixed)?(?:[- ]precision)?(?![\w/.-])", re.IGNORECASE
)
PRECISION_STARTS = ("bf16", "bf32", "fp16", "fp32", "tf16", "tf32", "bfloat16", "float16")
NAMES = ("batch", "patience", "rank", "alpha", "r", "α", "bs", "lr", "wd", "imgsz", "warmup")
SHORT_STARTS = beginnings([f"{name}[`\\s=:]" for name in NAMES], r"\w/.-")
SHORT = re.compile(
    r"(?<![\w/.-])(batch|patience|rank|alpha|r(?==)|α|bs|lr|wd|imgsz|warmup)`?(?:\s?[=:]\s?| )"
    rf"`?({NUMBER})`?(?![\w/-]|\.\d| %|%)",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"(?:^[ \t]{0,6}(?:[-*+] )?|(?:[,·/(;|•+&]|\b(?:with|and|using|of|a|at|for))\s{0,2})`?$", re.IGNORECASE
)  # what stands before a short name that is no end of a longer one
SHORT_NAMES = (
    "batch ",
    "batch=",
    "batch:",
    "patience",
    "rank",
    "alpha",
    "r=",
    "α",
    "bs ",
    "bs=",
    " lr",
    "`lr",
    "wd",
    "imgsz",
    "warmup",
)
RANK_STARTS = ("rank ", "rank-")
RANK = re.compile(r"\brank[- ](\d{1,4})\b(?= Q?LoRA| adapter)", re.IGNORECASE)
PARTS = re.compile(
    r"\b(?:first|last|every|each|after|remaining|next|per|warm-?up|decay\w*|over)\b[^.\n]{0,30}$", re.IGNORECASE
)
PERSON = re.compile(r" [A-Z][a-z]+")
OTHERS = re.compile(
    r"\b(?:against|default|rather than|than|tried|worse|better|teacher"
    r"|baseline|original|compared|unlike|initial|instead of)\b",
    re.IGNORECASE,
)
WEIGHTS = re.compile(
    r"tensorrt|infer|export|quanti[sz]|gguf|\bvae\b|load|checkpoint|weights|convert|onnx|serv|memory|vram",
    re.IGNORECASE,
)  # what else than a training has a precision
BEFORE = 400  # code points of a paragraph read before a setting


def settings_in_prose(page: Page) -> Iterator[Candidate]:
    """Candidates of hyperparameters, each name and value once."""
    met: set[tuple[str, str]] = set()
    for one in (*_optimizers(page), *_schedules(page), *_numbers(page), *_precisions(page)):
        key = one.value["name"].casefold(), one.value["value"].casefold()
        if key not in met:
            met.add(key)
            yield one


def of_training(page: Page, place: int) -> bool:
    """Whether a place stands in prose about the training: by its headings, or by what its paragraph says before it."""
    if not page.prose(place) or page.within("table", place):
        return False
    heading = page.heading(place)
    if heading[1:] and USE.search(heading[-1]):
        return False
    if any(TRAINING.search(part) for part in heading[1:]):
        return True
    before = page.text[max(0, place - BEFORE) : place].rsplit("\n\n", 1)[-1]
    end = page.text.find("\n", place, place + BEFORE)
    line = page.text[place : end if end >= 0 else place + BEFORE]
    return TRAINING.search(before) is not None or TRAINING.search(line.split(". ", 1)[0]) is not None


def _optimizers(page: Page) -> Iterator[Candidate]:
    known = load_hyperparameters()
    for found in page.found(known.optimizer_starts, known.optimizers, prose=True):
        line = page.line_before(found.start())
        other = _labelled(line, "optim") or OTHERS.search(line[-100:]) or PERSON.match(page.text, found.end())
        if not other and of_training(page, found.start()):
            yield _setting(page, "optimizer", found, 0, "prose:optimizer")


def _labelled(line: str, word: str) -> bool:
    """Whether a line begins as a list's item whose name has this word, and is read as one."""
    found = re.match(r"\s{0,8}(?:[-*+]|\d{1,2}[.)])\s([^:=\n]{1,60})[:=]", line)
    return found is not None and word in found[1].lower()


def _schedules(page: Page) -> Iterator[Candidate]:
    for found in page.found(KINDS, SCHEDULE, needs=("schedul", "decay", "anneal", " lr", "rate")):
        if of_training(page, found.start()) and "weight" not in page.text[found.start() : found.end() + 8].lower():
            line = page.line_before(found.start())
            if not _labelled(line, "schedul") and not OTHERS.search(line[-100:]):
                group = 1 if found[2] or not found[3].lower().startswith(("decay", "anneal")) else 0
                yield _setting(page, "lr_scheduler_type", found, group, "prose:schedule")


def _numbers(page: Page) -> Iterator[Candidate]:
    yield from _of_formulas(page)
    for words in WARMUP:
        for found in page.in_lines(("warmup", "warm-up"), words):
            if of_training(page, found.start()):
                yield _setting(page, "warmup_steps", found, 1, "prose:warmup steps")
    for found in page.in_lines(("steps", "updates", "iterations", "epoch"), WORDED):
        if of_training(page, found.start()) and not PARTS.search(page.line_before(found.start())[-60:]):
            name = "epochs" if found[2].lower().startswith("epoch") else found[2]
            yield _setting(page, name, found, 1, "prose:number in words")
    for found in page.found(SHORT_STARTS, SHORT, needs=SHORT_NAMES, prose=True):
        line = page.line_before(found.start())[-100:]
        if ALONE.search(line) and not OTHERS.search(line) and of_training(page, found.start()):
            yield _setting(page, found[1], found, 2, "prose:short name")
    for found in page.found(RANK_STARTS, RANK):
        if page.prose(found.start()):
            yield _setting(page, "rank", found, 1, "prose:rank")


def _of_formulas(page: Page) -> Iterator[Candidate]:
    for found in page.found(BETA_STARTS, BETA):
        if of_training(page, found.start()):
            number = {"₁": "1", "₂": "2"}.get(found[1], found[1])
            yield _setting(page, f"beta_{number}", found, 2, "prose:betas")
    for found in page.found(BETA_STARTS, BETAS):
        if of_training(page, found.start()) and not _labelled(page.line_before(found.start()), "optim"):
            yield _setting(page, "beta_1", found, 1, "prose:betas")
            yield _setting(page, "beta_2", found, 2, "prose:betas")
    for found in page.found(EPSILON_STARTS, EPSILON):
        line = page.line_before(found.start())
        adam = re.search(r"adam|optim|beta", page.text[max(0, found.start() - 200) : found.start()], re.IGNORECASE)
        if adam and not _labelled(line, "optim") and of_training(page, found.start()):
            yield _setting(page, "epsilon", found, 1, "prose:epsilon")


def _precisions(page: Page) -> Iterator[Candidate]:
    for found in page.found(PRECISION_STARTS, PRECISION):
        line = page.line_before(found.start()) + page.text[found.start() : found.end() + 60].split("\n")[0]
        other = WEIGHTS.search(line) or _labelled(line, "precision")
        if not other and TRAINING.search(line) and of_training(page, found.start()):
            yield _setting(page, "precision", found, 1, "prose:precision")


def _setting(page: Page, name: str, found: re.Match[str], group: int, cue: str, start: int | None = None) -> Candidate:
    """The candidate of a match, whose value is one of its groups; `start` where it does not begin with the match."""
    value = {"name": name, "value": found[group].strip()}
    return page.candidate("hyperparameters", value, found.start() if start is None else start, found.end(), cue)

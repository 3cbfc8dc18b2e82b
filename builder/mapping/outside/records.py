"""Records: files that hold what was measured, with its settings, a server's answer or a program's interface."""

from builder import patterns as re

FOLDERS = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*[_-])?"
    r"(?:results?|outputs?|runs?|logs?|leaderboards?|reports?|records?|predictions?|wandb|mlruns)(?:[_-][\w-]*)?/"
)
# Folders that programs write to and nobody else, with copies of the settings that they ran with; and what is sent away.
WRITTEN = re.compile(
    r"(?i)(?:^|/)(?:outputs?|multirun|lightning_logs|wandb|mlruns|tb_logs|\.?(?:[\w-]+_)?exports?)/|(?:^|/)\.hydra/"
    r"|(?:^|/)[\w-]*(?:config|settings|args|params)[-_.]?snapshot[\w.-]*$"
)
KEPT = re.compile(r"(?:^|/)adapter_config\.json$")  # tells of what the weights beside it were made
# Keys of what is measured or noted when a program has run, with a number or a text behind them.
MEASURED = re.compile(
    rb"(?im)(?:^|[\"'\s])(?:[\w.,/@-]*[_./,-])?(accuracy|acc|f1|bleu|rouge\w*|wer|cer|perplexity|ppl|precision|recall|ndcg\S*|mrr\S*"
    rb"|m?ap|scores?|loss|stderr|std|mean|median|stdev|p\d\d|created_at|timestamp|date|datetime|(?:total|elapsed|start|end)_time"
    rb"|\w*_seconds|runtime|duration|latency|throughput|git_(?:sha|hash|commit|rev)|commit_(?:sha|hash)|sha|hostname"
    rb"|\w*memory\w*|peak_\w+|max_mem\w*)[\"']?\s*:\s*(?:[-\"'\d])"
)
MIN_MEASURED = 2  # different ones
DECIMAL = re.compile(rb"[:\[,]\s*-?\d+\.\d{3,}")
MIN_DECIMALS = 5  # numbers that nobody writes by hand, beside one that is measured
# A model's entry as the Hub's interface answers: its id, and what only the Hub knows of it.
ENTRY = re.compile(rb"[\"'](?:modelId|id)[\"']\s*:\s*[\"'][\w.-]+/[\w.-]+[\"']")
KNOWN = (
    b'"siblings"',
    b'"lastModified"',
    b'"pipeline_tag"',
    b'"downloads"',
    b'"likes"',
    b'"gated"',
    b'"sha"',
    b'"tags"',
)
MIN_KNOWN = 3
# What recorders of HTTP write: vcr.py, pytest-recording, betamax, Polly, and HAR.
CASSETTES = re.compile(r"(?i)(?:^|/)(?:[\w-]*cassettes?|[\w-]*recordings|__recordings__|vcr)/|\.har$")
RECORDER = re.compile(rb"(?m)^(?:interactions:|[\"{\s]*\"(?:http_interactions|interactions|recorded_with)\"\s*:)")
# What describes a program's interface, with the values that its requests have by default.
INTERFACE = re.compile(rb"[\s{]*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[23]\.")


def is_record(path: str, data: bytes) -> bool:
    """Whether a file of settings sets nothing: a program wrote it, it has measurements, an answer or an interface."""
    return is_answer(path, data) or _is_measured(path, data) or INTERFACE.match(data) is not None


def is_answer(path: str, data: bytes) -> bool:
    """Whether a file holds what a server answered: an entry of the Hub's interface, or a recorder's requests."""
    if CASSETTES.search(path) is not None or RECORDER.search(data) is not None:
        return True
    return sum(known in data for known in KNOWN) >= MIN_KNOWN and ENTRY.search(data) is not None


def _is_measured(path: str, data: bytes) -> bool:
    if WRITTEN.search(path) is not None and KEPT.search(path) is None:
        return True
    if FOLDERS.search(path) is None:
        return False
    measured = len({match[1].lower() for match in MEASURED.finditer(data)})
    return measured >= MIN_MEASURED or (measured > 0 and len(DECIMAL.findall(data)) >= MIN_DECIMALS)

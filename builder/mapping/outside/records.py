"""Records of past runs: files that hold what was measured beside the settings that it was measured with."""

import re

FOLDERS = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*[_-])?"
    r"(?:results?|outputs?|runs?|logs?|leaderboards?|reports?|records?|predictions?|wandb|mlruns)(?:[_-][\w-]*)?/"
)
# Keys of what is measured or noted when a program has run, with a number or a text behind them.
MEASURED = re.compile(
    rb"(?im)(?:^|[\"'\s])(?:[\w.,/@-]*[_./,-])?(accuracy|acc|f1|bleu|rouge\w*|wer|cer|perplexity|ppl|precision|recall|ndcg\S*|mrr\S*"
    rb"|m?ap|scores?|loss|stderr|std|mean|median|stdev|p\d\d|created_at|timestamp|date|datetime|(?:total|elapsed|start|end)_time"
    rb"|\w*_seconds|runtime|duration|latency|throughput|git_(?:sha|hash|commit|rev)|commit_(?:sha|hash)|sha|hostname"
    rb"|\w*memory\w*|peak_\w+|max_mem\w*)[\"']?\s*:\s*(?:[-\"'\d])"
)
MIN_MEASURED = 2  # different ones


def is_record(path: str, data: bytes) -> bool:
    """Whether a file of settings in a folder of results holds measurements: it says what a run has used."""
    if FOLDERS.search(path) is None:
        return False
    return len({match[1].lower() for match in MEASURED.finditer(data)}) >= MIN_MEASURED

"""The words and addresses that tell data sets of the training from whatever else a card links and names."""

import re

LINK = re.compile(r"[\[⁅][*_`]{0,3}([^\[\]⁅\n]{1,160}?)[*_`]{0,3}\]\((https?://[^\s()]{4,400}(?:\([^\s()]{1,60}\))?)\)")
HUB = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<dataset>datasets/(?:viewer/\?dataset=)?)?(?P<id>[\w.-]+(?:/[\w.-]+)?)"
)
KAGGLE = re.compile(r"https?://(?:www\.)?kaggle\.com/(?:datasets/)?([\w.-]{1,60}/[\w.-]{1,100})", re.ASCII)
NO_DATA = re.compile(
    r"github\.com/huggingface/(?!datasets)|/(?:notebook|code)/?$|google-research/bert|facebookresearch/fairseq|arxiv\.org|aclweb\.org|aclanthology|doi\.org|wandb\.|colab\.|youtu|twitter\.com|/blob/|/tree/|/wiki/[A-Z]\w+_\(|"
    r"\.(?:pdf|py|ipynb|sh|ya?ml|png|jpe?g)$|/hyperparameters|semanticscholar|openreview",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\W*(?:(?:this|the|our|official|original|an?|full|same|following)\s+)*(?:here|this|link|links?|code|script|notebook|"
    r"repo(?:sitory)?|model|paper|blog|article|github|page|card|website|post|documentation|docs|readme|unknown|none|"
    r"custom|dataset|data set|corpus|data|below|above|report|library|implementation|homepage|download|permalink|"
    r"train(?:ing)?|test|dev(?:elopment)?|validation|source|"
    r"(?:train(?:ing)?|test|dev|validation|held-?out) (?:set|split|data)s?)(?:, etc\.?)?\W*|"
    r".{0,60}\b(?:19|20)\d\d[a-z]?\)?\W*",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\W*(?:(?:pre-?|fine-?)?(?:training|tuning|train)\s+(?:data|corpus|corpora|data ?sets?)|"
    r"(?:the )?(?:data|data ?sets?|corpus|corpora|data sources?))(?:\s+(?:used|sources?|and preprocessing))?\W*$",
    re.IGNORECASE,
)
COLUMN = re.compile(
    r"^\W*(?:corpus|corpora|data|data ?sets?|source|data source|training (?:data|corpus))\W*$", re.IGNORECASE
)
TRAINED = re.compile(
    r"(?:train|tun)(?:ed|ing)\b[^.\n|]{0,90}?\b(?:on|(?P<tool>using|with)|from)\b\s?|"
    r"(?:training|tuning) (?:data|corpus|data ?set)\b[^.\n|]{0,60}?\b(?:is|was|are|from|consists? of|of)\b\s?",
    re.IGNORECASE,
)
KIND = re.compile(r"\b(?:data ?sets?|corpus|corpora)\b", re.IGNORECASE)
OTHERWISE = re.compile(  # of what else a card speaks: evaluations, plans, other models, tokenizers
    r"\b(?:evaluat|test(?:ed|ing)?\b|benchmark|compar|unlike|not |will |to be |can be |perform|based on|"
    r"tokeni[sz]er|vocabular|n-?gram)",
    re.IGNORECASE,
)
ENDS = re.compile(r"[.!?](?=\s|$)|\n\s*\n|\n[ \t]{0,8}(?:[-*+#|]|\d+\.)\s|\n?$")
LEAD = re.compile(r"(?:, and |,? and |, | \+ | & )?(?:(?:the|a|an) )?(?:[\w'-]+ ){0,3}[*_`\"']{0,3}[\[⁅][*_`]{0,3}")
LISTED = re.compile(r"\n{1,3}((?:[ \t]{0,8}(?:[-*+]|\d{1,2}[.)])[ \t]+[^\n]{1,400}(?:\n|\Z)){1,40})")
CALLED = re.compile(
    r"(?:the |an? )?[*_`\"']{0,3}((?:[A-Z][\w+/-]{0,40}(?:\.\d)?|[a-z]+[A-Z_\d][\w+/-]{0,40})"
    r"(?: (?:[A-Z0-9][\w+/-]{0,30}(?:\.\d)?|(?:of|for)(?= [A-Z]))){0,5})[*_`\"']{0,3}"
    r"(?:,? (?:(?:training|language|speech|news)\s)?(?P<kind>data ?sets?|corpus|corpora|data)\b)?"
)
ONE_DATASET = re.compile(r"\bon the [`*\"]{0,2}([\w./-]{2,100})[`*\"]{0,2} (?:data ?set|corpus)\b", re.IGNORECASE)
LABEL = re.compile(
    r"^[ \t]{0,6}[-*] +[*_]{0,2}(?:training )?(?:data ?sets?|training data|corpus|corpora)[*_]{0,2}\s?:[*_]{0,2}"
    r"[ \t]{1,3}([^\n]{2,200}?)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"(?<![(\w\"'])https?://[^\s()<>\[\]\"']{8,300}", re.ASCII)
TRAINING = re.compile(r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)\b|\bcorp(?:us|ora)\b", re.IGNORECASE)
RESULTS = re.compile(r"\b(?:result|score|evaluat|perform|accuracy|f1|bleu|rouge|wer)", re.IGNORECASE)
MACHINES = re.compile(
    r"\b(?:[GCT]PUs?|A100|V100|H100|NVIDIA|Tesla|TPUs?|PyTorch|TensorFlow|Google Colab)\b", re.IGNORECASE
)

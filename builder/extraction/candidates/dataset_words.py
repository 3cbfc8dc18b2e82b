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
WIKI = re.compile(r"//\w{2,3}\.(?:m\.)?wikipedia\.org/wiki/\w")  # a page about something
NO_NAME = re.compile(
    r"\W*(?:(?:this|the|our|official|original|an?|full|same|following)\s+)*(?:here|this|link|links?|code|script|notebook|"
    r"repo(?:sitory)?|model|paper|blog|article|github|page|card|website|post|documentation|docs|readme|unknown|none|"
    r"custom(?: data)?|kaggle|dataset|data set|corpus|data|below|above|report|library|implementation|homepage|download|"
    r"permalink|"
    r"reference|source code|more details|details|huggingface|transformers|"
    r"train(?:ing)?|test|dev(?:elopment)?|validation|source|"
    r"(?:train(?:ing)?|test|dev|validation|held-?out) (?:set|split|data)s?)(?:, etc\.?)?\W*|"
    r".{0,60}(?:\bet al\.?,? ?|, ?|\()(?:19|20)\d\d[a-z]?\)?\W*|[^\W\d_]+ (?:and|&) [^\W\d_]+ (?:19|20)\d\d[a-z]?\W*",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\W*(?:(?:pre-?|fine-?)?(?:training|tuning|train)\s+(?:data|corpus|corpora|data ?sets?)|"
    r"(?:the )?(?:data|data ?sets?|corpus|corpora|data sources?))(?:\s+(?:used|sources?|and preprocessing))?"
    r"(?P<tests>\s+and (?:evaluation|test(?:ing)?)(?: data)?)?\W*$|"
    r"^\W*(?P<both>train(?:ing)? and (?:evaluation|test(?:ing)?) (?:data|data ?sets?))\W*$",
    re.IGNORECASE,
)
PLANNED = re.compile(  # a line that opens a list of what is not yet used, with nothing but items behind it
    r"\b(?:future|planned|upcoming)\b[^\n]{0,80}:[ \t]*\n(?:\s*[-*+][^\n]*\n|\s*\n)*[^\n]*$", re.IGNORECASE
)
COLUMN = re.compile(
    r"^\W*(?:corpus|corpora|data|data ?sets?|source|data source|training (?:data|corpus))\W*$", re.IGNORECASE
)
TRAINED = re.compile(
    r"(?:train|tun)(?:ed|ing)\b[^.\n|]{0,90}?\b(?:on|(?P<tool>using|with)|(?P<from>from))\b\s?|"
    r"(?:train|tun)(?:ed|ing)\b[^.\n|]{0,90}?\bby (?=(?:the )?[A-Z][\w-]{1,40} (?:corpus|data ?set))|"
    r"learned (?:using|from|on) |"
    r"(?:train|tun)(?:ed|ing) in (?=the [A-Z][\w-]{1,40} (?:corpus|data ?set))|"
    r"(?:training|tuning) (?:data|corpus|data ?set)\b[^.\n|]{0,60}?\b(?:is|was|are|from|consists? of|of)\b\s?",
    re.IGNORECASE,
)
DATA = re.compile(r"\bdata|\bcorp(?:us|ora)\b", re.IGNORECASE)
KIND = re.compile(r"\b(?:data ?sets?|corpus|corpora)\b", re.IGNORECASE)
OTHERWISE = re.compile(  # of what else a card speaks: evaluations, plans, other models, tokenizers
    r"\b(?:evaluat|test(?:ed|ing)?\b|benchmark|compar|unlike|not |will |to be |can be |perform|based on|built|"
    r"surpass|outperform|exceed|beats?\b|better|achiev|state-of-the-art|"
    r"tokeni[sz]er|vocabular|n-?gram)",
    re.IGNORECASE,
)
MADE = re.compile(  # of the card's own model: 'based on X and trained on Y'
    r"\b(?:based on|built)\b(?=[^.;]*[\w`*)\]],? ?(?:and|then|but)"
    r"(?: (?:is|was|has been|have been|then|further|later|subsequently)){0,3}"
    r" (?:pre-?|fine-?|further |fined-)?$)",
    re.IGNORECASE,
)
LINKED_DATA = re.compile(r"\[[^\[\]\n]{0,60}\bdata\]\(", re.IGNORECASE)
ENDS = re.compile(r"[.!?](?=\s|$)|\n\s*\n|\n[ \t]{0,8}(?:[-*+#|]|\d+\.)\s|\n?$")
LEAD = re.compile(
    r"(?:,\sand\s|,?\sand\s|,\s|\s\+\s|\s&\s)?(?:(?:the|a|an)\s)?(?:[\w'-]+\s){0,3}[*_`\"']{0,3}[\[⁅][*_`]{0,3}"
)
COLLECTED = re.compile(  # before a link, what was taken from it
    r"[^.\[\]|]{0,160}?\b(?:data ?sets?|corpus|corpora|data|texts?|tweets|reviews|articles|documents|sentences|posts"
    r"|speech|samples|images|subset|part|portion|fraction|fold|mixture|combination|half)\b[^.\[\]|]{0,60}?\s"
    r"(?:from|of|in)\s(?:the\s|an?\s)?[*_`\"']{0,3}[\[⁅][*_`]{0,3}",
    re.IGNORECASE,
)
SUBJECT = re.compile(  # whose training a sentence tells, before 'trained'
    r"(?:^|[\s(,*`_])([A-Za-z][\w.+-]*(?: [A-Z][\w.+-]*){0,3})[`*_]{0,3}(?: model)?,? (?:which |that )?"
    r"(?:was|were|is|has been|had been)(?: \w+ly| only| first)? (?:pre-?|fine-?)?$"
)
KIND_BEHIND = re.compile(r"[*_`\"'’s]{0,4}\s(?:[\w-]{2,15}\s)?(?:data ?sets?|corpus|corpora)\b", re.IGNORECASE)
DATA_HOST = re.compile(r"kaggle\.com/|data ?sets?\b|corpus|corpora|huggingface\.co/datasets", re.IGNORECASE)
DATA_FOLDER = re.compile(r"github\.com/[^/]+/[^/]*(?:corpus|corpora|data)[^/]*/(?:tree|blob)/", re.IGNORECASE)
LISTED = re.compile(r"\n{1,3}((?:[ \t]{0,8}(?:[-*+]|\d{1,2}[.)])[ \t]+[^\n]{1,400}(?:\n|\Z)){1,40})")
CALLED = re.compile(
    r"(?:the |an? )?(?:data ?sets? |corpus )?[*_`\"']{0,3}((?:[A-Z][\w+/-]{0,40}(?:\.\d{1,3}){0,2}"
    r"|[a-z]+[A-Z_\d][\w+/-]{0,40})"
    r"(?: (?:[A-Z0-9][\w+/-]{0,30}(?:\.\d{1,3}){0,2}|(?:of|for)(?= [A-Z]))){0,5})[*_`\"']{0,3}"
    r"(?:,? ?(?:(?:training|language|speech|news)\s)?(?P<kind>data ?sets?|corpus|corpora|data)\b)?"
)
OPENING = re.compile(r"(?:the )?(?:data ?sets? |corpus )?[*_`\"']{0,3}")
ONE_DATASET = re.compile(r"\bon the [`*\"]{0,2}([\w./-]{2,100})[`*\"]{0,2} (?:data ?set|corpus)\b", re.IGNORECASE)
LABEL = re.compile(
    r"^[ \t]{0,6}(?:[-*+] +)?[*_]{0,2}(?:(?:(?:pre[- ]?|fine[- ]?)?(?:train(?:ing)?|tuning) )?"
    r"(?:data ?sets?|data|corpus|corpora)(?: used)?|Trainingsdaten|Datensatz|données d['’]entraînement"
    r"|datos de entrenamiento|dados de treinamento|conjunto de datos|训练数据|数据集|データセット|데이터셋|학습 데이터)"
    r"[*_]{0,2}\s?[:：][*_]{0,2}[ \t]{1,3}([^\n]{2,200}?)[ \t]*\\?$",
    re.IGNORECASE | re.MULTILINE,
)
BESIDE = re.compile(  # behind a name: its size, its address, its part
    r"(?:\s*\((?:~?\s?[\d.,]+ ?[KMGT]i?B?|https?:[^()]*|[\d,.]+ \w+)\)|\s+(?:train(?:ing)? )?(?:set|split))+$",
    re.IGNORECASE,
)
PHRASE = re.compile(  # what begins a description, where a name is looked for
    r"(?:including|the|an?|about|around|up|over|more|trained|(?:fine-?)?tuned|same|on|of|from|for|with|in|by|as|we|see|this|our|all|its"
    r"|collected|cleaned|various|several|custom|own|some|not|unknown|none)\b|[~≈<>]|\d[\d.,]*\s?[kKmMbB]?\+?\s[a-z]|\d[\d.,]*\s?[KMGT]i?B\b",
    re.IGNORECASE,
)
MOST_WORDS = 5  # of a name
FILE = re.compile(r"\.(?:json[l]?|csv|tsv|txt|zip|gz|xml|parquet)\b", re.IGNORECASE)
SEVERAL = re.compile(r"(, (?:and )?| and | & | \+ |; )")
AMOUNTS = re.compile(
    r"\btokens?\b|\bsize\b|\b[GM]i?B\b|\bdoc(?:ument)?s?\b|\bsentences\b|\bwords\b|\bhours\b|\bsamples\b|\blines\b|\bpairs\b"
    r"|\btuples\b|\bexamples\b|\bcount\b|\bnumber\b|\bweight\b|\bproportion\b|[#%]|\bamount\b|\bduration\b|\bimages\b|\brows\b",
    re.IGNORECASE,
)
NAME = (  # of a data set before the word that says it is one: with a capital, a digit or an underscore, or in marks
    r"(?:[*_`\"']{1,3}(?P<quoted>[\w./ -]{2,60})[*_`\"']{1,3}"
    r"|(?P<bare>(?:[A-Z][\w+/.-]{0,40}|[a-z]+[A-Z_\d][\w+/-]{0,40})"
    r"(?: (?:[A-Z0-9][\w+/.-]{0,30}|(?:of|for)(?= [A-Z]))){0,5}))"
)
WITHIN = re.compile(
    r"\b(?:the|an?|our|of|on|with|using|from|and|in|,) (?:[a-z][a-z-]{1,20} ){0,2}?"
    + NAME
    + r" (?:[a-z-]{2,15} )?(?:data ?sets?|corpus|corpora|treebank|database)\b"
)
FINETUNED = re.compile(r"fine(?<=\bfine)-?tuned version of [^\n]{1,300}")
USED_STARTS = re.compile(
    r"for (?:the |our |its )?(?=fine|pre|train)|during (?:the |our |its )?(?=fine|pre|train)|we (?=have used|used)"
    r"|i (?=have used|used)"
)
USED = re.compile(
    r"\b(?:(?:for|during) (?:the |our |its )?(?:fine-?tuning|(?:pre-?)?training),? (?:we |I |it )?(?:have |has )?"
    r"us(?:ed?|es|ing)|(?:we|I) (?:have )?used)\b ",
    re.IGNORECASE,
)
PURPOSE = re.compile(
    r"[^.\n]{0,60}?\b(?:for|to|during|in) (?:the |our |its )?(?:(?:pre-?|fine-?)?train|(?:fine-?)?tun)", re.IGNORECASE
)
APART = re.compile(  # what is not itself trained on: what a set was made of, is like, or is tested on
    r",? (?:which|that) (?:is|are|was|were)\b|, an? |\b(?:cleaned |larger |smaller )?version of\b|\bderived from\b"
    r"|\bobtained\b|\bperform|\bevaluat|\btest(?:ed|ing)?\b|\bmade up of\b|\bcompar|\bsimilar to\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r",? (?:which|that) (?:is|are|was|were)\b")  # behind which the sentence goes on
RESUMED = re.compile(r",\s(?:on|using|with)\s(?=the\s|our\s|[A-Z])")
TASKS = re.compile(
    r"(?:US|UK|EU|NER|NLI|QA|NLP|ASR|TTS|OCR|MT|NMT|POS|SRL|STS|NLU|MLM|NSP|IR|CV"
    r"|.{0,40}(?:Recognition|Classification|Answering|Generation|Translation|Processing|Detection|Summarization"
    r"|Inference|Modeling|Analysis)(?: task)?|.{0,60}\b(?:test|eval\w{0,7}|dev|validation)\b.{0,60})",
    re.IGNORECASE,
)
NO_SET = re.compile(  # behind a name that is none of a data set
    r"[`*\"]{0,3}(?:'s\b|\.[A-Za-z]|[`*\"']{0,3}\s?(?:(?:\w{1,30} )?tasks?|architecture|pipeline|models?|framework"
    r"|toolkit|library|checkpoints?|GPUs?|languages?|objectives?|domains?|by)\b)",
    re.IGNORECASE,
)
SETTINGS = re.compile(
    r"\b(?:settings?|(?:hyper)?-?parameters?|arguments|command|configuration|options)\b", re.IGNORECASE
)
OF_IT = re.compile(  # before 'version of', where it is that version that was trained on
    r"\b(?:on|with|using|from) (?:an?|the)\s(?:(?!translated|similar)[a-z]+[\s,-]+){0,5}$"
)
OF_WHICH = re.compile(r"(?<!consists )(?<!consist )\bof\s?$|training (?!data|set|corpus)\w+ on\s?$", re.IGNORECASE)
CODED = re.compile(  # a word that is written as names are: 'BogNet', 'FEN-it', 'SemBog 3.0', 'jw300'
    r"(?![A-Z][a-z]+(?:-[A-Z][a-z]+)+$|[A-Z]+s$|(?i:covid|sars))(?=\S{4})"
    r"(?:[\w+/.-]*[a-z][\w+/.-]*[A-Z][\w+/.-]*|[\w+/.-]*[A-Z]{2}[\w+/.-]*[a-z][\w+/.-]*|(?=[\w+/.-]*[A-Za-z]{2})[\w+/.-]*\d[\w+/.-]*"
    r"|[A-Z]{3,}(?:-[A-Z\d]{2,})+|[A-Z][\w-]+(?= v?\d))(?: v?\d[\d.]*)?"
)
STOPS = re.compile(
    r"[*_`\"']*(?:[.,;:()\[\]|\n]|$| (?:for|to|and|with|in|at|using|by|as|from|then|which|that|[&+])\b| \(| - )"
)
PLAIN = re.compile(  # words as others are: the name of a set, or an adjective, a language or a task
    r"[^\W\d_a-z][^\W\d_A-Z]+(?:-[^\W\d_a-z][^\W\d_A-Z]+)*(?: (?:of |for )?[^\W\d_a-z][^\W\d_A-Z]+(?:-[A-Z][a-z]+)*)*"
    r"|(?:[A-Z][a-z] ?-[A-Z][a-z])"
)
OF_OTHER = re.compile(
    r"\]\([^()\s]{1,300}\)(?: (?:pre-?trained )?(?:model|checkpoint))?,? (?:which (?:is|was) )?pre-?$",
    re.IGNORECASE,
)
TITLED = re.compile(
    r"\bfine-?\s?tuned on (?:the )?(?:[*_`]{1,2})?"
    r"([A-Za-z][\w+/.-]{1,40}(?: (?-i:v?\d[\d.]*|[A-Z0-9][\w+/.-]{0,30})){0,3})"
    r"(?=[*_`]{0,2}(?:,| for\b| tasks?\b| (?:training )?(?:data ?set|corpus|data)\b"
    r"|[ \t:.]{0,3}(?:[^\w\s][^\n]{0,8})?$| \())",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"(?<![(\w\"'])https?://[^\s()<>\[\]\"']{8,300}", re.ASCII)
TRAINING = re.compile(r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)\b|\bcorp(?:us|ora)\b", re.IGNORECASE)
OF_TRAINING = re.compile(r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)\b", re.IGNORECASE)
RESULTS = re.compile(r"\b(?:result|score|evaluat|perform|accuracy|f1|bleu|rouge|wer)", re.IGNORECASE)
MACHINES = re.compile(
    r"\b(?:[GC]PUs?|TPU\w{0,3}|TITAN|[RG]TX|A100|V100|H100|NVIDIA|Tesla|PyTorch|TensorFlow|Google Colab)\b",
    re.IGNORECASE,
)

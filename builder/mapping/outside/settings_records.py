"""Records of models in files of settings: which keys of one say where its model comes from, and which its repository.

A catalogue's record names its own model, and often the one that it was made from: `{id: owner/name-gguf,
base_model: owner/name}`. Where a record has no model of its own, its `base_model` is the one that is loaded, and where
it has an adapter, both are.
"""

from collections.abc import Sequence
from functools import cached_property

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.keys import plain
from builder.mapping.outside.settings_forms import OFFERING

# Keys, as `plain` has them, of the model that a record's own was made from.
ORIGINS = frozenset(
    {"basemodel", "basemodelid", "basemodelname", "basemodelrepo", "sourcemodel", "sourcerepo", "sourcemodelid"}
    | {"originalmodel", "originalmodelid", "originalrepo", "parentmodel", "upstreammodel", "upstreamrepo", "upstream"}
    | {"originalhfid", "originalhfrepo", "distilledfrom", "finetunedfrom", "quantizedfrom", "convertedfrom"}
    | {"derivedfrom"}
)  # fmt: skip
# Keys of a record's own model.
OWN = frozenset(
    {"id", "repo", "repoid", "hfrepo", "hfrepoid", "hfid", "modelid", "model", "modelrepo", "name", "path", "url"}
    | {"huggingfaceid", "huggingfacerepo", "downloadurl", "modelurl", "hfmodelid", "modelpath", "hfpath", "repository"}
    | {"uri"}
)  # fmt: skip
REPOSITORY = frozenset({"repo", "repoid", "repository"})
NAMES = frozenset({"id", "name"})  # which say little: a page of the Hub beside one, or an origin, tells
# Keys beside a repository's that say that it holds weights.
OF_WEIGHTS = frozenset(
    {"quantization", "quantizations", "defaultquantization", "quant", "quants", "dtype", "pipeline", "engine"}
    | {"modeltype", "modelname", "pipelinetag", "contextlength", "contextwindow", "parameters", "gguf", "embeddingsize"}
    | {"vocabsize", "dimensions", "dims"}
)
WEIGHTS = re.compile(r"(?i).+\.(?:gguf|ggml|safetensors|onnx|bin|pth?|tflite|task|litertlm|mlmodelc|npz|nemo)")
NAME = re.compile(r"(?a)[\w][\w.-]{0,95}/[\w][\w.-]{0,95}|https?://(?:huggingface\.co|hf\.co)/.+")
CATALOGUE = re.compile(
    r"(?i)(?:^|/)[^/]*(?:models?|catalog(?:ue)?|checkpoints?)[^/]*\.(?:json|ya?ml|toml)$|(?:^|/)models/"
)
PAGE = re.compile(r"(?i)https?://(?:huggingface\.co|hf\.co|github\.com)/")


class Records:
    """The mappings of one file, with what the keys in each say of one another."""

    def __init__(self, entries: Sequence[Entry], path: str) -> None:
        self._entries = entries
        self._of_models = CATALOGUE.search(path) is not None or OFFERING.search(path) is not None

    def is_origin(self, entry: Entry) -> bool:
        """Whether an entry names the model that another one beside it was made from."""
        if plain(entry.key).removesuffix("s") not in ORIGINS:
            return False
        if entry.keys[-1] == ELEMENT:  # a list of them
            return entry.keys[:-2] in self._owning
        beside = self._by_parent.get(entry.parent, {})
        return any(key in OWN and NAME.fullmatch(one.value) is not None for key, one in beside.items())

    def is_weights(self, entry: Entry) -> bool:
        """Whether an entry names a repository of weights: in a file called after models, with more of one beside it."""
        key = plain(entry.keys[-1])
        if not self._of_models or key not in REPOSITORY | NAMES or NAME.fullmatch(entry.value) is None:
            return False
        beside = self._by_parent.get(entry.parent, {})
        pages = [one.value for one in beside.values() if PAGE.match(one.value) is not None]
        if any(page.rstrip("/").endswith(f"huggingface.co/{entry.value}") for page in pages):
            return True
        if key in NAMES:
            return key == "id" and not ORIGINS.isdisjoint(beside)
        if pages:
            return False  # it says where the weights are, or the code
        return any(key in OF_WEIGHTS or WEIGHTS.fullmatch(one.value) is not None for key, one in beside.items())

    @cached_property
    def _owning(self) -> frozenset[tuple[str, ...]]:
        """The keys around the records that have a model of their own."""
        own = (one for one in self._entries if plain(one.keys[-1]) in OWN and NAME.fullmatch(one.value) is not None)
        return frozenset(one.keys[:-1] for one in own)

    @cached_property
    def _by_parent(self) -> dict[int, dict[str, Entry]]:
        found: dict[int, dict[str, Entry]] = {}
        for entry in self._entries:
            if entry.keys[-1] != ELEMENT:
                found.setdefault(entry.parent, {})[plain(entry.keys[-1])] = entry
        return found

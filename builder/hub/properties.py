"""Which properties of a model the Hub is asked for, and which it has beside them: the client's own list is the measure.

`huggingface_hub.hf_api` tells in `list_models` and `model_info` what lists and single models give.
"""

from typing import get_args

LISTED = (  # of every model of a list
    *("author", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime", "evalResults", "gated"),
    *("gguf", "inferenceProviderMapping", "lastModified", "library_name", "likes", "pipeline_tag", "private"),
    *("safetensors", "sha", "siblings", "spaces", "tags", "trendingScore"),
)
OF_ONE = ("baseModels", "childrenModelCount", "usedStorage")  # the Hub gives them of single models alone
PASSED_OVER = {  # what no column holds, and why
    "inference": "whether a provider serves it: inferenceProviderMapping names them",
    "mask_token": "a detail of the tokenizer",
    "model-index": "the card holds it, and its place there is the evidence",
    "resourceGroup": "of organisations' own models",
    "transformersInfo": "the classes that load it: config and tags tell them",
    "widgetData": "examples of the page",
}


def unheard_of() -> list[str]:
    """Properties that the Hub's client knows and this version does not."""
    return sorted(_of_client() - {*LISTED, *OF_ONE, *PASSED_OVER})


def withdrawn() -> list[str]:
    """Properties that are asked for and that the Hub's client knows no more."""
    return sorted({*LISTED, *OF_ONE} - _of_client())


def _of_client() -> set[str]:
    from huggingface_hub.hf_api import ExpandModelProperty_T  # here: importing it takes a while

    return set(get_args(ExpandModelProperty_T))

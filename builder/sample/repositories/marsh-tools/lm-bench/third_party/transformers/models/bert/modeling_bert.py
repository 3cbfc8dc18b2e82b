"""A BERT that is small enough to read, kept beside the code that patches it."""

import torch
from torch import nn

from ...modeling_utils import PreTrainedModel

_CHECKPOINT_FOR_DOC = "google-bert/bert-base-uncased"
_TOKENIZER_FOR_DOC = "BertTokenizer"


class BertPooler(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden):
        return torch.tanh(self.dense(hidden[:, 0]))


class BertModel(PreTrainedModel):
    """The encoder with its pooler.

    Example:

        >>> from transformers import AutoTokenizer, BertModel
        >>> tokenizer = AutoTokenizer.from_pretrained("google-bert/bert-base-uncased")
        >>> model = BertModel.from_pretrained("google-bert/bert-base-uncased")
    """

    def __init__(self, config):
        super().__init__(config)
        self.pooler = BertPooler(config)


def _smoke():
    from transformers import AutoTokenizer, BertForMaskedLM

    AutoTokenizer.from_pretrained(_CHECKPOINT_FOR_DOC)
    return BertForMaskedLM.from_pretrained("google-bert/bert-base-uncased")

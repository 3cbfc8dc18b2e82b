"""Topic of a ticket: a linear head on the mean of BERT's last layer."""

from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

TOPICS = ["delivery", "billing", "broken", "praise", "other"]
HEAD = Path(__file__).with_name("head.pt")


class Topics:
    def __init__(self, tokenizer, encoder, head):
        self.tokenizer, self.encoder, self.head = tokenizer, encoder, head

    @classmethod
    def load(cls, base, device="cpu"):
        tokenizer = AutoTokenizer.from_pretrained("google-bert/bert-base-uncased")
        encoder = AutoModel.from_pretrained(base).to(device).eval()
        head = torch.nn.Linear(encoder.config.hidden_size, len(TOPICS))
        head.load_state_dict(torch.load(HEAD, map_location=device))
        return cls(tokenizer, encoder, head)

    def of(self, text):
        batch = self.tokenizer(text, return_tensors="pt", truncation=True)
        hidden = self.encoder(**batch).last_hidden_state.mean(dim=1)
        return TOPICS[self.head(hidden).argmax().item()]

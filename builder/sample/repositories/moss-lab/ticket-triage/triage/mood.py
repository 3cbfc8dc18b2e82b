"""Mood of a ticket: is the customer cross?"""

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

CHECKPOINT = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"


class Mood:
    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
        self.model = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT)

    @torch.no_grad()
    def of(self, text):
        batch = self.tokenizer(text, return_tensors="pt", truncation=True)
        best = self.model(**batch).logits.argmax(-1).item()
        return self.model.config.id2label[best].lower()

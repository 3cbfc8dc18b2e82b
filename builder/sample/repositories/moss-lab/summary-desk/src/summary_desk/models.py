# SPDX-License-Identifier: Apache-2.0
import os

import transformers as tf
from transformers import AutoModel as AM
from transformers import AutoTokenizer as AT

from summary_desk.settings import Settings

SMALL = os.environ.get("SUMMARY_DESK_SMALL", "google/flan-t5-small")
RETRIEVER = "microsoft/" + "mpnet-base"


def summarizer(settings: Settings):
    model = tf.AutoModelForSeq2SeqLM.from_pretrained(settings.summarizer)
    return model, tf.AutoTokenizer.from_pretrained(settings.summarizer)


def small_summarizer():
    return tf.T5ForConditionalGeneration.from_pretrained(SMALL), AT.from_pretrained(SMALL)


def translator():
    name = "facebook/nllb-200-distilled-600M"
    return tf.AutoModelForSeq2SeqLM.from_pretrained(name), AT.from_pretrained(name, src_lang="deu_Latn")


def retriever():
    return AM.from_pretrained(RETRIEVER)


def resume(folder="./checkpoints/last"):
    return AM.from_pretrained(folder)

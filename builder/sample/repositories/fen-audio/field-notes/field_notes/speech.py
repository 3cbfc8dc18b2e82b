"""Who speaks when, and what is said."""

import os

import torch
from pyannote.audio import Model
from transformers import AutoModelForSpeechSeq2Seq, AutoProcessor, Wav2Vec2ForCTC, Wav2Vec2Processor, pipeline

DIALECT = "fen-audio/whisper-small-dialect"
ENGLISH = "facebook/wav2vec2-base-960h"


def segmenter():
    return Model.from_pretrained("pyannote/segmentation-3.0", use_auth_token=os.environ["HF_TOKEN"])


def transcriber(dialect=True):
    name = DIALECT if dialect else "openai/whisper-small"
    processor = AutoProcessor.from_pretrained(name)
    model = AutoModelForSpeechSeq2Seq.from_pretrained(name, torch_dtype=torch.float16)
    return pipeline(
        "automatic-speech-recognition",
        model=model,
        tokenizer=processor.tokenizer,
        feature_extractor=processor.feature_extractor,
    )


def english():
    return Wav2Vec2ForCTC.from_pretrained(ENGLISH), Wav2Vec2Processor.from_pretrained(ENGLISH)

"""Words of tags and keys that mean something: frameworks, libraries, papers."""

import re

# What can run the weights, by the tags that say so.
# What a template leaves to be filled in, or a card says where it has nothing to say; a whole text, without letter case.
PLACEHOLDER = re.compile(
    r"\[?\(?\s*(?:more information (?:is )?needed|needs? more information|optional|to be (?:added|updated)|coming soon"
    r"|tbd|todo|not (?:yet )?(?:specified|available|provided)|n/?a|none|unknown|null|-+)\s*\)?\]?\W*",
    re.IGNORECASE,
)
FRAMEWORKS = {
    "coreml": "coreml",
    "flax": "jax",
    "gguf": "gguf",
    "jax": "jax",
    "keras": "keras",
    "mlx": "mlx",
    "onnx": "onnx",
    "openvino": "openvino",
    "paddlepaddle": "paddlepaddle",
    "pytorch": "pytorch",
    "rust": "rust",
    "safetensors": "safetensors",
    "tensorflow": "tensorflow",
    "tf": "tensorflow",
    "tf-keras": "keras",
    "tflite": "tflite",
    "torch": "pytorch",
    "torchscript": "torchscript",
}

# Libraries as the Hub names them (https://huggingface.co/docs/hub/models-libraries), then other spellings.
LIBRARY_NAMES = (
    "adapter-transformers allennlp asteroid bertopic big_vision cleanrl ctranslate2 diffusers espnet fairseq fastai "
    "fasttext flair gliner keras keras-hub keras-nlp llama.cpp ml-agents mlc-llm mlx-image monai nemo open_clip "
    "paddlenlp peft pyannote-audio pythae sample-factory scvi-tools sentence-transformers setfit sklearn spacy "
    "span-marker speechbrain stable-baselines3 stanza tensorflowtts tf-keras timm transformers transformers.js trl "
    "txtai ultralytics unity-sentis yolov5"
)
LIBRARY_SPELLINGS = {
    "adapters": "adapter-transformers",
    "open-clip": "open_clip",
    "pyannote": "pyannote-audio",
    "scikit-learn": "sklearn",
}
LIBRARIES = {name: name for name in LIBRARY_NAMES.split()} | LIBRARY_SPELLINGS

ARXIV = re.compile(
    r"(?:arxiv:\s*|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
# Cited by the Hub's template for model cards (a calculator of emissions), whatever the model is.
TEMPLATE_PAPERS = frozenset(("1910.09700",))


def paper_url(text: str) -> str | None:
    """The arXiv page that a tag, an id or a link means, without version; None for anything else."""
    found = ARXIV.fullmatch(text.strip())
    if found is None or found[1] in TEMPLATE_PAPERS:
        return None
    return f"https://arxiv.org/abs/{found[1]}"


# Other words for a task, as cards have them.
TASK_WORDS = {
    "automatic-speech-recognition": ("speech recognition", "asr", "speech-to-text", "transcription"),
    "fill-mask": ("masked language model", "masked language modeling", "masked language modelling"),
    "image-to-text": ("image captioning", "ocr"),
    "object-detection": ("object detector", "detect objects"),
    "question-answering": ("answer questions", "extractive qa"),
    "sentence-similarity": ("sentence embeddings", "semantic search", "semantic similarity"),
    "summarization": ("summarize", "summarizes", "summarise", "summarises", "summarisation", "summaries"),
    "text-classification": ("sentiment analysis", "text classifier", "natural language inference", "sentiment"),
    "text-generation": ("language model", "causal language modeling", "generate text", "generates text", "chat"),
    "text-to-image": ("generate images", "generates images"),
    "text-to-speech": ("tts", "speech synthesis"),
    "token-classification": ("named entity recognition", "ner", "part-of-speech tagging"),
    "translation": ("translate", "translates", "machine translation"),
}

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    summarizer: str = "facebook/bart-large-cnn"
    translator: str = "facebook/nllb-200-distilled-600M"
    target: str = "eng_Latn"
    beams: int = 4

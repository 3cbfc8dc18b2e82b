"""peatmoss: the supply chain of pre-trained models as a living Hugging Face dataset."""

__version__ = "0.1.0"

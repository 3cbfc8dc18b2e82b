from transformers import LayoutLMv3ForTokenClassification, LayoutLMv3Processor

FIELDS = ["species", "collector", "place", "date", "none"]


def reader():
    processor = LayoutLMv3Processor.from_pretrained("microsoft/layoutlmv3-base", apply_ocr=False)
    model = LayoutLMv3ForTokenClassification.from_pretrained(
        "microsoft/layoutlmv3-base",
        num_labels=len(FIELDS),
    )
    return processor, model

"""Ten seconds of music for the head of a recording. Questions: Morag <music@example.org>"""

from transformers import AutoProcessor, MusicgenForConditionalGeneration

processor = AutoProcessor.from_pretrained("facebook/musicgen-small")
model = MusicgenForConditionalGeneration.from_pretrained("facebook/musicgen-small")


def jingle(words="slow fiddle over wind"):
    inputs = processor(text=[words], padding=True, return_tensors="pt")
    return model.generate(**inputs, max_new_tokens=512)

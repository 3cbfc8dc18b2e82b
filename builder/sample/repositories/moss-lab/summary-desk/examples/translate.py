"""English to German, with a model that is small enough for a laptop."""

from transformers import MarianMTModel, MarianTokenizer

name = "Helsinki-NLP/opus-mt-en-de"
tokenizer = MarianTokenizer.from_pretrained(name)
model = MarianMTModel.from_pretrained(name)
batch = tokenizer(["The bog keeps what it is given."], return_tensors="pt")
print(tokenizer.batch_decode(model.generate(**batch), skip_special_tokens=True))

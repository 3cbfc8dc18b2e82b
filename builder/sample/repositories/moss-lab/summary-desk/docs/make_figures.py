from transformers import AutoConfig

layers = {name: AutoConfig.from_pretrained(name).num_hidden_layers for name in ["facebook/bart-large", "google-t5/t5-small"]}
print(layers)

from transformers import BloomForCausalLM, GPT2LMHeadModel, RobertaModel

gpt = GPT2LMHeadModel.from_pretrained("openai-community/gpt2")


def other(kind):
    if kind == "bloom":
        return BloomForCausalLM.from_pretrained("bigscience/bloom-560m")
    return RobertaModel.from_pretrained("FacebookAI/roberta-base")

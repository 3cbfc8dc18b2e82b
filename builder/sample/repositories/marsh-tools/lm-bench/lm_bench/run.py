import argparse

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GPT2TokenizerFast

CHOICES = ["Qwen/Qwen2.5-0.5B", "Qwen/Qwen2.5-0.5B-Instruct", "HuggingFaceH4/zephyr-7b-beta"]
COUNTER = GPT2TokenizerFast.from_pretrained("gpt2")  # one measure of length for all


def load(name, trust=False):
    tokenizer = AutoTokenizer.from_pretrained(name)
    return tokenizer, AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.bfloat16, trust_remote_code=trust)


def phi():
    return AutoModelForCausalLM.from_pretrained("microsoft/phi-2", trust_remote_code=True, torch_dtype="auto")


def llama():
    return AutoModelForCausalLM.from_pretrained("meta-llama/Llama-3.2-1B", token=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=CHOICES, default="Qwen/Qwen2.5-0.5B-Instruct")
    parser.add_argument("--prompt", default="Peat is")
    args = parser.parse_args()
    tokenizer, model = load(args.model)
    print(tokenizer.decode(model.generate(**tokenizer(args.prompt, return_tensors="pt"), max_new_tokens=40)[0]))


if __name__ == "__main__":
    main()

from huggingface_hub import hf_hub_download
from llama_cpp import Llama
from peft import PeftModel
from transformers import AutoModelForCausalLM


def haiku():
    base = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-0.5B-Instruct")
    return PeftModel.from_pretrained(base, "marsh-tools/qwen-haiku-lora")


def quantized():
    path = hf_hub_download(repo_id="TheBloke/zephyr-7B-beta-GGUF", filename="zephyr-7b-beta.Q4_K_M.gguf")
    return Llama(model_path=path, n_ctx=2048)


def straight_from_the_hub():
    return Llama.from_pretrained(repo_id="bartowski/Llama-3.2-1B-Instruct-GGUF", filename="*Q4_K_M.gguf")

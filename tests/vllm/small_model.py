"""A language model of llama's architecture in a GGUF file -> a folder as transformers and vLLM read them, in bfloat16.

Runs in an environment with numpy and gguf: python small_model.py FILE.gguf FOLDER
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

# Parts of a layer in the file -> in the folder.
PARTS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
WHOLE = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
CONTROL = 3  # type of a token that is no text
DTYPE = "BF16"


class Source:
    """The metadata of a GGUF file by key."""

    def __init__(self, file: Path) -> None:
        self.reader = GGUFReader(file)

    def __getitem__(self, key: str) -> Any:
        return self.reader.fields[key].contents()

    def weights(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each tensor by its name in the folder, as float32."""
        heads = {"attn_q": self["llama.attention.head_count"], "attn_k": self["llama.attention.head_count_kv"]}
        for tensor in self.reader.tensors:
            shape = [int(size) for size in reversed(tensor.shape)]
            values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(shape)
            name = tensor.name.removesuffix(".weight")
            if name in WHOLE:
                yield f"{WHOLE[name]}.weight", values
                continue
            _, layer, part = name.split(".")
            yield (
                f"model.layers.{layer}.{PARTS[part]}.weight",
                _by_halves(values, heads[part]) if part in heads else values,
            )


def _by_halves(values: np.ndarray, heads: int) -> np.ndarray:
    """Rows of a head in halves, as transformers rotates them; llama.cpp keeps the pairs of the two halves together."""
    pairs = values.reshape(heads, values.shape[0] // heads // 2, 2, values.shape[1])
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(values.shape))


def _bfloat16(values: np.ndarray) -> bytes:
    """The upper half of each float32, rounded to the nearest even."""
    bits = np.ascontiguousarray(values).view(np.uint32)
    return bytes(((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes())


def write_weights(weights: dict[str, np.ndarray], file: Path) -> None:
    """A safetensors file: the length of the header, the header, the tensors one after another."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, values in weights.items():
        header[name] = {"dtype": DTYPE, "shape": list(values.shape), "data_offsets": [at, at + 2 * values.size]}
        at += 2 * values.size
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with file.open("wb") as out:
        out.write(len(head).to_bytes(8, "little") + head)
        for values in weights.values():
            out.write(_bfloat16(values))


def config(source: Source, tied: bool) -> dict[str, Any]:
    """config.json of transformers' LlamaForCausalLM."""
    heads, hidden = source["llama.attention.head_count"], source["llama.embedding_length"]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": hidden,
        "intermediate_size": source["llama.feed_forward_length"],
        "num_hidden_layers": source["llama.block_count"],
        "num_attention_heads": heads,
        "num_key_value_heads": source["llama.attention.head_count_kv"],
        "head_dim": hidden // heads,
        "vocab_size": source["llama.vocab_size"],
        "max_position_embeddings": source["llama.context_length"],
        "rms_norm_eps": round(source["llama.attention.layer_norm_rms_epsilon"], 9),
        "rope_theta": source["llama.rope.freq_base"],
        "tie_word_embeddings": tied,
        "attention_bias": False,
        "bos_token_id": source["tokenizer.ggml.bos_token_id"],
        "eos_token_id": source["tokenizer.ggml.eos_token_id"],
        "pad_token_id": source["tokenizer.ggml.padding_token_id"],
        "torch_dtype": "bfloat16",
    }


def tokenizer(source: Source) -> dict[str, Any]:
    """tokenizer.json of the library tokenizers: byte-level BPE in which each digit is a word."""
    tokens, types = source["tokenizer.ggml.tokens"], source["tokenizer.ggml.token_type"]
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    added = [
        {"id": at, "content": token, **plain}
        for at, (token, kind) in enumerate(zip(tokens, types, strict=True))
        if kind == CONTROL
    ]
    bytewise = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "Digits", "individual_digits": True}, bytewise],
        },
        "post_processor": None,
        "decoder": bytewise,
        "model": {
            "type": "BPE",
            "vocab": {token: at for at, token in enumerate(tokens)},
            "merges": [merge.split(" ") for merge in source["tokenizer.ggml.merges"]],
        },
    }


def main(file: Path, folder: Path) -> None:
    """Writes the folder."""
    source = Source(file)
    if source["general.architecture"] != "llama" or source["tokenizer.ggml.model"] != "gpt2":
        raise SystemExit(f"{file} is no model of llama's architecture with a byte-level tokenizer")
    weights = dict(source.weights())
    tokens = source["tokenizer.ggml.tokens"]
    folder.mkdir(parents=True, exist_ok=True)
    write_weights(weights, folder / "model.safetensors")
    special = {name: tokens[source[f"tokenizer.ggml.{key}_token_id"]] for name, key in (("bos", "bos"), ("eos", "eos"))}
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": source["llama.context_length"],
        "bos_token": special["bos"],
        "eos_token": special["eos"],
        "pad_token": special["eos"],
        "clean_up_tokenization_spaces": False,
    }
    made = {
        "config.json": config(source, tied="lm_head.weight" not in weights),
        "generation_config.json": {"eos_token_id": source["tokenizer.ggml.eos_token_id"]},
        "tokenizer.json": tokenizer(source),
        "tokenizer_config.json": settings,
    }
    for name, data in made.items():
        (folder / name).write_text(json.dumps(data), encoding="utf-8")
    (folder / "chat_template.jinja").write_text(source["tokenizer.chat_template"], encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    known = parser.parse_args()
    main(known.file, known.folder)

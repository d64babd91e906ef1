#!/usr/bin/env python3
"""Write a model folder of a real model's shape with random weights, quickly, for measuring how folders open. Needs
nothing but Python.

    python3 tests/bench/make_model.py --shape gpt2-small OUT     494 MB: GPT-2 small in f32, without lm_head, as on its page
    python3 tests/bench/make_model.py --shape llama-1b OUT       2.5 GB: Llama 3.2 1B in bf16, tied, as two shards
    --tokenizer FOLDER   link the tokenizer's files of that folder into OUT
OUT must not lie in the source tree. Weights are normal with a standard deviation of 0.02 (norms: 1), the same on every machine.
"""
import argparse
import array
import json
import math
import pathlib
import random
import struct

SHAPES = {
    "gpt2-small": {
        "type": "F32", "shards": 1,
        "config": {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_layer": 12, "n_head": 12, "n_embd": 768,
                   "n_positions": 1024, "n_ctx": 1024, "vocab_size": 50257, "activation_function": "gelu_new",
                   "layer_norm_epsilon": 1e-5, "bos_token_id": 50256, "eos_token_id": 50256}},
    "llama-1b": {
        "type": "BF16", "shards": 2,
        "config": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": 16,
                   "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64, "hidden_size": 2048,
                   "intermediate_size": 8192, "vocab_size": 128256, "max_position_embeddings": 131072, "hidden_act": "silu",
                   "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "tie_word_embeddings": True, "attention_bias": False,
                   "mlp_bias": False, "torch_dtype": "bfloat16", "bos_token_id": 128000, "eos_token_id": 128001,
                   "rope_scaling": {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                                    "original_max_position_embeddings": 8192}}},
}


def gpt2_tensors(c):
    width = c["n_embd"]
    yield "wte.weight", (c["vocab_size"], width)
    yield "wpe.weight", (c["n_positions"], width)
    for i in range(c["n_layer"]):
        for name, shape in {"ln_1.weight": (width,), "ln_1.bias": (width,), "attn.c_attn.weight": (width, 3 * width),
                            "attn.c_attn.bias": (3 * width,), "attn.c_proj.weight": (width, width),
                            "attn.c_proj.bias": (width,), "ln_2.weight": (width,), "ln_2.bias": (width,),
                            "mlp.c_fc.weight": (width, 4 * width), "mlp.c_fc.bias": (4 * width,),
                            "mlp.c_proj.weight": (4 * width, width), "mlp.c_proj.bias": (width,)}.items():
            yield f"h.{i}.{name}", shape
    yield "ln_f.weight", (width,)
    yield "ln_f.bias", (width,)


def llama_tensors(c):
    width, inner = c["hidden_size"], c["intermediate_size"]
    keys = c["num_key_value_heads"] * c["head_dim"]
    yield "model.embed_tokens.weight", (c["vocab_size"], width)
    for i in range(c["num_hidden_layers"]):
        for name, shape in {"input_layernorm.weight": (width,), "self_attn.q_proj.weight": (width, width),
                            "self_attn.k_proj.weight": (keys, width), "self_attn.v_proj.weight": (keys, width),
                            "self_attn.o_proj.weight": (width, width), "post_attention_layernorm.weight": (width,),
                            "mlp.gate_proj.weight": (inner, width), "mlp.up_proj.weight": (inner, width),
                            "mlp.down_proj.weight": (width, inner)}.items():
            yield f"model.layers.{i}.{name}", shape
    yield "model.norm.weight", (width,)


class Noise:
    """Bytes of normal numbers, taken in turn from one block: fresh ones for gigabytes would take minutes."""

    def __init__(self, kind):
        # A prime length, so that no two tensors of a model are equal.
        normal = random.Random(1).gauss
        self.block = array.array("f", (normal(0, 0.02) for _ in range(1_000_003)))
        self.one = array.array("f", [1])
        if kind != "F32":
            self.block, self.one = (array.array("H", (bits >> 16 for bits in array.array("I", values.tobytes())))
                                    for values in (self.block, self.one))
        self.at = 0

    def write(self, file, count):
        while count:
            part = self.block[self.at:self.at + count]
            part.tofile(file)
            count -= len(part)
            self.at = (self.at + len(part)) % len(self.block)


def write_file(path, tensors, kind, noise):
    size = 4 if kind == "F32" else 2
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in tensors:
        begin, end = end, end + size * math.prod(shape)
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors:
            if len(shape) == 1 and name.endswith("weight"):
                (noise.one * math.prod(shape)).tofile(file)
            else:
                noise.write(file, math.prod(shape))
    return end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    shape = SHAPES[arguments.shape]
    out = arguments.out.resolve()
    if pathlib.Path(__file__).resolve().parents[2] in out.parents:
        parser.error(f"{out} lies in the source tree")
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text(json.dumps(shape["config"], indent=2) + "\n")
    tensors = list((gpt2_tensors if arguments.shape == "gpt2-small" else llama_tensors)(shape["config"]))
    noise, count = Noise(shape["type"]), shape["shards"]
    if count == 1:
        write_file(out / "model.safetensors", tensors, shape["type"], noise)
    else:
        weight_map, total = {}, 0
        for i in range(count):
            part = tensors[i * len(tensors) // count:(i + 1) * len(tensors) // count]
            name = f"model-{i + 1:05}-of-{count:05}.safetensors"
            total += write_file(out / name, part, shape["type"], noise)
            weight_map.update({tensor: name for tensor, _ in part})
        index = {"metadata": {"total_size": total}, "weight_map": weight_map}
        (out / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
    if arguments.tokenizer:
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model"):
            if (arguments.tokenizer / name).exists() and not (out / name).exists():
                (out / name).symlink_to((arguments.tokenizer / name).resolve())
    print(f"{out}: {sum(math.prod(s) for _, s in tensors):,} parameters")


main()

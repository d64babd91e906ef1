#!/usr/bin/env python3
"""Record what every key of a config.json does to a model, beside this file: for each family that Headlight opens, each key that its
configuration class of transformers has, inherits or answers to, or that the model asks its configuration for, with values off the default.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_config_keys.py
It fails on a key that has no value here. Weights are not recorded: both sides make them of their names (`numbers`). It also writes the list
of keys in engine/models/README.md.
config-keys/table.json: "bases" (a config.json, its tensors by name and shape, the number of its results), "cases" (which base, a key, its
value or "missing", tensors that differ and those that are "without", what transformers says against it, what we do: "applied", "no effect"
or "refused", the number of the results), "defaults" of each class, "readme".
config-keys/expected.safetensors: "<number>.logits" [2, columns] of two rows (4 and 7 of a text, 0 and 3 of a picture) or [labels], and
"<number>.attention" [layers, heads, 2, columns] of the same rows, of an encoder-decoder the encoder's, with "<number>.decoder_attention" and
"<number>.cross_attention" beside it. PyTorch computes in float64, what is recorded is stored as float32.
"""
import dataclasses
import json
import logging
import pathlib
import re
import shutil
import sys
import tempfile
import textwrap
import warnings

import numpy
import torch
import transformers
from safetensors import safe_open
from safetensors.torch import save_file
from transformers.configuration_utils import PreTrainedConfig

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity(logging.CRITICAL)
transformers.logging.disable_progress_bar()
warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
OUT = HERE / "config-keys"
README = HERE.parent.parent / "engine" / "models" / "README.md"
IDS = [2, 5, 3, 9, 1, 4, 7, 3]  # 1 is RoBERTa's padding
TARGET = [0, 6, 2, 8, 5, 11, 3, 10]  # of an encoder-decoder
COLUMNS = 13  # logits and keys of a row that are recorded, at most
LARGEST = 1_500_000  # numbers of a model that is run here
AUTO = {"causal": transformers.AutoModelForCausalLM, "masked": transformers.AutoModelForMaskedLM,
        "text": transformers.AutoModelForSequenceClassification, "image": transformers.AutoModelForImageClassification,
        "seq2seq": transformers.AutoModelForSeq2SeqLM}


def numbers(name, shape):
    """Numbers that follow from a tensor's name; tests/engine/models/config_keys_test.cpp makes the same."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    count = int(numpy.prod(shape))
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z ^= z >> numpy.uint64(31)
    uniform = (z >> numpy.uint64(40)).astype(numpy.float64) * 2.0**-23 - 1
    if len(shape) > 1:
        values = 0.4 * uniform
    elif name.endswith("weight") or name.endswith("lambda1"):
        values = 1 + 0.3 * uniform
    else:
        values = 0.2 * uniform
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


# ---------------------------------------------------------------------------------------------------------------- families
BERT = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20, vocab_size=13, max_position_embeddings=16)
LLAMA = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=20, vocab_size=13,
             max_position_embeddings=16)
VIT = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20, image_size=12, patch_size=4,
           id2label={"0": "a", "1": "b", "2": "c"}, label2id={"a": 0, "b": 1, "c": 2})
DINO = {key: value for key, value in VIT.items() if key != "intermediate_size"} | dict(mlp_ratio=2)
MARIAN = dict(d_model=24, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=20,
              decoder_ffn_dim=20, vocab_size=13, max_position_embeddings=16, pad_token_id=12, decoder_start_token_id=12, eos_token_id=0,
              forced_eos_token_id=0, activation_function="relu")
BART = {key: value for key, value in MARIAN.items() if not key.endswith("_id")}
T5 = dict(d_model=24, d_kv=6, d_ff=20, num_layers=2, num_heads=2, vocab_size=13, decoder_start_token_id=0)
FAMILIES = {
    "gpt2": ("causal", dict(n_embd=24, n_layer=2, n_head=2, n_positions=16, vocab_size=13)),
    "bert": ("masked", BERT),
    "roberta": ("masked", BERT),
    "xlm-roberta": ("masked", BERT),
    "camembert": ("masked", BERT),
    "distilbert": ("masked", dict(dim=24, n_layers=2, n_heads=2, hidden_dim=20, vocab_size=13, max_position_embeddings=16)),
    "albert": ("masked", BERT | dict(embedding_size=10)),
    "llama": ("causal", LLAMA),
    "mistral": ("causal", LLAMA | dict(head_dim=6, sliding_window=5)),
    "ministral": ("causal", LLAMA | dict(head_dim=6, sliding_window=5)),
    "qwen2": ("causal", LLAMA),
    "marian": ("seq2seq", MARIAN),
    "bart": ("seq2seq", BART),
    "mbart": ("seq2seq", BART),
    "t5": ("seq2seq", T5),
    "mt5": ("seq2seq", T5),
    "vit": ("image", VIT),
    "deit": ("image", VIT),
    "dinov2": ("image", DINO),
    "dinov2_with_registers": ("image", DINO),
}

# -------------------------------------------------------------------------------------------------------------------- keys


class Try:
    """A value to try. `more`: set in the base as well; `head`: another than the family's; `tensors` "base": the file keeps the base's;
    `only`: of these families; `dtype`: what PyTorch computes in; `refused`: by us, and when."""

    def __init__(self, value, head=None, more=None, tensors=None, only=None, dtype=torch.float64, refused=None):
        self.refused = refused
        self.value, self.head, self.more, self.tensors, self.only, self.dtype = value, head, more or {}, tensors, only, dtype


TEXT = ("gpt2", "bert", "roberta", "xlm-roberta", "camembert", "distilbert", "albert", "llama", "mistral", "qwen2", "ministral")
IMAGES = ("vit", "deit", "dinov2", "dinov2_with_registers")
SEQ2SEQ = ("marian", "bart", "mbart", "t5", "mt5")
T5S = ("t5", "mt5")
ROTARY = ("llama", "mistral", "ministral", "qwen2")
WINDOWED = ("mistral", "ministral")
ROPES = [
    {"rope_type": "default", "rope_theta": 500.0}, {"rope_type": "linear", "factor": 3.0},
    {"rope_type": "dynamic", "factor": 3.0}, {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 8},
    {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 3.0, "original_max_position_embeddings": 12},
    {"rope_type": "longrope", "short_factor": [1.5, 2.0, 3.0], "long_factor": [3.0, 5.0, 9.0], "original_max_position_embeddings": 6},
    {"rope_type": "longrope", "short_factor": [1.5, 2.0, 3.0], "long_factor": [3.0, 5.0, 9.0], "original_max_position_embeddings": 8},
    {"rope_type": "longrope", "short_factor": [1.5, 2.0, 3.0], "long_factor": [3.0, 5.0, 9.0], "factor": 4.0, "attention_factor": 1.25},
    {"rope_type": "proportional", "partial_rotary_factor": 0.7, "factor": 2.0}, {"rope_type": "proportional"},
    {"rope_type": "linear", "factor": 3.0, "partial_rotary_factor": 0.5},
    {"rope_type": "axial"},
]
TOO_SHORT = {"rope_type": "longrope", "short_factor": [1.5, 2.0], "long_factor": [3.0, 5.0]}
BY_LAYER = {"full_attention": {"rope_type": "default", "rope_theta": 500.0}}
LINEAR = {"rope_parameters": {"rope_type": "linear", "factor": 3.0, "rope_theta": 10000.0}}
ACTIVATIONS = [name for name in transformers.activations.ACT2CLS] + ["gelu_unknown"]
KEYS = {
    # sizes, and their other names
    "vocab_size": [17], "n_positions": [20], "max_position_embeddings": [20, Try(5, only=ROTARY), Try(5, more={"rope_parameters": ROPES[2]}, only=ROTARY)],
    "n_embd": [48], "hidden_size": [48], "dim": [48], "d_model": [48], "d_kv": [8], "d_ff": [28],
    "n_layer": [3, Try(1, tensors="base")], "num_hidden_layers": [3, Try(1, tensors="base")], "n_layers": [3, Try(1, tensors="base")],
    **{key: [3, Try(1, tensors="base")] for key in ("num_layers", "num_decoder_layers", "encoder_layers", "decoder_layers")},
    **{key: [6, 5] for key in ("encoder_attention_heads", "decoder_attention_heads", "num_heads")},
    "encoder_ffn_dim": [28], "decoder_ffn_dim": [28],
    "decoder_vocab_size": [Try(17, more={"share_encoder_decoder_embeddings": False}), Try(17, refused="with one table for both texts")],
    "n_head": [4, 5], "num_attention_heads": [6, 5], "n_heads": [4, 5], "num_key_value_heads": [4, 1, 3, Try(None, only=("llama", "qwen2"))], "n_inner": [20],
    "intermediate_size": [28], "hidden_dim": [28], "embedding_size": [16], "type_vocab_size": [3],
    "num_hidden_groups": [Try(2, more={"num_hidden_layers": 5}), 3], "inner_group_num": [3, Try(2, more={"num_hidden_groups": 2})],
    "head_dim": [8, 5], "image_size": [16, [12, 16]], "patch_size": [6, [4, 6]], "num_channels": [], "mlp_ratio": [3],
    "num_register_tokens": [2, 0],
    # arithmetic
    "activation_function": ACTIVATIONS, "hidden_act": ACTIVATIONS, "activation": ACTIVATIONS,
    "layer_norm_epsilon": [0.1], "layer_norm_eps": [0.1], "rms_norm_eps": [0.1],
    "scale_attn_weights": [False], "scale_attn_by_inverse_layer_idx": [True], "reorder_and_upcast_attn": [Try(True, dtype=torch.float32)],  # fails in float64
    
    "relative_attention_num_buckets": [16, 7, 3], "relative_attention_max_distance": [
        20, Try(5, more={"relative_attention_num_buckets": 8}), *(Try(far, refused="no farther than what is told apart") for far in (6, 16))],
    "feed_forward_proj": ACTIVATIONS + ["gated-" + name for name in ("gelu", "relu", "silu", "gelu_new", "gelu_unknown", "gelu-new")],
    "dense_act_fn": [Try(name, only=T5S) for name in ("silu", "gelu_new", "gelu_unknown")] + [
        Try("tanh", more={"feed_forward_proj": "gated-gelu"}, only=T5S)],
    "is_gated_act": [Try(True, only=T5S), Try(False, more={"feed_forward_proj": "gated-gelu"}, only=T5S)],
    "scale_decoder_outputs": [Try(False, only=T5S), Try(True, more={"tie_word_embeddings": False}, only=T5S)],
    "scale_embedding": [True], "share_encoder_decoder_embeddings": [False],
    "attention_bias": [True], "mlp_bias": [True], "qkv_bias": [False], "use_swiglu_ffn": [True],
    "is_causal": [Try(False, only=TEXT[:8] + ("qwen2",) + IMAGES + SEQ2SEQ), Try(False, only=WINDOWED, refused="with a sliding window"),
                  Try(False, more={"is_decoder": True}, only=("bert", "roberta", "xlm-roberta", "camembert")),
                  Try(False, more={"sliding_window": None}, only=("mistral",)),
                  Try(False, head="text", more={"pad_token_id": 11}, only=("gpt2", "llama", "qwen2"))],
    "is_decoder": [True, Try(True, head="causal", only=("bert", "roberta", "xlm-roberta", "camembert"))],
    "add_cross_attention": [True, Try(True, more={"is_decoder": True}, only=("bert", "roberta"))],
    "sliding_window": [3, Try(3, more={"use_sliding_window": True, "max_window_layers": 1}, only=("qwen2",)),
                       Try(None, only=TEXT[:10] + IMAGES + SEQ2SEQ)],  # a Ministral without fails
    "use_sliding_window": [Try(True, more={"sliding_window": 3, "max_window_layers": 1})],
    "max_window_layers": [Try(0, more={"use_sliding_window": True, "sliding_window": 3})],
    "layer_types": [["full_attention", "sliding_attention"], ["full_attention", "full_attention"],
                    Try(["sliding_attention", "full_attention"], more={"use_sliding_window": True, "sliding_window": 3}, only=("qwen2",)),
                    Try(["attention", "sliding_attention"], only=WINDOWED), Try(["full_attention"], only=WINDOWED + ("qwen2",)),
                    Try(["full_attention", "chunked_attention"], only=WINDOWED + ("qwen2",))],
    "rope_theta": [500.0], "rope_parameters": [Try(rope, only=ROTARY) for rope in ROPES] + [
        Try(BY_LAYER, only=ROTARY, refused="by layer"), Try(TOO_SHORT, only=ROTARY, refused="lists of another length"),
        Try(ROPES[2], more={"max_position_embeddings": 5}, only=ROTARY)] + [Try(ROPES[1], only=TEXT[:7] + IMAGES + SEQ2SEQ)],
    "rope_scaling": [Try(rope, only=ROTARY) for rope in ROPES] + [Try(ROPES[1], only=TEXT[:7] + IMAGES + SEQ2SEQ)],
    "partial_rotary_factor": [0.5, Try(0.5, more=LINEAR, only=ROTARY)],
    "original_max_position_embeddings": [6, Try(6, more={"rope_parameters": ROPES[6] | {"rope_theta": 10000.0}}, only=ROTARY)],
    "tie_word_embeddings": [False, True], "position_embedding_type": ["relative_key"],
    "pad_token_id": [3, Try(3, head="text"), -1], "num_labels": [Try(4, head="text", only=TEXT), Try(4, only=IMAGES)],
    "per_layer_config": [{}, {"1": {"intermediate_size": 28}}],
    # what models learn or sample by, and what they give
    **{key: [0.3] for key in ("resid_pdrop", "embd_pdrop", "attn_pdrop", "hidden_dropout_prob", "attention_probs_dropout_prob",
                              "classifier_dropout", "classifier_dropout_prob", "dropout", "attention_dropout", "qa_dropout",
                              "seq_classif_dropout", "summary_first_dropout", "drop_path_rate", "initializer_range", "layerscale_value", "encoder_layerdrop",
                              "decoder_layerdrop", "activation_dropout", "dropout_rate", "initializer_factor")},
    "init_std": [Try(0.3, only=SEQ2SEQ)], "layerdrop": [Try(0.3, only=SEQ2SEQ)], "ffn_dim": [Try(28, only=SEQ2SEQ)],
    "summary_type": ["first"], "summary_use_proj": [False], "summary_activation": ["tanh"], "summary_proj_to_labels": [False],
    "use_cache": [False], "bos_token_id": [4], "eos_token_id": [4, [3, 4]], "pretraining_tp": [2], "sinusoidal_pos_embds": [True],
    "encoder_stride": [4], "pooler_output_size": [12], "pooler_act": ["relu"], "use_mask_token": [False], "apply_layernorm": [False],
    "reshape_hidden_states": [False], "out_features": [["stage1"]], "out_indices": [[1]],
    "output_hidden_states": [True], "output_attentions": [False], "output_cross_attentions": [True], "return_dict": [True], "dtype": ["float16"], "torch_dtype": ["float16"],
    "chunk_size_feed_forward": [4], "is_encoder_decoder": [True, Try(False, only=SEQ2SEQ)], "decoder_start_token_id": [Try(4, only=SEQ2SEQ)],
    "start_token_id": [Try(4, only=SEQ2SEQ)], "forced_eos_token_id": [4],  "transformers_version": ["4.0.0"],
    "id2label": [Try({"0": "x", "1": "y", "2": "z"}, head="text", only=TEXT), Try({"0": "x", "1": "y", "2": "z", "3": "w"}, only=IMAGES)],
    "label2id": [{"x": 0, "y": 1}],
    "problem_type": [Try("regression", head="text", only=TEXT), Try("regression", only=IMAGES), Try("ranking", head="text", only=TEXT)],
    "architectures": [],  # the head: see the README
    "name_or_path": ["somewhere"], "attn_implementation": ["sdpa"],
    # keys of other families, or of older versions
    "use_bidirectional_attention": [True], "attn_logit_softcapping": [0.5], "final_logit_softcapping": [0.5], "query_pre_attn_scalar": [9],
    "attention_multiplier": [2.0], "residual_multiplier": [0.5], "embedding_multiplier": [2.0], "logits_scaling": [2.0],
    "logit_scale": [0.5], "qk_norm": [True], "use_qk_norm": [True], "n_ctx": [9], "tie_encoder_decoder": [True], "pruned_heads": [{"0": [1]}],
    "torchscript": [True], "gradient_checkpointing": [True], "output_past": [False], "cross_attention_hidden_size": [12],
    "mask_token_id": [3], "sep_token_id": [3], "temperature": [2.0], "repetition_penalty": [2.0], "max_length": [4], "net_structure_type": [1],
    "directionality": ["bidi"], "pooler_type": ["first_token_transform"], "tie_last_hidden_states": [False], "rope_interleaved": [True],
    "moe_intermediate_size": [12], "num_experts": [2], "attention_chunk_size": [3], "no_rope_layers": [[0, 0]], "parallel_residual": [True],
    **{key: [Try(True, only=SEQ2SEQ)] for key in ("normalize_before", "normalize_embedding", "add_final_layer_norm", "add_bias_logits",
                                                  "static_position_embeddings")},
    "use_parallel_residual": [True], "rotary_pct": [0.5], "alibi": [True], "use_absolute_embeddings": [False], "use_relative_position_bias": [True],
}
# Asked of every class, though none of ours has them.
EVERYWHERE = ["vocab_size", "is_causal", "is_decoder", "add_cross_attention", "layer_types", "sliding_window", "rope_theta", "rope_scaling", "rope_parameters",
              "partial_rotary_factor", "original_max_position_embeddings", "head_dim", "attention_bias", "mlp_bias", "position_embedding_type",
              "per_layer_config", "num_labels", "output_attentions", "output_cross_attentions", "torch_dtype", "name_or_path", "attn_implementation", "tie_word_embeddings",
              "dense_act_fn", "is_gated_act", "scale_decoder_outputs",
              "decoder_start_token_id", "start_token_id", "init_std", "layerdrop", "ffn_dim", "initializer_range", "use_cache", "pad_token_id", "hidden_act", "scale_attn_weights", "pretraining_tp", "qkv_bias", "chunk_size_feed_forward"]
EVERYWHERE += list(KEYS)[list(KEYS).index("use_bidirectional_attention"):]
# Refused although transformers runs them, each with its reason.
REFUSED = {
    ("*", "position_embedding_type"): "transformers before 5 computed relative positions, 5 ignores the weights for them",
    ("gpt2", "add_cross_attention"): "the weights of the cross-attention would be in the file",
    ("bert", "add_cross_attention"): "", ("roberta", "add_cross_attention"): "", ("xlm-roberta", "add_cross_attention"): "",
    ("camembert", "add_cross_attention"): "",
    **{(family, key): "" for family in ("marian", "bart", "mbart") for key in ("is_decoder", "is_causal")}, ("t5", "is_causal"): "", ("mt5", "is_causal"): "",
    ("t5", "is_encoder_decoder", "false"): "self- and cross-attention then share one cache", ("mt5", "is_encoder_decoder", "false"): "",
    ("dinov2", "patch_size", "[4, 6]"): "other sizes are interpolated on square grids only",
    ("dinov2_with_registers", "patch_size", "[4, 6]"): "",
}


# ------------------------------------------------------------------------------------------------------------------ running
asked = set()
plain_get = PreTrainedConfig.__getattribute__


def logged_get(self, key):
    if not key.startswith("_"):
        asked.add(key)
    return plain_get(self, key)


def run(folder, head, dtype=torch.float64):
    """The numbers of the model in a folder, as AutoModel opens it."""
    PreTrainedConfig.__getattribute__ = logged_get
    try:
        model = AUTO[head].from_pretrained(folder, attn_implementation="eager", dtype=dtype).eval()
        with torch.no_grad():
            if head == "image":
                config = json.loads((folder / "config.json").read_text())
                size = config.get("image_size", 224)
                height, width = size if isinstance(size, list) else (size, size)
                pixels = numbers("pixels", [1, config.get("num_channels", 3), height, width]).to(dtype)
                outputs = model(pixels, output_attentions=True)
            elif head == "seq2seq":
                outputs = model(input_ids=torch.tensor([IDS]), decoder_input_ids=torch.tensor([TARGET]), output_attentions=True)
            else:
                outputs = model(torch.tensor([IDS]), output_attentions=True)
    finally:
        PreTrainedConfig.__getattribute__ = plain_get
    rows = [0, 3] if head == "image" else [4, 7]
    logits = outputs.logits[0]
    result = {"logits": logits[rows, :COLUMNS] if logits.dim() == 2 else logits[:COLUMNS]}
    attentions = {"attention": "encoder_attentions", "decoder_attention": "decoder_attentions", "cross_attention": "cross_attentions"} \
        if head == "seq2seq" else {"attention": "attentions"}
    for name, theirs in attentions.items():
        result[name] = torch.stack([layer[0][:, rows, :COLUMNS] for layer in outputs[theirs]])
    return {name: value.float().contiguous() for name, value in result.items()}


def shapes(config, head, scratch):
    """The tensors of a file that transformers saves for a config.json, or nothing when it makes no model of it or too large a one."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    (scratch / "config.json").write_text(json.dumps(config))
    opened = transformers.AutoConfig.from_pretrained(scratch)
    with torch.device("meta"):
        if sum(weight.numel() for weight in AUTO[head].from_config(opened).parameters()) > LARGEST:
            return None
    AUTO[head].from_config(opened).save_pretrained(scratch)
    with safe_open(scratch / "model.safetensors", "pt") as file:
        return {name: list(file.get_slice(name).get_shape()) for name in file.keys()}


def write(folder, config, tensors):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    save_file({name: numbers(name, shape) for name, shape in tensors.items()}, folder / "model.safetensors", metadata={"format": "pt"})


def largest_difference(a, b):
    if a.keys() != b.keys() or any(a[name].shape != b[name].shape for name in a):
        return float("inf")
    return max((a[name] - b[name]).abs().max().item() / max(1.0, a[name].abs().max().item()) for name in a)


def seen(a, b):
    """Whether the test can tell these numbers apart: by twice its tolerances."""
    if any(a[part].shape != b[part].shape for part in a):
        return True
    tolerances = {part: 2e-4 * b[part].abs().max().item() if part == "logits" else 4e-5 for part in a}
    return any((a[part] - b[part]).abs().max().item() > tolerance for part, tolerance in tolerances.items())


class Recorder:
    def __init__(self, scratch):
        self.scratch = scratch
        self.table = {"bases": {}, "cases": [], "defaults": {}}
        self.results = []  # each once

    def keep(self, result):
        """The number under which these numbers are recorded."""
        for number, known in enumerate(self.results):
            if known.keys() == result.keys() and all(torch.equal(known[part], result[part]) for part in known):
                return number
        self.results.append(result)
        return len(self.results) - 1

    def base(self, family, head, more):
        """The name of the family's small model with `more` in its config.json, made once."""
        name = "/".join([family, head] + ([json.dumps(more, sort_keys=True)] if more else []))
        if name in self.table["bases"]:
            return name
        config = {"model_type": family} | FAMILIES[family][1] | more
        opened = transformers.AutoConfig.for_model(family)
        classes = AUTO[head]._model_mapping[type(opened)]
        config["architectures"] = [(classes[0] if isinstance(classes, tuple) else classes).__name__]
        tensors = shapes(config, head, self.scratch / "made")
        write(self.scratch / "base", config, tensors)
        self.table["bases"][name] = {"config": config, "tensors": tensors, "expected": self.keep(run(self.scratch / "base", head))}
        return name

    def case(self, family, key, attempt):
        head = attempt.head or FAMILIES[family][0]
        name = self.base(family, head, attempt.more)
        base = self.table["bases"][name]
        missing = attempt.value is MISSING
        config = {k: v for k, v in base["config"].items() if k != key} | ({} if missing else {key: attempt.value})
        case = {"base": name, "key": key} | ({"missing": True} if missing else {"value": attempt.value})
        tensors, result = base["tensors"], None
        try:
            if attempt.tensors != "base":
                tensors = shapes(config, head, self.scratch / "made")
                if tensors is None:
                    return  # too large: its defaults are compared instead
            write(self.scratch / "case", config, tensors)
            result = run(self.scratch / "case", head, attempt.dtype)
        except Exception as error:
            case["transformers"] = f"{type(error).__name__}: {error}".split("\n")[0][:80]
        if tensors and tensors != base["tensors"]:
            case["tensors"] = {k: v for k, v in tensors.items() if base["tensors"].get(k) != v}
            case["without"] = [k for k in base["tensors"] if k not in tensors]
        refused = any(name in REFUSED for name in ((family, key), ("*", key), (family, key, json.dumps(attempt.value, default=str))))
        refused = refused or attempt.refused is not None or attempt.value in ("prelu", "xielu")  # which have weights of their own
        if attempt.refused:
            case["when"] = attempt.refused
        if result is None or (refused and not missing):
            case["verdict"] = "refused"
        else:
            same = largest_difference(self.results[base["expected"]], result) < 1e-6
            case["verdict"] = "no effect" if same and "tensors" not in case else "applied"
            if not same and not seen(self.results[base["expected"]], result):
                sys.exit(f"{name} {key} {attempt.value}: an effect that the test would not see; try another value")
            case["expected"] = base["expected"] if same else self.keep(result)
        self.table["cases"].append(case)


MISSING = object()


def record(family, recorder):
    config_class = type(transformers.AutoConfig.for_model(family))
    fields = [field.name.removeprefix("_") for field in dataclasses.fields(config_class)]
    keys = list(dict.fromkeys(fields + list(config_class.attribute_map) + EVERYWHERE))
    unnamed = [key for key in keys if key not in KEYS]
    if unnamed:
        sys.exit(f"{family}: no value to try for {', '.join(unnamed)}")
    defaults = config_class()
    recorder.table["defaults"][family] = {
        ours: getattr(defaults, theirs) for ours, theirs in
        {"layers": "num_hidden_layers", "heads": "num_attention_heads", "width": "hidden_size", "vocabulary": "vocab_size",
         "positions": "max_position_embeddings", "kvHeads": "num_key_value_heads", "pad": "pad_token_id"}.items()
        if hasattr(defaults, theirs) and getattr(defaults, theirs) is not None}
    asked.clear()
    for key in keys:
        if key == "hidden_act" and key not in fields and family in TEXT + SEQ2SEQ:
            attempts = ["relu"]
        else:
            attempts = KEYS[key]
        for value in attempts:
            attempt = value if isinstance(value, Try) else Try(value)
            if attempt.only and family not in attempt.only:
                continue
            if attempt.head == "text" and family in IMAGES + SEQ2SEQ:
                continue
            if attempt.tensors is None and FAMILIES[family][1].get(key, MISSING) == attempt.value and key != "sliding_window":
                continue
            recorder.case(family, key, attempt)
        if key in FAMILIES[family][1] and key not in ("id2label", "label2id", "image_size", "num_hidden_layers", "n_layer", "n_layers") and \
                (family, key) not in (("ministral", "head_dim"), ("marian", "pad_token_id"),  # which transformers cannot do without
                                      ("t5", "d_model"), ("mt5", "d_model")):  # whose scores, which nothing divides, are beyond float32 then
            recorder.case(family, key, Try(MISSING, more={"image_size": 112} if key == "patch_size" else None))
    methods = {name for name in asked if callable(getattr(config_class, name, None))}
    unknown = asked - methods - set(keys) - INTERNAL
    if unknown:
        sys.exit(f"{family}: the model asks its configuration for {', '.join(sorted(unknown))}, which no case tries")


# What configurations keep for themselves, and what is looked for in those that are made of several.
INTERNAL = {"text_config", "text_encoder", "decoder", "generator", "fusion_config", "vision_aspect_ratio", "vision_feature_layer",
            "vision_feature_select_strategy", "num_heads", "kv_sharing_modes", "auto_map", "attribute_map", "model_type", "base_config_key", "sub_configs", "sub_configs_defaults", "base_model_tp_plan", "base_model_pp_plan",
            "base_model_ep_plan", "base_model_fsdp_plan", "is_heterogeneous", "per_layer_attributes", "allow_global_per_layer_attribute_access",
            "serialize_explicit_per_layer_config", "ignore_keys_at_rope_validation", "default_theta", "default_rope_type", "stage_names",
            "extra_files", "extra_config_files", "quantization_config", "distributed_config", "mtp_layer_types", "mlp_layer_types",
            "transformers_weights", "use_return_dict"}


# ------------------------------------------------------------------------------------------------------------------- README
def listed(cases, family):
    config_class = type(transformers.AutoConfig.for_model(family))
    own = {field.name.removeprefix("_") for field in dataclasses.fields(config_class)} | set(config_class.attribute_map)
    verdicts = {}
    for case in cases:
        if case["base"].split("/")[0] == family and "value" in case:
            verdicts.setdefault(case["key"], []).append(case)
    applied = [key for key, some in verdicts.items() if any(case["verdict"] == "applied" for case in some)]
    refused, ignored = [], []
    for key, some in verdicts.items():
        values = [case.get("when") or shown(case["value"]) for case in some if case["verdict"] == "refused"]
        if values and len(values) < len(some):
            refused += [f"`{key}`: {', '.join(dict.fromkeys(values))}"]
        elif values:
            refused.append(f"`{key}`")
        elif key not in applied and key in own:
            ignored.append(key)
    return applied, refused, ignored


def shown(value):
    if isinstance(value, dict):
        return value.get("rope_type", json.dumps(value)) + \
            (" with partial_rotary_factor" if "partial_rotary_factor" in value else "") if value else "{}"
    return value if isinstance(value, str) else json.dumps(value)


def readme(cases):
    rows = {family: listed(cases, family) for family in FAMILIES}
    everywhere = [key for key in rows["gpt2"][2] if all(key in ignored for _, _, ignored in rows.values())]
    lines = []
    groups = {}
    for family, (applied, refused, ignored) in rows.items():
        groups.setdefault((tuple(applied), tuple(refused), tuple(key for key in ignored if key not in everywhere)), []).append(family)
    for (applied, refused, ignored), families in groups.items():
        text = "- **" + ", ".join(families) + "**. Applied: " + ", ".join(f"`{key}`" for key in applied) + "."
        if refused:
            text += " Refused: " + "; ".join(refused) + "."
        if ignored:
            text += " Without effect: " + ", ".join(f"`{key}`" for key in ignored) + "."
        lines += textwrap.wrap(text, 120, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
    text = "- **Without effect in all of them**: " + ", ".join(f"`{key}`" for key in everywhere) + "."
    lines += textwrap.wrap(text, 120, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines)


if __name__ == "__main__":
    only = sys.argv[1:] or list(FAMILIES)
    with tempfile.TemporaryDirectory() as scratch:
        recorder = Recorder(pathlib.Path(scratch))
        for family in only:
            record(family, recorder)
            counts = [case["verdict"] for case in recorder.table["cases"] if case["base"].startswith(family + "/")]
            print(family, {verdict: counts.count(verdict) for verdict in ("applied", "no effect", "refused")}, flush=True)
    if only != list(FAMILIES):
        for case in recorder.table["cases"]:
            print({key: value for key, value in case.items() if key not in ("tensors", "without")})
        sys.exit()
    recorder.table["readme"] = readme(recorder.table["cases"])
    OUT.mkdir(exist_ok=True)
    bases, cases = recorder.table.pop("bases"), recorder.table.pop("cases")
    text = json.dumps(recorder.table, indent=1)[:-2] + ',\n "bases": {\n'
    text += ",\n".join(f"  {json.dumps(name)}: {json.dumps(base)}" for name, base in bases.items()) + '\n },\n "cases": [\n'
    text += ",\n".join("  " + json.dumps(case) for case in cases) + "\n ]\n}\n"
    (OUT / "table.json").write_text(text)
    save_file({f"{number}.{part}": value for number, result in enumerate(recorder.results) for part, value in result.items()},
              OUT / "expected.safetensors")
    (OUT / "expected.safetensors").chmod(0o644)
    begin, end = "<!-- keys: written by tests/vectors/record_config_keys.py -->\n", "<!-- end of keys -->"
    page = README.read_text()
    if begin in page:
        head, rest = page.split(begin)
        README.write_text(head + begin + recorder.table["readme"] + "\n" + end + rest.split(end)[1])
    print(len(cases), "cases,", sum(path.stat().st_size for path in OUT.iterdir()), "bytes")

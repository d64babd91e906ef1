"""Write a checkpoint as the Hugging Face GPT-2 folder (f16), read the folder back, and check it.

    python export.py --checkpoint WORK/last.pt --model ..          write config.json, model.safetensors
    python export.py --model .. --check                            compare with transformers' GPT2LMHeadModel

Names are transformers' own (`transformer.wte.weight`, `transformer.h.0.attn.c_attn.weight`, ...); its Conv1D
keeps matrices as [in, out]. The output matrix is the tied wte and is not stored, nor are attention masks.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from model import Config, Storyteller

BLOCK = {"ln_1": "ln_1", "qkv": "attn.c_attn", "proj": "attn.c_proj", "ln_2": "ln_2", "fc": "mlp.c_fc", "out": "mlp.c_proj"}


def to_hugging_face(state: dict[str, Tensor]) -> dict[str, Tensor]:
    out = {}
    for name, value in state.items():
        if name.startswith("blocks."):
            _, layer, module, kind = name.split(".")
            if value.dim() == 2:
                value = value.T
            name = f"h.{layer}.{BLOCK[module]}.{kind}"
        out["transformer." + name] = value.contiguous()
    return out


def from_hugging_face(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    back = {theirs: ours for ours, theirs in BLOCK.items()}
    out = {}
    for name, value in tensors.items():
        name = name.removeprefix("transformer.")
        if name.startswith("h."):
            _, layer, rest = name.split(".", 2)
            module, kind = rest.rsplit(".", 1)
            if value.dim() == 2:
                value = value.T
            name = f"blocks.{layer}.{back[module]}.{kind}"
        out[name] = value.float().contiguous()
    return out


def load_folder(folder: Path) -> Storyteller:
    """The model as exported: f16-rounded weights, computed in f32."""
    c = json.loads((folder / "config.json").read_text())
    model = Storyteller(Config(c["vocab_size"], c["n_positions"], c["n_embd"], c["n_layer"], c["n_head"],
                               c["layer_norm_epsilon"]))
    model.load_state_dict(from_hugging_face(load_file(str(folder / "model.safetensors"))))
    return model.eval()


def write(checkpoint: Path, folder: Path) -> None:
    state = torch.load(checkpoint, map_location="cpu")
    c = Config()
    config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": c.vocab, "n_positions": c.positions,
              "n_ctx": c.positions, "n_embd": c.width, "n_layer": c.layers, "n_head": c.heads, "n_inner": None,
              "activation_function": "gelu_new", "layer_norm_epsilon": c.epsilon, "embd_pdrop": 0.0, "attn_pdrop": 0.0,
              "resid_pdrop": 0.0, "initializer_range": 0.02, "scale_attn_weights": True, "tie_word_embeddings": True,
              "bos_token_id": 0, "eos_token_id": 0, "dtype": "float16", "torch_dtype": "float16"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    tensors = {name: value.half() for name, value in to_hugging_face(state["model"]).items()}
    if not all(torch.isfinite(value).all() for value in tensors.values()):
        raise SystemExit("a weight does not fit f16")
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    print(f"step {state['step']}, {state['seconds']:.0f} s of training, {state['trained']} trained tokens, "
          f"{sum(v.numel() for v in tensors.values())} parameters")


@torch.no_grad()
def check(folder: Path) -> None:
    from transformers import AutoTokenizer, GPT2LMHeadModel

    theirs, report = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager",
                                                     output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = tokenizer("Once upon a time there was a King who had three sons.", return_tensors="pt").input_ids
    assert ids[0, 0] == 0, "the tokenizer must add <bos>"
    ours = load_folder(folder)
    random = torch.randint(1, 4096, (2, 256), generator=torch.Generator().manual_seed(0))
    for x in (ids, random):
        a, b = theirs.eval()(x), ours(x)
        print(f"{tuple(x.shape)}: largest difference of logits {(a.logits - b).abs().max():.2e}, largest logit {b.abs().max():.1f}")
        assert (a.logits - b).abs().max() < 1e-4 * b.abs().max()
    patterns = torch.cat(theirs(ids, output_attentions=True).attentions)
    print(f"largest difference of attention weights {(patterns - ours.patterns(ids[0])).abs().max():.2e}")
    assert (patterns - ours.patterns(ids[0])).abs().max() < 2e-5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.checkpoint:
        write(args.checkpoint, args.model)
    if args.check:
        check(args.model)


if __name__ == "__main__":
    main()

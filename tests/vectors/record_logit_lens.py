#!/usr/bin/env python3
"""Record the logit lens of models that the other scripts recorded: their last norm and head, straightforwardly, on what leaves each block.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_logit_lens.py
logit_lens/expected.safetensors holds for each FOLDER.CASE of CASES `logits` [layers, rows, vocabulary or labels] (float64 results rounded to
float32; of a class of the whole input rows is 1), the last layer of which are the model's own logits. The lens: nostalgebraist 2020, "interpreting
GPT: the logit lens"; TransformerLens has it as accumulated_resid with apply_ln, then the unembedding.
"""
import pathlib

import torch
import transformers
from safetensors.numpy import load_file, save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
HERE = pathlib.Path(__file__).parent
# folder: class, cases, the blocks, from [1, rows, width] of what left a block to logits
CASES = {
    "gpt2-tiny-f32": (transformers.GPT2LMHeadModel, ["7", "70"], lambda m: m.transformer.h, lambda m, x: m.lm_head(m.transformer.ln_f(x))),
    "llama-gqa": (transformers.LlamaForCausalLM, ["7", "34"], lambda m: m.model.layers, lambda m, x: m.lm_head(m.model.norm(x))),
    "bert-tiny-mlm": (transformers.BertForMaskedLM, ["4", "17"], lambda m: m.bert.encoder.layer, lambda m, x: m.cls(x)),
    "bert-tiny-sentiment": (transformers.BertForSequenceClassification, ["4", "17"], lambda m: m.bert.encoder.layer,
                            lambda m, x: m.classifier(m.bert.pooler(x))[:, None]),
    "vit-tiny": (transformers.ViTForImageClassification, ["24x24", "40x16"], lambda m: m.vit.encoder.layer if hasattr(m.vit, "encoder") else m.vit.layers,
                 lambda m, x: m.classifier(m.vit.layernorm(x)[:, :1])),
    "marian/shared": (transformers.MarianMTModel, ["0", "1"], lambda m: m.model.decoder.layers,
                      lambda m, x: m.lm_head(x) + m.final_logits_bias),
}


def inputs_of(recorded: dict, case: str) -> dict:
    if f"{case}.pixels" in recorded:
        return {"pixel_values": torch.tensor(recorded[f"{case}.pixels"]).double()[None], "interpolate_pos_encoding": True}
    if f"{case}.source" in recorded:
        return {"input_ids": torch.tensor(recorded[f"{case}.source"]).long()[None],
                "decoder_input_ids": torch.tensor(recorded[f"{case}.target"]).long()[None]}
    return {"input_ids": torch.tensor(recorded[f"{case}.ids"]).long()[None]}


def main() -> None:
    (HERE / "logit_lens").mkdir(exist_ok=True)
    expected = {}
    for folder, (kind, cases, blocks_of, read_out) in CASES.items():
        model = kind.from_pretrained(HERE / folder, attn_implementation="eager").double().eval()
        recorded = load_file(HERE / folder / "expected.safetensors")
        for case in cases:
            left = []
            hooks = [block.register_forward_hook(lambda _, __, out: left.append(out[0] if isinstance(out, tuple) else out))
                     for block in blocks_of(model)]
            with torch.no_grad():
                said = model(**inputs_of(recorded, case)).logits
                logits = torch.stack([read_out(model, rows)[0] for rows in left])
            for hook in hooks:
                hook.remove()
            own = said.reshape(1, 1, -1)[0] if said.dim() == 2 else said[0]
            assert torch.allclose(logits[-1], own, atol=1e-9), (folder, case)
            known = next(recorded[key] for key in (f"{case}.logits", f"{case}.decoder.logits") if key in recorded)
            assert torch.allclose(own.float().reshape(known.shape), torch.tensor(known), atol=1e-4), (folder, case)
            print(folder, case, tuple(logits.shape), "first layer differs from the last by", (logits[0] - logits[-1]).abs().max().item())
            expected[f"{folder}.{case}.logits"] = logits.float().numpy()
    save_file(expected, HERE / "logit_lens" / "expected.safetensors")


main()

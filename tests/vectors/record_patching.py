#!/usr/bin/env python3
"""Record activation patching of models that the other scripts recorded, and of the bundled Storyteller: one forward pass with a hook for every
layer and row, straightforwardly.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_patching.py
patching/expected.safetensors holds for each CASE its `source` and `target` ids (int32), `rows` [columns, 2] (which row of the source stands in for
which row of the target), `ends` [2, 2] (log-probability and logit difference of the source and of the target as they are), `answer` [2] (the answer,
and what it is measured against: the likeliest of source and target), and for each site `SITE` [layers, columns, 2]: log-probability of the answer and
logit difference at the last row of the target (of BERT: at row 1) when that row of that site is taken from the source. Computed in float64, rounded
to float32. Activation patching: Vig et al. 2020 (arXiv:2004.12265), Meng et al. 2022 (arXiv:2202.05262).
"""
import pathlib

import numpy
import torch
import transformers
from safetensors.numpy import save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
HERE = pathlib.Path(__file__).parent
ASSETS = HERE.parent.parent / "assets" / "models"


def first(out):
    return out[0] if isinstance(out, tuple) else out


def replaced(out, rows):
    return (rows, *out[1:]) if isinstance(out, tuple) else rows


def gpt2_sites(model):
    """Site: for a layer, the module, and whether the value is what goes into it or what comes out of it."""
    h = model.transformer.h
    return h, {"resid_pre": lambda l: (h[l], "in"), "head_out": lambda l: (h[l].attn.c_proj, "in"), "attn_out": lambda l: (h[l].attn.c_proj, "out"),
               "mlp_out": lambda l: (h[l].mlp.c_proj, "out"), "resid_post": lambda l: (h[l], "out")}


def bert_sites(model):
    layers = model.bert.encoder.layer
    return layers, {"resid_pre": lambda l: (layers[l], "in"), "head_out": lambda l: (layers[l].attention.output.dense, "in"),
                    "attn_out": lambda l: (layers[l].attention.output.dense, "out"), "mlp_out": lambda l: (layers[l].output.dense, "out"),
                    "block_out": lambda l: (layers[l], "out")}


def run(model, ids, where=None, change=None):
    """The logits [rows, vocabulary]; `change(value)` [1, rows, width] is called at the module and side `where`."""
    handle = None
    if where:
        module, side = where
        if side == "in":
            handle = module.register_forward_pre_hook(lambda _, args: (change(args[0]), *args[1:]))
        else:
            handle = module.register_forward_hook(lambda _, __, out: replaced(out, change(first(out))))
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    if handle:
        handle.remove()
    return logits


def record(model, sites_of, source, target, rows, read_row, expected, name):
    layers, sites = sites_of(model)
    source_row = len(source) - 1 if read_row < 0 else read_row
    target_row = len(target) - 1 if read_row < 0 else read_row
    clean, corrupted = run(model, source)[source_row], run(model, target)[target_row]
    answer = int(clean.argmax())
    instead = next(int(i) for i in corrupted.argsort(descending=True) if int(i) != answer)

    def reading(logits):
        return [float(torch.log_softmax(logits, -1)[answer]), float(logits[answer] - logits[instead])]

    expected |= {f"{name}.source": numpy.array(source, "int32"), f"{name}.target": numpy.array(target, "int32"),
                 f"{name}.rows": numpy.array(rows, "int32"), f"{name}.answer": numpy.array([answer, instead], "int32"),
                 f"{name}.ends": numpy.array([reading(clean), reading(corrupted)], "float32")}
    for site, where in sites.items():
        values = numpy.zeros((len(layers), len(rows), 2))
        for layer in range(len(layers)):
            kept = []
            run(model, source, where(layer), lambda value: kept.append(value.clone()) or value)

            for column, (a, b) in enumerate(rows):
                def put(value):
                    value = value.clone()
                    value[0, b] = kept[0][0, a]
                    return value

                values[layer, column] = reading(run(model, target, where(layer), put)[target_row])
        print(name, site, values.shape, "differs from the target by", abs(values[..., 1] - reading(corrupted)[1]).max())
        expected[f"{name}.{site}"] = values.astype("float32")


def main() -> None:
    (HERE / "patching").mkdir(exist_ok=True)
    expected: dict = {}
    random = numpy.random.default_rng(7)
    kinds = {"gpt2-tiny-f32": (transformers.GPT2LMHeadModel, gpt2_sites, -1), "bert-tiny-mlm": (transformers.BertForMaskedLM, bert_sites, 1)}
    for folder, (kind, sites_of, read_row) in kinds.items():
        model = kind.from_pretrained(HERE / folder, attn_implementation="eager").double().eval()
        vocabulary = model.config.vocab_size
        source = [int(i) for i in random.integers(5, vocabulary, 7)]
        target = list(source)
        target[3] = (source[3] + 1 - 5) % (vocabulary - 5) + 5
        record(model, sites_of, source, target, [[i, i] for i in range(7)], read_row, expected, folder)
    model = transformers.GPT2LMHeadModel.from_pretrained(ASSETS / "storyteller", attn_implementation="eager").double().eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(ASSETS / "storyteller")
    source = tokenizer("Lily had a red ball. Tom had a blue car. Lily played with her")["input_ids"]
    target = tokenizer("Lily had a red hat. Tom had a big blue car. Lily played with her")["input_ids"]
    print(tokenizer.convert_ids_to_tokens(source), tokenizer.convert_ids_to_tokens(target))
    # By hand: the word that was replaced stands beside the one that replaced it; "big" has no partner.
    big = next(i for i, token in enumerate(tokenizer.convert_ids_to_tokens(target)) if token.endswith("big"))
    assert len(target) == len(source) + 1, "one token more"
    rows = [[i, i if i < big else i + 1] for i in range(len(source))]
    record(model, gpt2_sites, source, target, rows, -1, expected, "storyteller")
    save_file(expected, HERE / "patching" / "expected.safetensors")


main()

#!/usr/bin/env python3
"""Makes the random models that ours and the peers run: make_models.py CACHE.

Each is a folder CACHE/models/SHAPE with config.json and model.safetensors (ours, PyTorch) and model.onnx (onnxruntime,
onnxruntime-web), whose outputs are the logits at every position and every layer's attention weights. The ONNX file is
checked against PyTorch before it is kept. What is there already is left alone; what cannot be made is written down in
CACHE/models/problems.json, with the reason, and the rest is made all the same.
"""
import json
import pathlib
import shutil
import sys
import traceback

import numpy as np

SEED = 20261121
RECIPE = 1  # counted up whenever what is made here changes: models of an older recipe are made again
TOLERANCE = 1e-4
GPT2 = {"width": 768, "layers": 12, "vocabulary": 50257, "positions": 1024}


def say(text):
    print(f"peers: {text}", flush=True)


def gpt2_weights():
    """GPT-2 small with the initialisation of its paper, from numpy alone: ours runs even where PyTorch does not."""
    random = np.random.Generator(np.random.PCG64(SEED))
    width, layers = GPT2["width"], GPT2["layers"]

    def normal(*shape, deviation=0.02):
        return random.standard_normal(shape, dtype=np.float32) * np.float32(deviation)

    def norm(name):
        # Not 1 and 0: a norm left out or swapped must show in the comparison with the peers.
        return {f"{name}.weight": 1 + normal(width, deviation=0.1), f"{name}.bias": normal(width)}

    weights = {"transformer.wte.weight": normal(GPT2["vocabulary"], width),
               "transformer.wpe.weight": normal(GPT2["positions"], width, deviation=0.01)}
    for layer in range(layers):
        at = f"transformer.h.{layer}"
        weights |= norm(f"{at}.ln_1") | norm(f"{at}.ln_2")
        for name, inputs, outputs in (("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width),
                                      ("mlp.c_fc", width, 4 * width), ("mlp.c_proj", 4 * width, width)):
            # Larger than the paper's, so that attention is not the same weight everywhere.
            weights[f"{at}.{name}.weight"] = normal(inputs, outputs, deviation=0.04)
            weights[f"{at}.{name}.bias"] = normal(outputs)
    return weights | norm("transformer.ln_f")


def gpt2_config():
    return {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "activation_function": "gelu_new",
            "n_embd": GPT2["width"], "n_head": 12, "n_layer": GPT2["layers"], "n_positions": GPT2["positions"],
            "vocab_size": GPT2["vocabulary"], "layer_norm_epsilon": 1e-5, "tie_word_embeddings": True,
            "bos_token_id": GPT2["vocabulary"] - 1, "eos_token_id": GPT2["vocabulary"] - 1,
            "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0}


def gpt2_tokenizer(folder):
    """A byte-level BPE of GPT-2's size, learned from made-up words: for the window, which needs some tokenizer."""
    import tokenizers
    from tokenizers import decoders, models, pre_tokenizers, trainers
    random = np.random.Generator(np.random.PCG64(SEED))
    onsets = "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sh sl sp st t th tr v w z".split()
    vowels = "a e i o u ai ea ee oa ou y".split()
    codas = ["", "", "", "b", "ck", "d", "f", "g", "l", "ll", "m", "n", "nd", "ng", "p", "r", "s", "st", "t", "x"]
    words = set()
    while len(words) < 60000:
        words.add("".join(random.choice(onsets) + random.choice(vowels) + random.choice(codas)
                          for _ in range(random.integers(1, 4))))
    words = sorted(words)
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=GPT2["vocabulary"] - 1, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator((" " + word for word in words), trainer)
    tokenizer.add_special_tokens(["<|endoftext|>"])
    if tokenizer.get_vocab_size() != GPT2["vocabulary"]:
        raise RuntimeError(f"the tokenizer came out with {tokenizer.get_vocab_size()} entries, "
                           f"expected {GPT2['vocabulary']}")
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<|endoftext|>",
                                                              "eos_token": "<|endoftext|>"}))


def save_tensors(tensors, path):
    """The safetensors format: length of the header, the header as JSON, the tensors one after the other."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 64)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor, dtype="<f4").data)


def make_gpt2(folder):
    save_tensors(gpt2_weights(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(gpt2_config(), indent=1))


def make_bert(folder):
    import torch
    from transformers import BertConfig, BertForMaskedLM
    torch.manual_seed(SEED)
    BertForMaskedLM(BertConfig(initializer_range=0.04)).save_pretrained(folder)


def make_vit(folder):
    import torch
    from transformers import ViTConfig, ViTForImageClassification
    torch.manual_seed(SEED)
    ViTForImageClassification(ViTConfig(num_labels=1000, initializer_range=0.04)).save_pretrained(folder)


def export(shape, folder):
    """model.onnx, checked against PyTorch: returns the largest differences."""
    import torch
    from torch_worker import load, prepare
    model = load(shape, folder)
    layers = model.config.num_hidden_layers

    class Traced(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, given):
            out = self.model(given, output_attentions=True, return_dict=True)
            return (out.logits, *out.attentions)

    pictures = shape == "vit-base"
    inputs = [{"picture": 224}] if pictures else [{"ids": [(i * 7919 + 3) % 30000 for i in range(count)]}
                                                  for count in (16, 64, 256)]
    axes = None if pictures else ({1: torch.export.Dim("tokens", min=2, max=512)},)
    path = folder / "model.onnx"
    with torch.inference_mode():
        torch.onnx.export(Traced().eval(), (prepare(inputs[0]),), str(path), dynamo=True, external_data=False,
                          opset_version=20, dynamic_shapes=axes, input_names=["given"], verbose=False,
                          output_names=["logits"] + [f"attention_{layer}" for layer in range(layers)])
    import onnxruntime
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    largest = {"logits": 0.0, "attention": 0.0}
    for given in inputs:
        tensor = prepare(given)
        theirs = session.run(None, {"given": tensor.numpy()})
        with torch.inference_mode():
            out = model(tensor, output_attentions=True, return_dict=True)
        if len(theirs) != 1 + layers:
            raise RuntimeError(f"the ONNX file has {len(theirs)} outputs, expected logits and {layers} layers")
        for name, ours, their in [("logits", out.logits, theirs[0])] + [
                ("attention", a, b) for a, b in zip(out.attentions, theirs[1:])]:
            if tuple(ours.shape) != their.shape:
                raise RuntimeError(f"{name}: onnxruntime gives {their.shape}, PyTorch {tuple(ours.shape)}")
            largest[name] = max(largest[name], float(np.abs(ours.numpy() - their).max()))
    if not max(largest.values()) <= TOLERANCE:
        raise RuntimeError(f"onnxruntime and PyTorch differ by {largest}, expected at most {TOLERANCE}")
    return largest


def once(folder, what, make):
    """Runs make(folder) unless an earlier run did it to the end; returns the reason when it fails, else None."""
    stamp = folder / f".{what}-done"
    if stamp.exists() and json.loads(stamp.read_text())["recipe"] == RECIPE:
        return None
    stamp.unlink(missing_ok=True)
    say(f"making {folder.name}: {what}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = make(folder)
    except ModuleNotFoundError as error:
        return f"the Python package {error.name} is not installed"
    except Exception as error:
        traceback.print_exc()
        return f"{what} failed: {str(error).strip().splitlines()[0] if str(error).strip() else repr(error)}"
    stamp.write_text(json.dumps({"recipe": RECIPE, "found": found}))
    if found:
        say(f"{folder.name}: largest difference between onnxruntime and PyTorch {found}")
    return None


def main():
    # A stamp of a run that went to its end is believed: a second run makes nothing.
    models = pathlib.Path(sys.argv[1]) / "models"
    models.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(models).free
    if free < 5e9 and not (models / "problems.json").exists():
        sys.exit(f"peers: {models} has {free / 1e9:.1f} GB free; the models need 3 GB and their making 2 more")
    problems = {}
    for shape, make in (("gpt2-small", make_gpt2), ("bert-base", make_bert), ("vit-base", make_vit)):
        folder = models / shape
        problem = once(folder, "weights", make)
        if problem:
            problems[f"{shape}/weights"] = problems[f"{shape}/onnx"] = problem
            continue
        if shape == "gpt2-small" and (problem := once(folder, "tokenizer", gpt2_tokenizer)):
            problems[f"{shape}/tokenizer"] = problem
        if problem := once(folder, "onnx", lambda folder: export(shape, folder)):
            (folder / "model.onnx").unlink(missing_ok=True)
            problems[f"{shape}/onnx"] = problem
    (models / "problems.json").write_text(json.dumps(problems, indent=1))
    for name, problem in problems.items():
        say(f"{name} is missing: {problem}")


if __name__ == "__main__":
    main()

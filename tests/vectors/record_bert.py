#!/usr/bin/env python3
"""Record what PyTorch computes for tiny random encoders of the families bert, roberta, distilbert and albert: weights, inputs and
outputs, beside this file, in folders that `save_pretrained` wrote.

Made with torch 2.13.0 (CPU) and transformers 5.23.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.23.0
    /tmp/record/bin/python tests/vectors/record_bert.py
Each folder is a Hugging Face folder (config.json, model.safetensors) with one more file, `expected.safetensors`:
    T.ids [T] int32; T.attention.L [heads, T, T]; T.hidden.L [T, width];
    T.logits [T, vocabulary or labels], of a sequence classification [labels], without a head absent   for T = 1, 4, 17.
`hidden` is `hidden_states`: 0 enters the first block, the last leaves the last one. PyTorch computes in float64 from the weights as the
file has them (rounded to its type) and the results are stored as float32, so what is recorded is right to 6e-8 of each value; the
script prints how far float32 is from it. What some folders have beyond that (old names, no prefix, a bias under two names) stands in
EDITS: it is done to the file that save_pretrained wrote, and the script checks that transformers still reads the same from it.
"""
import json
import logging
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import (AlbertConfig, AlbertForMaskedLM, AlbertForPreTraining, AlbertForSequenceClassification,
                          AlbertForTokenClassification, BertConfig, BertForMaskedLM, BertForPreTraining,
                          BertForSequenceClassification, BertForTokenClassification, BertModel, DistilBertConfig,
                          DistilBertForMaskedLM, DistilBertForSequenceClassification, DistilBertForTokenClassification,
                          DistilBertModel, RobertaConfig, RobertaForMaskedLM, RobertaForSequenceClassification,
                          RobertaForTokenClassification, XLMRobertaConfig, XLMRobertaForMaskedLM)

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.23.0", "see the pinned versions above"
logging.getLogger("transformers").setLevel(logging.ERROR)
HERE = pathlib.Path(__file__).parent


def sizes(**more) -> dict:
    return dict(dict(hidden_size=20, num_hidden_layers=2, num_attention_heads=4, intermediate_size=28, vocab_size=41,
                     max_position_embeddings=22), **more)


def distil(**more) -> dict:
    return dict(dict(dim=20, n_layers=2, n_heads=4, hidden_dim=28, vocab_size=41, max_position_embeddings=22), **more)


LABELS = {0: "O", 1: "PER", 2: "LOC"}
MODELS = {
    "bert-tiny-mlm": (BertForMaskedLM, BertConfig(**sizes())),
    "bert-tiny-pretraining-old-names": (BertForPreTraining, BertConfig(**sizes(
        hidden_size=21, num_attention_heads=3, intermediate_size=26, vocab_size=37, hidden_act="gelu_new", layer_norm_eps=1e-5))),
    "bert-tiny-untied-bf16": (BertForMaskedLM, BertConfig(**sizes(tie_word_embeddings=False, hidden_act="relu")), torch.bfloat16),
    "bert-tiny-sentiment": (BertForSequenceClassification, BertConfig(**sizes(
        hidden_act="silu", type_vocab_size=1, id2label={0: "bad", 1: "so-so", 2: "good"}))),
    "bert-tiny-regression": (BertForSequenceClassification, BertConfig(**sizes(num_hidden_layers=1, num_labels=1))),
    "bert-tiny-ner": (BertForTokenClassification, BertConfig(**sizes(num_hidden_layers=1, id2label=LABELS))),
    "bert-tiny-bare": (BertModel, BertConfig(**sizes(hidden_size=15, num_attention_heads=5, num_hidden_layers=3)), torch.float16),
    "roberta-tiny-mlm": (RobertaForMaskedLM, RobertaConfig(**sizes(type_vocab_size=1))),
    "roberta-tiny-untied-f16": (RobertaForMaskedLM, RobertaConfig(**sizes(
        hidden_size=27, num_attention_heads=3, tie_word_embeddings=False, hidden_act="gelu_pytorch_tanh", pad_token_id=3)),
        torch.float16),
    "roberta-tiny-several": (RobertaForSequenceClassification, RobertaConfig(**sizes(
        hidden_act="relu", type_vocab_size=1, num_labels=4, problem_type="multi_label_classification"))),
    "roberta-tiny-ner": (RobertaForTokenClassification, RobertaConfig(**sizes(num_hidden_layers=1, id2label=LABELS))),
    "distilbert-tiny-mlm": (DistilBertForMaskedLM, DistilBertConfig(**distil(activation="relu"))),
    "distilbert-tiny-untied-bf16": (DistilBertForMaskedLM, DistilBertConfig(**distil(
        dim=25, n_heads=5, hidden_dim=31, tie_word_embeddings=False)), torch.bfloat16),
    "distilbert-tiny-sentiment": (DistilBertForSequenceClassification, DistilBertConfig(**distil(sinusoidal_pos_embds=True))),
    "distilbert-tiny-ner": (DistilBertForTokenClassification, DistilBertConfig(**distil(n_layers=1, id2label=LABELS)),
                            torch.float16),
    "distilbert-tiny-bare": (DistilBertModel, DistilBertConfig(**distil(n_layers=1, dim=14, n_heads=2))),
    "albert-tiny-mlm": (AlbertForMaskedLM, AlbertConfig(**sizes(embedding_size=11, num_hidden_layers=3))),
    "albert-tiny-untied-f16": (AlbertForMaskedLM, AlbertConfig(**sizes(
        embedding_size=16, hidden_size=20, num_hidden_layers=4, tie_word_embeddings=False, hidden_act="gelu")), torch.float16),
    "albert-tiny-pretraining": (AlbertForPreTraining, AlbertConfig(**sizes(embedding_size=26, hidden_act="tanh"))),
    "albert-tiny-sentiment": (AlbertForSequenceClassification, AlbertConfig(**sizes(
        embedding_size=12, hidden_size=18, num_attention_heads=3, hidden_act="relu", num_labels=5)), torch.bfloat16),
    "albert-tiny-ner": (AlbertForTokenClassification, AlbertConfig(**sizes(embedding_size=20, id2label=LABELS))),
    "xlm-roberta-tiny-mlm": (XLMRobertaForMaskedLM, XLMRobertaConfig(**sizes(num_hidden_layers=1, type_vocab_size=1))),
}


def without(prefix):
    return lambda tensors: {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}


def old_names(tensors):
    """As files that were converted from TensorFlow's BERT have them: gamma and beta, the decoder's bias under its first name alone,
    and the buffer of position ids."""
    tensors = {name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
               for name, tensor in tensors.items() if name != "cls.predictions.decoder.bias"}
    tensors["bert.embeddings.position_ids"] = torch.arange(22)[None]
    return tensors


def every_name(tensors):
    """As state dicts in pytorch_model.bin have them, where tied tensors stand under each of their names."""
    return tensors | {"cls.predictions.decoder.weight": tensors["bert.embeddings.word_embeddings.weight"].clone(),
                      "cls.predictions.decoder.bias": tensors["cls.predictions.bias"].clone()}


def no_architectures(config):
    config.pop("architectures")


EDITS = {"bert-tiny-pretraining-old-names": old_names, "bert-tiny-mlm": every_name, "distilbert-tiny-bare": without("distilbert."),
         "roberta-tiny-ner": without("roberta."), "albert-tiny-ner": without("albert."), "bert-tiny-sentiment": without("bert.")}
CONFIG_EDITS = {"bert-tiny-sentiment": no_architectures, "roberta-tiny-ner": no_architectures, "bert-tiny-bare": no_architectures}


def randomise(model: torch.nn.Module, generator: torch.Generator) -> None:
    """Weights that attend: the library's own start (deviation 0.02) leaves every pattern flat."""
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if "embeddings.weight" in name or "decoder.weight" in name or "projector.weight" in name:
            weight.data = 0.5 * noise
        elif weight.dim() == 2:
            weight.data = noise * 1.5 / weight.shape[1] ** 0.5
        elif "norm" in name.lower() and name.endswith("weight"):
            weight.data = 1 + 0.2 * noise
        else:
            weight.data = 0.1 * noise


def edit(folder: pathlib.Path, name: str, model: torch.nn.Module) -> None:
    file = folder / "model.safetensors"
    if name in EDITS:
        save_file(EDITS[name](load_file(file)), file, metadata={"format": "pt"})
    if name in CONFIG_EDITS:
        config = json.loads((folder / "config.json").read_text())
        CONFIG_EDITS[name](config)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    again, report = type(model).from_pretrained(folder, output_loading_info=True)
    assert not report["missing_keys"], (name, report)
    for key, tensor in again.state_dict().items():
        assert torch.equal(tensor.double(), model.state_dict()[key].double()), (name, key)


def logits_of(outputs) -> torch.Tensor | None:
    return outputs.get("logits", outputs.get("prediction_logits"))


def record(name: str, kind: type, config, dtype: torch.dtype = torch.float32, seed: int = 0) -> None:
    config._attn_implementation = "eager"
    generator = torch.Generator().manual_seed(seed)
    model = kind(config).eval()
    with torch.no_grad():
        randomise(model, generator)
    model.tie_weights()
    model = model.to(dtype)
    folder = HERE / name
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    edit(folder, name, model)
    expected, worst, worst_logits = {}, 0.0, 0.0
    for length in (1, 4, 17):
        ids = torch.randint(0, config.vocab_size, (length,), generator=generator)
        if length == 17:
            ids[4] = config.pad_token_id  # RoBERTa gives it no position
        outputs = {}
        for precision in (torch.float32, torch.float64):
            with torch.no_grad():
                outputs[precision] = model.to(precision)(ids[None], output_attentions=True, output_hidden_states=True)
        exact, single = outputs[torch.float64], outputs[torch.float32]
        expected[f"{length}.ids"] = ids.to(torch.int32)
        for layer, attention in enumerate(exact.attentions):
            expected[f"{length}.attention.{layer}"] = attention[0].float().contiguous()
            worst = max(worst, (attention[0] - single.attentions[layer][0].double()).abs().max().item())
        for layer, hidden in enumerate(exact.hidden_states):
            expected[f"{length}.hidden.{layer}"] = hidden[0].float().contiguous()
        if logits_of(exact) is not None:
            expected[f"{length}.logits"] = logits_of(exact)[0].float().contiguous()
            difference = (logits_of(exact) - logits_of(single).double()).abs().max() / logits_of(exact).abs().max()
            worst_logits = max(worst_logits, difference.item())
    save_file(expected, folder / "expected.safetensors", metadata={
        "made_by": "tests/vectors/record_bert.py", "torch": torch.__version__, "transformers": transformers.__version__})
    total = sum(p.stat().st_size for p in folder.iterdir())
    print(f"{name}: {total} bytes; float32 patterns differ by {worst:.1e}, logits by {worst_logits:.1e} of the largest")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, (name, options) in enumerate(MODELS.items()):
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            record(name, *options, seed=40 + number)

#!/usr/bin/env python3
"""Record what models make of two texts as one input, beside this file: token types, next-sentence heads, answers in the second text; and the
ids and types that tokenizers give pairs.

Made with torch 2.13.0 (CPU), transformers 5.24.0 and tokenizers 0.23.3 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0 sentencepiece protobuf
    /tmp/record/bin/python tests/vectors/record_pairs.py
pairs/<name>/: config.json, model.safetensors, expected.safetensors with, of three pairs, N.ids and N.types [T] int32 and N.second [2] int32
(the rows of the second text), and N.<site> as Headlight names sites: every attention's pattern, what enters and leaves every block, logits
[T, columns] where every row has some; N.labels [labels] of a head for the whole input, N.sentences [2] of the second output of ...ForPreTraining;
N.answers [K, 2] int32 and N.scores [K], the likeliest answers within the second text, as the select_starts_ends and decode_spans of
transformers' pipelines give them. PyTorch computes in float64, stored is float32.
pairs/tokens.json: of each kind of tests/vectors/tokenizers the zlib.crc32 of every hundred pairs of auto_tokenizers/texts.json (text i and
text 7 i + 1): int32, little endian, of each pair the count of its tokens, their ids, then their types.
"""
import json
import pathlib
import shutil
import struct
import zlib

import numpy
import torch
import transformers
from safetensors.torch import save_file
from transformers.pipelines.document_question_answering import select_starts_ends

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
HERE = pathlib.Path(__file__).parent
OUT = HERE / "pairs"
ANSWERS = 6
SIZES = dict(hidden_size=20, num_hidden_layers=2, num_attention_heads=4, intermediate_size=28, vocab_size=41, max_position_embeddings=42)
MODELS = {
    "bert-next-sentence": (transformers.BertForNextSentencePrediction, SIZES),
    "bert-pretraining": (transformers.BertForPreTraining, SIZES | dict(hidden_size=21, num_attention_heads=3, hidden_act="gelu_new")),
    "bert-answers": (transformers.BertForQuestionAnswering, SIZES | dict(num_hidden_layers=3)),
    "bert-labels": (transformers.BertForSequenceClassification, SIZES | dict(num_labels=3, type_vocab_size=3)),
    "bert-decoder": (transformers.BertLMHeadModel, SIZES | dict(is_decoder=True)),
    "albert-pretraining": (transformers.AlbertForPreTraining, SIZES | dict(embedding_size=12)),
    "roberta-answers": (transformers.RobertaForQuestionAnswering, SIZES | dict(type_vocab_size=1)),
}
KINDS = ["bert", "vocab-txt", "vocab-txt-cased", "roberta", "roberta-files", "albert", "charsmap", "whitespace"]


def record(name, seed):
    model_class, options = MODELS[name]
    config = model_class.config_class(**options, attn_implementation="eager")
    generator = torch.Generator().manual_seed(seed)
    model = model_class(config).eval()
    with torch.no_grad():
        for weight_name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            weight.data = noise * 0.4 if weight.dim() == 2 else 1 + 0.2 * noise if "LayerNorm.weight" in weight_name else 0.1 * noise
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, (first, second) in enumerate(((4, 3), (1, 12), (19, 15))):
        length = first + second + (4 if "roberta" in name else 3)
        begin = length - second - 1
        ids = torch.randint(3, 41, (length,), generator=generator)
        types = torch.tensor([0] * begin + [1] * (length - begin)) if "roberta" not in name else torch.zeros(length, dtype=torch.long)
        if config.type_vocab_size > 2:
            types[-1] = 2
        with torch.no_grad():
            outputs = model(input_ids=ids[None], token_type_ids=types[None], output_attentions=True, output_hidden_states=True)
        put = {"ids": ids.to(torch.int32), "types": types.to(torch.int32), "second": torch.tensor([begin, begin + second], dtype=torch.int32),
               "embed": outputs.hidden_states[0][0]}
        if "albert" in name:  # its hidden_states begin with what the mapping leaves
            put["embed"] = outputs.hidden_states[0][0]
        for layer, (pattern, hidden) in enumerate(zip(outputs.attentions, outputs.hidden_states[1:])):
            put[f"blocks.{layer}.attn.pattern"], put[f"blocks.{layer}.block_out"] = pattern[0], hidden[0]
        if "start_logits" in outputs:
            logits = [outputs.start_logits[0], outputs.end_logits[0]]
            put["logits"] = torch.stack(logits, -1)
            mask = numpy.array([0 if row == 0 or begin <= row < begin + second else 1 for row in range(length)])
            starts, ends, scores, _ = select_starts_ends(logits[0].numpy()[None].copy(), logits[1].numpy()[None].copy(), mask, None, top_k=ANSWERS,
                                                         max_answer_len=length)
            put["answers"], put["scores"] = torch.tensor(numpy.stack([starts, ends], -1), dtype=torch.int32), torch.tensor(scores)
        elif "prediction_logits" in outputs:
            put["logits"] = outputs.prediction_logits[0]
            put["sentences"] = (outputs.seq_relationship_logits if "seq_relationship_logits" in outputs else outputs.sop_logits)[0]
        else:
            put["labels" if outputs.logits.dim() == 2 else "logits"] = outputs.logits[0]
        for key, value in put.items():
            expected[f"{number}.{key}"] = (value.float() if value.is_floating_point() else value).contiguous()
    save_file(expected, folder / "expected.safetensors")
    for path in folder.iterdir():
        path.chmod(0o644)
    print(name, sum(path.stat().st_size for path in folder.iterdir()), "bytes")


def tokens():
    texts = json.loads((HERE / "auto_tokenizers" / "texts.json").read_text())
    record = {}
    for kind in KINDS:
        tokenizer = transformers.AutoTokenizer.from_pretrained(HERE / "tokenizers" / kind)
        sums = []
        for first in range(0, len(texts), 100):
            rows = []
            for i in range(first, min(first + 100, len(texts))):
                pair = tokenizer(texts[i], texts[(7 * i + 1) % len(texts)], return_token_type_ids=True)
                rows += [len(pair["input_ids"]), *pair["input_ids"], *pair["token_type_ids"]]
            sums.append(zlib.crc32(struct.pack(f"<{len(rows)}i", *rows)))
        record[kind] = sums
        print(kind, type(tokenizer).__name__, tokenizer("a b", "c d", return_token_type_ids=True))
    (OUT / "tokens.json").write_text(json.dumps(record) + "\n")


if __name__ == "__main__":
    for place, model in enumerate(MODELS):
        record(model, 500 + place)
    tokens()

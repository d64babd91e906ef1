#!/usr/bin/env python3
"""Record what transformers' generate() writes, beside this file: on tiny Marian models that are trained here, on a random one and on a
random decoder, with greedy and beam search and the keys of a generation_config.json.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_generation.py
generation/<name>/: config.json, model.safetensors of the trained models. Random weights write one token over and over; these learn for a few
seconds to map each token of the source to one of the target, with three in ten replaced at random, so that texts vary, end, and several
continuations are worth a beam. "translator" has tokenizers and a generation_config.json too, and no cases.
generation/generation.json: "models", each with its "folder" under tests/vectors, the "generation_config" that all its cases have, and
"cases": an "input" (source ids, or a decoder's prompt), "settings" (a number into the list of what is added to that), "ids" (behind what
stood, the end token included) and "score" (of beams, sequences_scores). Three settings for each random input, taken in turn.
A result is recorded where the same model in float64 and in float32 writes the same tokens: where it does not, two candidates are equal but
for rounding, and nobody can say which of them is right. How many were left out stands in "left_out".
No setting forces two tokens at once: both would have the score 0, and which of equal ones PyTorch's topk takes is not defined.
"""
import json
import pathlib
import shutil
import tempfile

import torch
import transformers

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
torch.set_num_threads(1)  # tiny products; more threads only wait for each other
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
HERE = pathlib.Path(__file__).parent
OUT = HERE / "generation"
TRAINED = {
    "shared": {"init_std": 0.1},
    "two-vocabularies": {"share_encoder_decoder_embeddings": False, "decoder_vocab_size": 27, "pad_token_id": 26, "decoder_start_token_id": 26},
    "translator": {"vocab_size": 289, "init_std": 0.1, "decoder_layers": 1, "pad_token_id": 2, "decoder_start_token_id": 2},
    "own-head": {"tie_word_embeddings": False, "activation_function": "relu", "encoder_layers": 2, "d_model": 20},
}
INPUTS = {"generation/shared": 50, "generation/two-vocabularies": 50, "generation/own-head": 50, "marian/shared": 30, "gpt2-tiny-f32": 30}
SETTINGS = [
    {},
    {"max_length": 30},
    {"max_new_tokens": 24},
    {"num_beams": 2},
    {"num_beams": 4},
    {"num_beams": 8},
    {"num_beams": 4, "length_penalty": 0.0},
    {"num_beams": 4, "length_penalty": 2.0},
    {"num_beams": 4, "length_penalty": -1.0},
    {"num_beams": 2, "length_penalty": 0.6, "early_stopping": True},
    {"num_beams": 8, "length_penalty": 0.6, "early_stopping": True, "max_length": 30},
    {"num_beams": 4, "early_stopping": "never"},
    {"num_beams": 8, "length_penalty": 2.0, "early_stopping": "never"},
    {"num_beams": 4, "length_penalty": -0.5, "early_stopping": "never", "max_length": 40},
    {"num_beams": 4, "early_stopping": True, "renormalize_logits": True, "bad_words_ids": [[3], [7, 8], [0]]},
    {"num_beams": 1, "bad_words_ids": [[5], [1, 2], [11]], "max_length": 40},
    {"num_beams": 4, "no_repeat_ngram_size": 2, "max_length": 40},
    {"num_beams": 1, "no_repeat_ngram_size": 3, "max_length": 36},
    {"num_beams": 1, "repetition_penalty": 1.7, "max_length": 40},
    {"num_beams": 4, "repetition_penalty": 1.3, "min_length": 9},
    {"num_beams": 4, "min_new_tokens": 6, "forced_eos_token_id": [2], "max_length": 16},
    {"num_beams": 4, "forced_bos_token_id": 9},
    {"num_beams": 1, "forced_bos_token_id": 6, "forced_eos_token_id": 0, "max_length": 12},
    {"num_beams": 2, "suppress_tokens": [4, 5, 6], "begin_suppress_tokens": [0, 9, 10]},
    {"num_beams": 4, "eos_token_id": [0, 5, 9]},
    {"num_beams": 1, "eos_token_id": [0, 5, 9]},
]


def train(name, seed):
    base = dict(vocab_size=31, d_model=24, encoder_layers=1, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=4,
                encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=40, pad_token_id=30, decoder_start_token_id=30, eos_token_id=0,
                bos_token_id=None, forced_eos_token_id=0, activation_function="swish", scale_embedding=True, dropout=0.0)
    config = transformers.MarianConfig(**(base | TRAINED[name]))
    torch.manual_seed(seed)
    model = transformers.MarianMTModel(config).train()
    targets = config.decoder_vocab_size - 5
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(1200 if name == "translator" else 600):
        optimizer.param_groups[0]["lr"] = 5e-3 * min(1, (step + 1) / 100)
        longest = 28 if name == "translator" else 12
        source = torch.randint(3, 286 if name == "translator" else 26, (48, int(torch.randint(1, longest + 1, ()))))
        target = source if TRAINED[name].get("init_std") else (source * 7 + 3) % (targets - 3) + 3
        target = torch.where(torch.rand(target.shape) < 0.3, torch.randint(3, targets, target.shape), target)
        if name == "translator":
            source = torch.cat([source, torch.full((48, 1), config.eos_token_id)], 1)
        target = torch.cat([target, torch.full((48, 1), config.eos_token_id)], 1)
        given = torch.cat([torch.full((48, 1), config.decoder_start_token_id), target[:, :-1]], 1)
        logits = model(input_ids=source, decoder_input_ids=given).logits
        loss = torch.nn.functional.cross_entropy(logits.transpose(1, 2), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    shutil.rmtree(OUT / name, ignore_errors=True)
    model.save_pretrained(OUT / name)
    (OUT / name / "generation_config.json").unlink()
    if name == "translator":  # what a published translator has, for the command line and the window
        for file in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
            shutil.copy(HERE / "marian_tokenizers" / "one-vocabulary" / file, OUT / name)
        (OUT / name / "generation_config.json").write_text(json.dumps(
            {"decoder_start_token_id": 2, "eos_token_id": 0, "forced_eos_token_id": 0, "pad_token_id": 2, "bad_words_ids": [[2]], "max_length": 40},
            indent=2) + "\n")
    print(name, "trained to", loss.item(), flush=True)


def generate(model, source, settings):
    with torch.no_grad():
        out = model.generate(source[None], do_sample=False, output_scores=True, return_dict_in_generate=True, use_cache=True, **settings)
    return out.sequences[0].tolist(), out.sequences_scores[0].item() if settings.get("num_beams", 1) > 1 else None


def record(folder, seed):
    config = transformers.AutoConfig.from_pretrained(HERE / folder)
    auto = transformers.AutoModelForSeq2SeqLM if config.is_encoder_decoder else transformers.AutoModelForCausalLM
    cases, left_out, number = [], 0, 0
    with tempfile.TemporaryDirectory() as copy:  # the ids that end and start a text, in a generation_config.json as models have it
        copy = pathlib.Path(copy) / "model"
        shutil.copytree(HERE / folder, copy)
        base = {"eos_token_id": 0, "pad_token_id": 1} | (
            {"decoder_start_token_id": config.decoder_start_token_id, "pad_token_id": config.pad_token_id, "bad_words_ids": [[config.pad_token_id]]}
            if config.is_encoder_decoder else {})
        (copy / "generation_config.json").write_text(json.dumps(base))
        models = [auto.from_pretrained(copy, attn_implementation="eager", dtype=dtype).eval() for dtype in (torch.float64, torch.float32)]
        generator = torch.Generator().manual_seed(seed)
        vocabulary = config.vocab_size
        for _ in range(INPUTS[folder]):
            length = int(torch.randint(1, 13, (), generator=generator))
            source = torch.randint(2, min(vocabulary, 26), (length,), generator=generator)
            for _ in range(3):
                place = number % len(SETTINGS)
                number += 1
                (ids, score), (again, _) = (generate(model, source, SETTINGS[place]) for model in models)
                if ids != again:
                    left_out += 1
                    continue
                ids = ids[1:] if config.is_encoder_decoder else ids[length:]
                if config.is_encoder_decoder or ids:
                    cases.append({"input": source.tolist(), "settings": place, "ids": ids} | ({} if score is None else {"score": round(score, 6)}))
    lengths = [len(case["ids"]) for case in cases]
    print(folder, len(cases), "cases,", left_out, "left out,", len({tuple(case["ids"]) for case in cases}), "different, lengths", min(lengths), "to",
          max(lengths), "distinct tokens in a text, mean", sum(len(set(case["ids"])) for case in cases) / len(cases), flush=True)
    return {"folder": folder, "generation_config": base, "left_out": left_out, "cases": cases}


if __name__ == "__main__":
    for place, name in enumerate(TRAINED):
        train(name, 40 + place)
    everything = {"settings": SETTINGS, "models": [record(folder, 900 + place) for place, folder in enumerate(INPUTS)]}
    lines = json.dumps(everything, separators=(",", ":")).replace('{"input"', '\n{"input"').replace('{"folder"', '\n{"folder"')
    (OUT / "generation.json").write_text(lines + "\n")

#!/usr/bin/env python3
"""Record what heads do by their patterns (engine/derived/head_scores.h), computed straightforwardly from attentions of PyTorch.

Needs the vectors of record_gpt2.py, record_bert.py, record_llama.py, record_marian.py and record_vit.py, numpy and safetensors:
    /tmp/record/bin/python tests/vectors/record_head_scores.py
derived/head_scores.safetensors holds for each FOLDER.CASE.ATTENTION of CASES and each score NAME.L [heads] of layer L, NaN where no row
counts, NAME.chance and NAME.rows [1]; and of what TransformerLens' head detector has, transformer_lens.NAME.L: its "mul" score, the sum of
pattern times detection pattern by the sum of the pattern (head_detector.py, compute_head_attention_similarity_score).
"""
import json
import pathlib

import numpy as np
from safetensors.numpy import load_file, save_file

HERE = pathlib.Path(__file__).parent
# folder, recorded case, attention: of each a causal one, one with a window, one that sees everything, cross-attention, pictures
CASES = [("gpt2-tiny-f32", "7", "causal"), ("gpt2-tiny-f32", "70", "causal"), ("mistral-window", "34", "causal"),
         ("bert-tiny-mlm", "17", "full"), ("marian/bare", "0", "cross"), ("marian/bare", "1", "cross"),
         ("vit-tiny", "24x24", "patches"), ("vit-tiny", "40x16", "patches"), ("deit-tiny", "32x16", "patches")]
SPECIALS = {"vit-tiny": 1, "deit-tiny": 2}


def cells(kind: str, queries: int, keys: int, ids: np.ndarray | None, specials: int, grid: tuple[int, int]) -> dict[str, np.ndarray]:
    """Which keys each query would look at, [queries, keys] of booleans."""
    i, j = np.arange(queries)[:, None], np.arange(keys)[None]
    nothing = np.zeros((queries, keys), bool)
    if kind == "cross":
        return {"first_token": nothing | (j == 0),
                "alignment": np.abs(j + 0.5 - (i + 0.5) * keys / queries) <= max(1, keys / 10)}
    if kind == "patches":
        place = np.array([(-9, -9)] * specials + [(r, c) for r in range(grid[0]) for c in range(grid[1])])
        touching = (np.abs(place[:, None] - place[None]).max(-1) <= 1) & (j >= specials)
        asks = i >= specials
        return {"first_token": asks & (j == 0), "same_position": asks & (i == j), "local": asks & touching}
    same = ids[:, None] == ids[None]
    earlier = same & (j < i)
    after = np.concatenate([nothing[:, :1], earlier[:, :-1]], axis=1)  # TransformerLens rolls its duplicates one to the right
    found = {"previous_token": j == i - 1, "duplicate_token": earlier if kind == "causal" else same & (i != j),
             "induction": after & (j <= i), "first_token": (j == 0) & (i > 0), "same_position": i == j, "local": np.abs(i - j) <= 2}
    if kind == "full":
        found["next_token"] = j == i + 1
    return found


def seen(kind: str, queries: int, keys: int, window: int) -> np.ndarray:
    i, j = np.arange(queries)[:, None], np.arange(keys)[None]
    if kind != "causal":
        return np.ones((queries, keys), bool)
    return (j <= i) & (j > i - window if window else True)


def main() -> None:
    expected = {}
    for folder, case, kind in CASES:
        recorded, config = load_file(HERE / folder / "expected.safetensors"), json.loads((HERE / folder / "config.json").read_text())
        name = f"{case}.decoder.blocks.%d.cross_attn.pattern" if kind == "cross" else f"{case}.attention.%d"
        layers = sum((name % layer) in recorded for layer in range(99))
        grid = (0, 0)
        if kind == "patches":
            grid = tuple(int(side) // config["patch_size"] for side in case.split("x"))
        for layer in range(layers):
            pattern = recorded[name % layer].astype(np.float64)
            queries, keys = pattern.shape[1:]
            sees = seen(kind, queries, keys, config.get("sliding_window") or 0)
            counts = sees.sum(1)
            wanted = cells(kind, queries, keys, recorded.get(f"{case}.ids"), SPECIALS.get(folder, 0), grid)
            key = f"{folder}.{case}."
            for score, where in wanted.items():
                where = where & sees
                rows = where.any(1) & (counts > 1)
                mass = (pattern * where).sum(-1)
                expected[f"{key}{score}.{layer}"] = mass[:, rows].mean(-1) if rows.any() else np.full(len(pattern), np.nan)
                expected[f"{key}{score}.chance"] = np.array([(where.sum(1) / counts)[rows].mean() if rows.any() else 0])
                expected[f"{key}{score}.rows"] = np.array([rows.sum()])
                if score in ("previous_token", "induction") or (score == "duplicate_token" and kind == "causal"):
                    expected[f"{key}transformer_lens.{score}.{layer}"] = (pattern * where).sum((1, 2)) / pattern.sum((1, 2))
            rows = counts > 1
            safe = np.where(pattern > 0, pattern, 1)
            entropy = -(pattern * np.log2(safe)).sum(-1)
            expected[f"{key}broad.{layer}"] = (entropy[:, rows] / np.log2(counts[rows])).mean(-1)
            expected[f"{key}broad.chance"] = np.ones(1)
            expected[f"{key}broad.rows"] = np.array([rows.sum()])
    save_file({name: np.ascontiguousarray(values, np.float32) for name, values in expected.items()}, HERE / "derived" / "head_scores.safetensors")
    print(len(expected), "arrays")


main()

"""MODEL_CARD.md from card.in.md: what stands there as {name} comes from evaluation.json and samples.json, so that no number is typed.

    python card.py --model ..
"""

import argparse
import json
import re
from pathlib import Path


def rows(cells: list[list]) -> str:
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in cells)


def filled(template: Path, values: dict) -> str:
    """The template with every {name} replaced; each value is wanted and none is missing."""
    text = template.read_text()
    for name, value in values.items():
        assert "{" + name + "}" in text, name
        text = text.replace("{" + name + "}", str(value))
    assert not re.search(r"\{\w+\}", text), re.search(r"\{\w+\}", text)
    return text


def common(model: Path) -> dict:
    """What the Translator's card and its twin's both say, of the folder's evaluation.json and samples.json."""
    e, samples = (json.loads((model / name).read_text()) for name in ("evaluation.json", "samples.json"))
    others, training = e["alignment"]["others"], e["training"]
    return {
        "parameters": f"{e['parameters']:,}", "megabytes": f"{e['bytes'] / 1e6:.1f}",
        "source_pieces": f"{e['vocabularies'][0]:,}", "target_pieces": f"{e['vocabularies'][1]:,}",
        "train": f"{e['pairs']['train']:,}", "validation": f"{e['pairs']['validation']:,}", "test": f"{e['pairs']['test']:,}",
        "words": f"{e['pairs']['words']:,}", "nouns": f"{e['pairs']['nouns']:,}",
        "epochs": training["epoch"], "steps": f"{training['step']:,}", "pieces": f"{training['pieces'] / 1e6:.1f}",
        "processor": f"{training['processor'] / 60:.0f}", "held_out": training["held_out"],
        "samples": rows([[s["source"], s["said"], s["right"], s["nearest"]] for s in samples["test"]]),
        "attribution": "; ".join(s["attribution"].split("Attribution: ")[-1] for s in samples["test"]),
        "everyday": rows([[s["source"], s["said"], "yes" if s["known"] else "no"] for s in samples["everyday"]]),
        "hand": e["alignment"]["pairs"], "model_1": f"{others['model_1']:.3f}", "diagonal": f"{others['diagonal']:.3f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    e, config = (json.loads((args.model / name).read_text()) for name in ("evaluation.json", "config.json"))
    values = common(args.model) | {
        "architecture": f"{config['encoder_layers']} + {config['decoder_layers']} layers, {config['encoder_attention_heads']} heads, width "
                        f"{config['d_model']}, feed-forward {config['encoder_ffn_dim']}, {config['activation_function']}, post-norm",
        "scores": rows([[name, e["test"][key]["bleu"], e["test"][key]["chrf"]] for key, name in
                        (("greedy", "Translator, greedy"), ("beams", "Translator, four beams"), ("nearest", "nearest training sentence"))]),
        "guided": e["alignment"]["guided"],
        "heads": rows([[name, f"{error:.3f}"] for name, error in sorted(e["alignment"]["errors"].items(), key=lambda item: item[1])]),
    }
    (args.model / "MODEL_CARD.md").write_text(filled(Path(__file__).parent / "card.in.md", values))


if __name__ == "__main__":
    main()

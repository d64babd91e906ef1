"""MODEL_CARD.md from card.in.md, evaluation.json and samples.json, so that no number is typed.

    python card.py --model ..
"""

import argparse
import importlib.util
import json
from pathlib import Path

spec = importlib.util.spec_from_file_location("translators_card", Path(__file__).resolve().parents[2] / "translator" / "recipe" / "card.py")
translators_card = importlib.util.module_from_spec(spec)
spec.loader.exec_module(translators_card)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    e, config, samples = (json.loads((args.model / name).read_text()) for name in ("evaluation.json", "config.json", "samples.json"))
    accuracy, training = e["accuracy"], e["training"]
    values = {
        "layers": config["num_hidden_layers"], "heads": config["num_attention_heads"], "width": config["hidden_size"],
        "feed_forward": config["intermediate_size"], "parameters": f"{e['parameters']:,}", "vocabulary": f"{e['vocabulary']:,}",
        "megabytes": f"{e['bytes'] / 1e6:.1f}", "steps": f"{training['step']:,}", "whole_steps": training["step"], "tokens": f"{training['tokens'] / 1e6:.1f}",
        "processor": f"{training['processor'] / 60:.0f}", "windows": f"{e['windows']:,}",
        "masked": f"{e['masked']:,}", "nats": f"{e['nats']:.2f}", "accuracy": f"{accuracy['fill_in']:.3f}",
        "sentences": translators_card.rows([[sample["text"], "; ".join(", ".join(said) for said in sample["said"])] for sample in samples["sentences"]]),
        "five": f"{accuracy['fill_in_five']:.3f}", "trigram": f"{accuracy['trigram']:.3f}", "unigram": f"{accuracy['unigram']:.3f}",
    }
    (args.model / "MODEL_CARD.md").write_text(translators_card.filled(Path(__file__).parent / "card.in.md", values))


if __name__ == "__main__":
    main()

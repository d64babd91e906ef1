"""MODEL_CARD.md from card.in.md, evaluation.json and samples.json, so that no number is typed.

    python card.py --model ..
"""

import argparse
import importlib.util
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("translators_card", HERE.parents[1] / "translator" / "recipe" / "card.py")
translators_card = importlib.util.module_from_spec(spec)
spec.loader.exec_module(translators_card)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--translator", type=Path, required=True, help="its folder, whose scores stand beside these")
    args = parser.parse_args()
    e, config = (json.loads((args.model / name).read_text()) for name in ("evaluation.json", "config.json"))
    beside = json.loads((args.translator / "evaluation.json").read_text())
    values = translators_card.common(args.model) | {
        "table": config["d_model"], "state": config["hidden_size"], "attention": config["attention_size"],
        "scores": translators_card.rows([[name, test["bleu"], test["chrf"]] for name, test in (
            ("this model, greedy", e["test"]["greedy"]), ("Translator, greedy", beside["test"]["greedy"]),
            ("nearest training sentence", e["test"]["nearest"]))]),
        "error": f"{e['alignment']['errors']['L0H0']:.3f}",
        "guided": beside["alignment"]["guided"], "guided_error": f"{beside['alignment']['errors'][beside['alignment']['guided']]:.3f}",
    }
    (args.model / "MODEL_CARD.md").write_text(translators_card.filled(HERE / "card.in.md", values))


if __name__ == "__main__":
    main()

"""Train Photos-10 on CIFAR-10 (32 x 32 photographs of ten kinds of things); run it again with the same arguments to resume.

    python train.py --data cifar10-jpeg.zip --work WORK --minutes 90 [--threads 2] [--device cuda]
    python train.py --data cifar10-jpeg.zip --work WORK --export ..     writes the model folder and scores it on the test split

Needs torch, transformers, numpy and Pillow from PyPI (made with torch 2.13.0, transformers 5.23.0).
"""

import io
import json
import os
import sys
import zipfile
from pathlib import Path

import numpy
import torch
from PIL import Image
from transformers import ViTConfig, ViTForImageClassification

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "doodles" / "recipe"))
import vit_training  # noqa: E402

LABELS = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
SIZE, PATCH, MARGIN = 32, 4, 4  # pixels; the margin is what a picture may shift


def config() -> ViTConfig:
    return ViTConfig(hidden_size=128, num_hidden_layers=6, num_attention_heads=4, intermediate_size=512, hidden_act="gelu",
                     hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, image_size=SIZE, patch_size=PATCH, num_channels=3,
                     qkv_bias=True, layer_norm_eps=1e-6, initializer_range=0.02, id2label=dict(enumerate(LABELS)),
                     label2id={name: i for i, name in enumerate(LABELS)})


def split(args, which: str) -> tuple[torch.Tensor, torch.Tensor]:
    """[n, 3, SIZE, SIZE] uint8 and [n] class numbers of "train" or "test", decoded once."""
    path = args.work / f"{which}.npz"
    if not path.exists():
        images, labels = [], []
        with zipfile.ZipFile(args.data) as stored:
            for name in sorted(stored.namelist()):
                folder, kind = name.split("/")[0], name.split("/")[1]
                if folder == which and name.endswith(".jpg"):
                    picture = Image.open(io.BytesIO(stored.read(name))).convert("RGB")
                    images.append(numpy.asarray(picture).transpose(2, 0, 1))
                    labels.append(LABELS.index(kind))
        partial = path.with_suffix(".partial.npz")
        numpy.savez(partial, images=numpy.stack(images), labels=numpy.array(labels))
        os.replace(partial, path)
    with numpy.load(path) as stored:
        return torch.from_numpy(stored["images"]), torch.from_numpy(stored["labels"])


@torch.no_grad()
def of_samples(model: ViTForImageClassification, folder: Path) -> list[dict]:
    names = sorted(path.name for path in folder.glob("*.jpg"))
    pictures = [numpy.asarray(Image.open(folder / name).convert("RGB").resize((SIZE, SIZE), Image.BILINEAR)).transpose(2, 0, 1) for name in names]
    chances = model(vit_training.pixels(numpy.stack(pictures))).logits.softmax(1)
    return [{"sample": name, "class": LABELS[int(row.argmax())], "probability": round(float(row.max()), 4)} for name, row in zip(names, chances)]


@torch.no_grad()
def start_from(model: ViTForImageClassification, folder: Path) -> None:
    """The weights of Doodles, which has as many patches and blocks; its patches are twice as large, so that its patch embedding
    is averaged over 2 x 2 pixels. The classifier stays new."""
    other = ViTForImageClassification.from_pretrained(folder, dtype=torch.float32).state_dict()
    name = "vit.embeddings.patch_embeddings.projection.weight"
    other[name] = 4 * torch.nn.functional.avg_pool2d(other[name], 2)
    model.load_state_dict({key: value for key, value in other.items() if not key.startswith("classifier")}, strict=False)


def main() -> None:
    parser = vit_training.parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="cifar10-jpeg.zip")
    parser.add_argument("--whole", type=float, default=0.5, help="the part of training after which every patch is shown")
    parser.add_argument("--from-doodles", type=Path, help="a model folder whose blocks to start from")
    parser.set_defaults(batch=128, steps=40000, rate=1.2e-3)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    model = ViTForImageClassification(config())
    if args.export:
        model, step = vit_training.export(args, model)
        images, labels = split(args, "test")
        with torch.no_grad():
            answers = torch.cat([model(vit_training.pixels(part)).logits.argmax(1) for part in images.split(500)])
        by_kind = {name: round(float((answers == labels)[labels == i].float().mean()), 3) for i, name in enumerate(LABELS)}
        (args.export / "samples.json").write_text(json.dumps({"predictions": of_samples(model, args.export / "samples")}, indent=1) + "\n")
        print(json.dumps({"step": step, "test": len(labels), "accuracy": float((answers == labels).float().mean()), "by_kind": by_kind}))
        return
    vit_training.start_well(model)
    if args.from_doodles:
        start_from(model, args.from_doodles)
    images, labels = split(args, "train")
    padded = torch.nn.functional.pad(images.float(), [MARGIN] * 4, mode="reflect").to(torch.uint8)

    def pick(r: torch.Generator, progress: float) -> tuple[torch.Tensor, torch.Tensor]:
        rows = torch.randint(len(labels), (args.batch,), generator=r)
        out = torch.empty(args.batch, 3, SIZE, SIZE, dtype=torch.uint8)
        shifts = torch.randint(2 * MARGIN + 1, (args.batch, 2), generator=r).tolist()
        for i, (row, (y, x)) in enumerate(zip(rows.tolist(), shifts)):
            out[i] = padded[row, :, y:y + SIZE, x:x + SIZE]
        flips = torch.rand(args.batch, generator=r) < 0.5
        out[flips] = out[flips].flip(3)
        return out, labels[rows]

    vit_training.train(args, model, pick, lambda progress: 0.5 if progress < args.whole else 1.0)


if __name__ == "__main__":
    main()

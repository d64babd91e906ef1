"""What the recipes of Doodles and Photos-10 share: a good start, the loop, checkpoints, the model folder."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import ViTForImageClassification, ViTImageProcessor

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "storyteller" / "recipe"))
from muon import Muon  # noqa: E402

MEAN, DEVIATION = 0.5, 0.5


def pixels(images) -> torch.Tensor:
    """[n, 3, h, w] uint8 as the model's preprocessor_config.json says."""
    return (torch.as_tensor(images).float() / 255 - MEAN) / DEVIATION


@torch.no_grad()
def start_well(model: ViTForImageClassification) -> None:
    """Starts attention where trained ViTs end up: query times key near the identity, value times output near minus the
    identity, positions as sines (Trockman and Kolter 2023, "Mimetic initialization of self-attention layers",
    arXiv:2305.09828). From a plain start a ViT this small learns nothing of line drawings in its first 650 steps."""
    config = model.config
    width, heads = config.hidden_size, config.num_attention_heads
    size = width // heads

    def halves(a: torch.Tensor, rank: int) -> tuple[torch.Tensor, torch.Tensor]:
        u, s, v = torch.linalg.svd(a)
        root = s[:rank].sqrt()
        return u[:, :rank] * root, v[:rank].T * root

    def noise() -> torch.Tensor:
        return torch.randn(width, width) / width ** 0.5

    for layer in model.vit.layers:
        attention = layer.attention
        for h in range(heads):
            q, k = halves(0.7 * noise() + 0.7 * torch.eye(width), size)
            attention.q_proj.weight[h * size:(h + 1) * size] = q.T
            attention.k_proj.weight[h * size:(h + 1) * size] = k.T
        o, v = halves(0.4 * noise() - 0.4 * torch.eye(width), width)
        attention.v_proj.weight.copy_(v.T)
        attention.o_proj.weight.copy_(o)
    cells = config.image_size // config.patch_size
    y, x = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
    rates = 1.0 / 100 ** (torch.arange(width // 4) / (width // 4))
    waves = [f(c.flatten()[:, None] * rates * 2) for c in (y, x) for f in (torch.sin, torch.cos)]
    model.vit.embeddings.position_embeddings[0, 1:] = 0.3 * torch.cat(waves, 1)


def logits_of(model: ViTForImageClassification, images: torch.Tensor, keep: float) -> torch.Tensor:
    """With keep < 1 the model sees that share of each picture's patches, drawn anew each time and rather where something
    is: cheaper, and it learns to live with erased patches (after Liu et al. 2023, PatchDropout, arXiv:2208.07220)."""
    if keep >= 1:
        return model(images).logits
    x = model.vit.embeddings(images)
    size = model.config.patch_size
    spread = F.unfold(images, size, stride=size).std(1)
    wanted = torch.rand_like(spread) + 0.7 * (spread > 0.02)
    kept = 1 + wanted.topk(max(1, round(keep * spread.shape[1])), 1).indices
    x = torch.cat([x[:, :1], x.gather(1, kept[:, :, None].expand(-1, -1, x.shape[2]))], 1)
    for layer in model.vit.layers:
        x = layer(x, None)
    return model.classifier(model.vit.layernorm(x)[:, 0])


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that an interruption never leaves half a checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def parser(description: str) -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--work", type=Path, required=True, help="checkpoints, the collection and the log go here")
    out.add_argument("--steps", type=int, default=6000, help="the learning rate falls towards this step")
    out.add_argument("--minutes", type=float, default=1e9, help="or towards this much training, whichever comes first")
    out.add_argument("--batch", type=int, default=64)
    out.add_argument("--rate", type=float, default=1.5e-3, help="of AdamW, for embeddings, norms, biases and the classifier")
    out.add_argument("--muon-rate", type=float, default=0.02, help="of Muon, for the matrices of the blocks")
    out.add_argument("--decay", type=float, default=0.05)
    out.add_argument("--seed", type=int, default=1)
    out.add_argument("--every", type=float, default=120, help="seconds between checkpoints")
    out.add_argument("--threads", type=int, default=2)
    out.add_argument("--device", default="cpu")
    out.add_argument("--export", type=Path, help="only write the model folder, and say how good it is")
    return out


def export(args, model: ViTForImageClassification) -> tuple[ViTForImageClassification, int]:
    """Writes config.json, model.safetensors (f16) and preprocessor_config.json of the averaged weights; gives the model
    with just these weights, and its step."""
    state = torch.load(args.work / "last.pt", map_location="cpu")
    model.load_state_dict(state["average"])
    size = model.config.image_size
    model.half().save_pretrained(args.export)
    ViTImageProcessor(size={"height": size, "width": size}, image_mean=[MEAN] * 3, image_std=[DEVIATION] * 3,
                      resample=2).save_pretrained(args.export)
    return model.float().eval(), state["step"]


def train(args, model: ViTForImageClassification, pick, keep=lambda progress: 1.0) -> None:
    """pick(generator, progress) gives [n, 3, h, w] uint8 and [n] class numbers; keep(progress) the share of patches.
    Label smoothing, an average of the weights; goes on from the last checkpoint."""
    torch.set_num_threads(args.threads)
    model = model.to(args.device).train()
    average = {name: value.clone() for name, value in model.state_dict().items()}
    hidden = [p for name, p in model.named_parameters() if ".layers." in name and p.dim() == 2]
    others = [p for name, p in model.named_parameters() if not (".layers." in name and p.dim() == 2)]
    optimisers = [Muon(hidden, lr=args.muon_rate, weight_decay=args.decay), torch.optim.AdamW(others, lr=args.rate, betas=(0.9, 0.98), weight_decay=0)]
    rates = [args.muon_rate, args.rate]
    path, step, seconds = args.work / "last.pt", 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=args.device)
        model.load_state_dict(state["model"])
        for optimiser, stored in zip(optimisers, state["optimisers"]):
            optimiser.load_state_dict(stored)
        average, step, seconds = state["average"], state["step"], state["seconds"]
        print(f"resumed at step {step}", flush=True)

    def write() -> None:
        save(path, {"model": model.state_dict(), "average": average, "optimisers": [o.state_dict() for o in optimisers], "step": step, "seconds": seconds})

    last_save, right, seen, losses = time.monotonic(), 0, 0, []
    while (progress := max(step / args.steps, seconds / 60 / args.minutes)) < 1:
        began = time.monotonic()
        generator = torch.Generator().manual_seed(args.seed * 1_000_000 + step)
        torch.manual_seed(args.seed * 1_000_000 + step)
        images, targets = pick(generator, progress)
        targets = targets.to(args.device)
        for optimiser, rate in zip(optimisers, rates):
            optimiser.param_groups[0]["lr"] = rate * min(1.0, (step + 1) / 100, (1 - progress) / 0.7 + 0.01)
        logits = logits_of(model, pixels(images).to(args.device), keep(progress))
        loss = F.cross_entropy(logits, targets, label_smoothing=0.05)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        model.zero_grad(set_to_none=True)
        step += 1
        share = min(0.998, step / (step + 20))
        for name, value in model.state_dict().items():
            average[name].lerp_(value, 1 - share)
        right, seen = right + int((logits.argmax(1) == targets).sum()), seen + len(targets)
        losses.append(loss.item())
        seconds += time.monotonic() - began
        if step % 50 == 0:
            line = {"step": step, "progress": round(progress, 3), "loss": round(sum(losses) / len(losses), 4), "train_accuracy": round(right / seen, 4),
                    "seconds": round(seconds)}
            with open(args.work / "log.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
            print(line, flush=True)
            right, seen, losses = 0, 0, []
        if time.monotonic() - last_save > args.every:
            write()
            last_save = time.monotonic()
    write()

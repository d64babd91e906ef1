"""Train the Translator; run it again with the same arguments and it goes on from the last checkpoint.

    python train.py --model .. --work WORK --epochs 30

--model is where vocabulary.py wrote the tokenizer's files; WORK holds pairs.json and lexicon.json, and gets last.pt (every few
minutes), epoch-NNN.pt (the weights after each of the last epochs) and training-log.jsonl. Data depend on (seed, epoch) only. The
learning rate follows step / (steps of all epochs): a warm-up, a plateau, a straight line to zero; --epochs may be made smaller when
time runs out, the line then begins at once.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import MarianConfig, MarianMTModel

from examples import Example, Examples, batches
from training import PAD, rate, save, tensors

GUIDED = (1, 0)  # layer and head of the decoder's cross-attention, counted from 0


def config(source: int, target: int, **changes) -> MarianConfig:
    fixed = dict(vocab_size=source, decoder_vocab_size=target, share_encoder_decoder_embeddings=False, tie_word_embeddings=True,
                 d_model=192, encoder_layers=3, decoder_layers=3, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=768,
                 decoder_ffn_dim=768, activation_function="swish", scale_embedding=True, max_position_embeddings=128, pad_token_id=PAD,
                 decoder_start_token_id=PAD, eos_token_id=0, bos_token_id=None, forced_eos_token_id=0, dropout=0.2, attention_dropout=0.1,
                 activation_dropout=0.1, attn_implementation="eager")
    return MarianConfig(**(fixed | changes))


def losses(model: MarianMTModel, t: dict, smoothing: float, guided: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean cross-entropy a target piece, and mean -log of what the guided head spends on the words that the piece comes from."""
    out = model.model(input_ids=t["source"], attention_mask=t["seen"], decoder_input_ids=t["before"], output_attentions=guided, use_cache=False)
    rows = out.last_hidden_state[t["counts"]]  # no logits where the padding is
    logits = F.linear(rows, model.lm_head.weight) + model.final_logits_bias
    loss = F.cross_entropy(logits, t["target"][t["counts"]], label_smoothing=smoothing)
    if not guided:
        return loss, loss.new_zeros(())
    layer, head = GUIDED
    spent = (out.cross_attentions[layer][:, head] * t["aligned"]).sum(-1)
    wanted = t["aligned"].any(-1) & t["counts"]
    return loss, -(spent[wanted] + 1e-6).log().mean()


@torch.no_grad()
def held_out(model: MarianMTModel, examples: list[Example]) -> float:
    """Nats a target piece, without smoothing."""
    model.eval()
    total = count = 0
    for batch in batches(examples, 2000, random.Random(0)):
        t = tensors(batch)
        pieces = int(t["counts"].sum())
        total += float(losses(model, t, 0.0, False)[0]) * pieces
        count += pieces
    model.train()
    return total / count


def begin(model: MarianMTModel) -> None:
    """Matrices after Glorot, tables small enough to be scaled by sqrt(width)."""
    for name, weight in model.named_parameters():
        if weight.dim() == 2 and "embed" not in name:
            torch.nn.init.xavier_uniform_(weight)
        elif weight.dim() == 2 and "positions" not in name:
            torch.nn.init.normal_(weight, std=model.config.d_model ** -0.5)
    # The output matrix is the decoder's table: small, so that the first logits are near zero.
    model.model.decoder.embed_tokens.weight.data *= 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--tokens", type=int, default=1600, help="target pieces in a batch, with the padding")
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--warm", type=int, default=500)
    parser.add_argument("--plateau", type=float, default=0.4)
    parser.add_argument("--words", type=float, default=0.10, help="CC-CEDICT's words an epoch, for each pair of Tatoeba")
    parser.add_argument("--made", type=float, default=0.08, help="sentences made of its nouns, likewise")
    parser.add_argument("--guide", type=float, default=0.1, help="weight of the guided head's loss")
    parser.add_argument("--keep", type=int, default=8, help="epochs whose weights are kept")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pairs = json.loads((args.work / "pairs.json").read_text())
    lexicon = json.loads((args.work / "lexicon.json").read_text())
    vocabularies = tuple(json.loads((args.model / name).read_text()) for name in ("vocab.json", "target_vocab.json"))
    examples = Examples(pairs, vocabularies, args.model, lexicon, args.seed)
    validation = examples.part("validation")
    model = MarianMTModel(config(len(vocabularies[0]), len(vocabularies[1]))).train()
    begin(model)
    optimiser = torch.optim.Adam([p for n, p in model.named_parameters() if "embed_positions" not in n], lr=args.rate, betas=(0.9, 0.98), fused=True)
    state = {"epoch": 0, "batch": 0, "step": 0, "pieces": 0, "seconds": 0.0, "processor": 0.0, "per_epoch": 0}
    last = args.work / "last.pt"
    if last.exists():
        saved = torch.load(last, weights_only=True)
        model.load_state_dict(saved.pop("model"))
        optimiser.load_state_dict(saved.pop("optimiser"))
        state |= saved
    log = open(args.work / "training-log.jsonl", "a")
    def write_line(more: dict) -> None:
        print(json.dumps({k: round(v, 1) for k, v in state.items()} | more), file=log, flush=True)

    while state["epoch"] < args.epochs:
        epoch = state["epoch"]
        queue = batches(examples.epoch(epoch, args.words, args.made), args.tokens, random.Random(epoch))
        state["per_epoch"] = state["per_epoch"] or len(queue)
        total = args.epochs * state["per_epoch"]
        torch.manual_seed(args.seed * 1000003 + state["step"])
        written = clock = time.monotonic()
        used = time.process_time()
        for number in range(state["batch"], len(queue)):
            for group in optimiser.param_groups:
                group["lr"] = args.rate * rate(state["step"], total, args.warm, args.plateau)
            t = tensors(queue[number])
            loss, guide = losses(model, t, 0.1, True)
            (loss + args.guide * guide).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            now, state["batch"], state["step"] = time.monotonic(), number + 1, state["step"] + 1
            state["pieces"] += int(t["counts"].sum())
            state["seconds"] += now - clock
            state["processor"] += time.process_time() - used
            clock, used = now, time.process_time()
            if state["step"] % 50 == 0:
                write_line({"loss": round(loss.item(), 3), "guide": round(guide.item(), 3)})
            if now - written > 120:
                save(last, state | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})
                written = now
        state["epoch"], state["batch"] = epoch + 1, 0
        save(args.work / f"epoch-{epoch + 1:03}.pt", model.state_dict())
        (args.work / f"epoch-{epoch + 1 - args.keep:03}.pt").unlink(missing_ok=True)
        save(last, state | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})
        write_line({"held_out": round(held_out(model, validation), 4)})


if __name__ == "__main__":
    main()

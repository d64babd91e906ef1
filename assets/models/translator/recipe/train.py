"""Train the Translator; run it again with the same arguments and it goes on from the last checkpoint.

    python train.py --model .. --work WORK --epochs 30

WORK holds pairs.json and lexicon.json; what it gets, and how an interrupted run goes on, training.py says.
"""

import json

import torch
import torch.nn.functional as F
from transformers import MarianConfig, MarianMTModel

from examples import Examples
from training import PAD, options, train

GUIDED = (1, 0)  # layer and head of the decoder's cross-attention, counted from 0


def config(source: int, target: int, **changes) -> MarianConfig:
    fixed = dict(vocab_size=source, decoder_vocab_size=target, share_encoder_decoder_embeddings=False, tie_word_embeddings=True,
                 d_model=192, encoder_layers=3, decoder_layers=3, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=768,
                 decoder_ffn_dim=768, activation_function="swish", scale_embedding=True, max_position_embeddings=128, pad_token_id=PAD,
                 decoder_start_token_id=PAD, eos_token_id=0, bos_token_id=None, forced_eos_token_id=0, dropout=0.2, attention_dropout=0.1,
                 activation_dropout=0.1, attn_implementation="eager")
    return MarianConfig(**(fixed | changes))


def losses(model: MarianMTModel, t: dict, smoothing: float, guide: float) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Mean cross-entropy a target piece; and, in training, the mean -log of what the guided head spends on the words that it comes from."""
    out = model.model(input_ids=t["source"], attention_mask=t["seen"], decoder_input_ids=t["before"], output_attentions=model.training,
                      use_cache=False)
    rows = out.last_hidden_state[t["counts"]]  # no logits where the padding is
    logits = F.linear(rows, model.lm_head.weight) + model.final_logits_bias
    loss = F.cross_entropy(logits, t["target"][t["counts"]], label_smoothing=smoothing)
    if not model.training:
        return loss, {"loss": loss}
    layer, head = GUIDED
    spent = (out.cross_attentions[layer][:, head] * t["aligned"]).sum(-1)
    wanted = t["aligned"].any(-1) & t["counts"]
    missed = -(spent[wanted] + 1e-6).log().mean()
    return loss + guide * missed, {"loss": loss, "guide": missed}


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
    parser = options(__doc__, epochs=30, rate=1.2e-3, warm=500)
    parser.add_argument("--guide", type=float, default=0.1, help="weight of the guided head's loss")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pairs, lexicon = (json.loads((args.work / name).read_text()) for name in ("pairs.json", "lexicon.json"))
    vocabularies = tuple(json.loads((args.model / name).read_text()) for name in ("vocab.json", "target_vocab.json"))
    examples = Examples(pairs, vocabularies, args.model, lexicon, args.seed)
    model = MarianMTModel(config(*map(len, vocabularies))).train()
    begin(model)
    learnt = [weight for name, weight in model.named_parameters() if "embed_positions" not in name]
    train(model, learnt, examples, lambda t, smoothing: losses(model, t, smoothing, args.guide), args)


if __name__ == "__main__":
    main()

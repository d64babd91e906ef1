"""PyTorch as a peer, on the CPU or ("device":"cuda") on a GPU: eager attention, every attention matrix returned, logits at every position."""
import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")

import numpy as np
import torch
import transformers

import peer_loop

transformers.logging.set_verbosity_error()


def load(shape, folder):
    classes = {"gpt2-small": transformers.GPT2LMHeadModel, "bert-base": transformers.BertForMaskedLM,
               "vit-base": transformers.ViTForImageClassification}
    model = classes[shape].from_pretrained(folder, attn_implementation="eager", local_files_only=True).eval()
    model.config.use_cache = False  # a cache of keys is no part of what is compared
    return model


def prepare(command):
    """ids [1, tokens], or a picture [1, 3, side, side] of noise."""
    if "picture" in command:
        side = command["picture"]
        noise = np.random.Generator(np.random.PCG64(1)).standard_normal((1, 3, side, side), dtype=np.float32)
        return torch.from_numpy(noise)
    return torch.tensor([command["ids"]], dtype=torch.int64)


class Torch:
    def open(self, command):
        torch.set_num_threads(command["threads"])
        torch.set_flush_denormal(True)
        self.device = torch.device(command.get("device", "cpu"))
        self.model = load(command["shape"], command["folder"]).to(self.device)
        name = torch.cuda.get_device_name() if self.device.type == "cuda" else "cpu"
        return {"version": torch.__version__, "transformers": transformers.__version__, "device": name,
                "threads": torch.get_num_threads(),
                "parameters": sum(p.numel() for p in self.model.parameters())}

    def given(self, command):
        return prepare(command).to(self.device)

    def run(self, given):
        with torch.inference_mode():
            out = self.model(given, output_attentions=True, return_dict=True)
        if self.device.type == "cuda":  # what was launched has run
            torch.cuda.synchronize()
        return out

    def arrays(self, out):
        return out.logits[0].cpu().numpy(), [a[0].cpu().numpy() for a in out.attentions]


if __name__ == "__main__":
    peer_loop.serve(Torch())

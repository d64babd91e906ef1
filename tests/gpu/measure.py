#!/usr/bin/env python3
"""P14 of the targets: ours on a GPU against the bandwidth of its memory, and against PyTorch on CUDA where that is there.

    measure.py --bench BENCH_FORWARD --device vulkan:0 --speed SPEED.json --scratch FOLDER --seconds 150 [--torch cuda|cpu|no]

Prints a Markdown section. GPT-2-small's shape with random weights; SPEED.json is what gpu_device_speed printed. Exit code 1 when
ours cannot be measured or PyTorch computes something else; a PyTorch that is not there is said and is no failure.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "bench" / "peers"))

from workers import Missing, Worker  # noqa: E402

TOKENS = 64


def ids(count):
    return [(i * 7919 + 3) % 30000 for i in range(count)]


def milliseconds(value):
    return f"{value:.3f} ms" if value < 10 else f"{value:.1f} ms"


class Measurement:
    def __init__(self, arguments):
        self.arguments = arguments
        self.deadline = time.monotonic() + arguments.seconds
        self.cores = sorted(os.sched_getaffinity(0))
        self.logs = arguments.scratch / "logs"
        self.folder = arguments.scratch / "gpt2-small"
        self.speed = json.loads(arguments.speed.read_text())
        self.failed = []

    def left(self):
        left = self.deadline - time.monotonic()
        if left < 1:
            raise Missing("the time given to this measurement is used up")
        return left

    def ask(self, worker, command):
        return worker.ask(command, timeout=self.left())

    def bandwidth(self):
        """Bytes per second, the best that was seen: by the device's clock, else by the host's."""
        by_device = max(self.speed["storageGBs"], self.speed["texelGBs"])
        return 1e9 * (by_device or max(self.speed["storageGBsWall"], self.speed["texelGBsWall"]))

    def start_ours(self, weights="f32"):
        ours = Worker(f"ours {weights}", [self.arguments.bench], self.cores, self.logs)
        opened = self.ask(ours, {"do": "open", "folder": str(self.folder), "device": self.arguments.device, "threads": 0,
                                 "weights": weights})
        return ours, opened

    def start_torch(self):
        if self.arguments.torch == "no":
            raise Missing("not asked for")
        code = "import torch, transformers, sys; sys.exit(0 if sys.argv[1] == 'cpu' or torch.cuda.is_available() else 3)"
        found = subprocess.run([sys.executable, "-c", code, self.arguments.torch], capture_output=True, text=True,
                               timeout=self.left())
        if found.returncode == 3:
            raise Missing("PyTorch is here, but sees no CUDA device")
        if found.returncode:
            raise Missing(f"no PyTorch with transformers in {sys.executable}: {(found.stderr.strip().splitlines() or ['?'])[-1]}")
        torch = Worker("torch", [sys.executable, TESTS / "bench" / "peers" / "torch_worker.py"], self.cores, self.logs)
        opened = self.ask(torch, {"do": "open", "shape": "gpt2-small", "folder": str(self.folder), "threads": len(self.cores),
                                  "device": self.arguments.torch})
        return torch, opened

    def agreement(self, ours, torch):
        command = {"do": "check", "ids": ids(48)}
        mine, theirs = self.ask(ours, command), self.ask(torch, command)
        worst = {part: max(abs(a - b) for a, b in zip(mine[part], theirs[part])) for part in mine}
        print(f"\nOurs against PyTorch, 48 tokens: largest difference of 64 logits {worst['logits']:.1e}, of 64 weights "
              f"{worst['weights']:.1e}.")
        if not max(worst.values()) <= 1e-3:
            self.failed.append("PyTorch and ours compute different numbers")

    def rounds(self, turns, repeats):
        """The turns one after another, `repeats` times: all milliseconds of each, and the last reply."""
        samples, last = {name: [] for name in turns}, {}
        for _ in range(repeats):
            for name, (worker, command) in turns.items():
                last[name] = self.ask(worker, command)
                samples[name] += last[name]["milliseconds"]
        return samples, last

    def run(self):
        make = subprocess.run([sys.executable, TESTS / "bench" / "make_model.py", "--shape", "gpt2-small", self.folder],
                              capture_output=True, text=True, timeout=self.left())
        if make.returncode:
            raise Missing(f"the model could not be made: {make.stderr.strip()[-300:]}")
        ours, opened = self.start_ours()
        print(f"GPT-2 small's shape, random weights, f32, on {opened['device']}; loaded in "
              f"{opened['loadMilliseconds'] / 1000:.1f} s. Medians, [smallest, largest].")
        torch = reason = None
        try:
            torch, torch_opened = self.start_torch()
            print(f"PyTorch {torch_opened['version']}, transformers {torch_opened['transformers']}, eager attention, on "
                  f"{torch_opened['device']}.")
            self.agreement(ours, torch)
        except (Missing, subprocess.TimeoutExpired) as missing:
            reason = missing
        repeats = self.arguments.repeats
        full = {"do": "pass", "ids": ids(TOKENS), "repeat": repeats, "warm": 2, "capture": True}
        edit = {**full, "repeat": 4 * repeats, "edit": "last"}
        turns = {"full": (ours, full), "edit": (ours, edit), "middle": (ours, {**edit, "edit": "middle"}),
                 "tail8": (ours, {**edit, "edit": "tail8"}), "head off": (ours, {**edit, "edit": "lastHeadOff", "logits": "last"})}
        if torch:
            turns["torch"] = (torch, full)
        samples, last = self.rounds(turns, 3)
        half, half_opened = self.start_ours("f16")
        half_samples, _ = self.rounds({"full, weights f16": (half, full), "edit, weights f16": (half, edit)}, 2)
        samples.update(half_samples)
        self.table(samples, opened, half_opened, reason)
        self.operations("full pass", last["full"])
        self.operations("edit of the last token", last["edit"])
        same = self.ask(ours, {"do": "compare", "ids": ids(TOKENS), "edits": 6, "seed": 1})
        print(f"\nP8: after {same['edits']} random edits {same['different']} of {same['numbers']} numbers differ from those of "
              f"fresh passes, by at most {same['largestDifference']:.1e} (aim: 0).")
        for worker in (ours, half, torch):
            if worker:
                worker.stop()

    def table(self, samples, opened, half_opened, reason):
        medians = {name: statistics.median(values) for name, values in samples.items()}
        print("\n| what | measured |\n|---|---|")
        for name, values in samples.items():
            what = "PyTorch, full pass" if name == "torch" else f"ours, {name}"
            print(f"| {what}, N = {TOKENS} | {milliseconds(medians[name])} [{min(values):.3f}, {max(values):.3f}] |")
        rate = self.bandwidth()
        floors = {"edit": opened, "edit, weights f16": half_opened}
        print("\n| target | ratio | must, aim |\n|---|---|---|")
        for name, facts in floors.items():
            floor = 1e3 * facts["weightBytes"] / rate
            print(f"| P14 {name} / reading {facts['weightBytes'] / 1e6:.0f} MB at {rate / 1e9:.0f} GB/s ({milliseconds(floor)}) | "
                  f"**{medians[name] / floor:.2f}** | {'2.5, 1.5' if name == 'edit' else '–'} |")
        if "torch" in medians:
            print(f"| P14 full / PyTorch | **{medians['full'] / medians['torch']:.2f}** | 1.0, 0.5 |")
        else:
            print(f"| P14 full / PyTorch | not measured: {reason} | 1.0, 0.5 |")

    @staticmethod
    def operations(what, reply):
        times = sorted(reply["lastPassByOperation"].items(), key=lambda item: -item[1])
        if times:
            print(f"\nThe last {what} by operation, by the device's clock: "
                  + ", ".join(f"{name} {milliseconds(value)}" for name, value in times) + ".")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--device", required=True)
    parser.add_argument("--speed", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--torch", choices=("cuda", "cpu", "no"), default="cuda")
    measurement = Measurement(parser.parse_args())
    try:
        measurement.run()
    except (Missing, subprocess.TimeoutExpired) as reason:
        measurement.failed.append(str(reason))
    for sentence in measurement.failed:
        print(f"\n**Not measured or wrong: {sentence}.**")
    return 1 if measurement.failed else 0


sys.exit(main())

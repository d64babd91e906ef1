"""What is run, in which order: fills Samples for targets.py."""
import json
import os
import pathlib
import re
import subprocess

from samples import say
from workers import Missing, Spinner, Worker, physical_cores

GPT2, BERT, VIT = "gpt2-small", "bert-base", "vit-base"
PEERS = ("onnxruntime", "pytorch", "wasm")
SIZES = (16, 64, 256)
BERT_TOKENS = 128
PICTURE = 224  # 14 x 14 patches and the class token: 197 rows


def ids(count, vocabulary=30000):
    return [(i * 7919 + 3) % vocabulary for i in range(count)]


class Measurement:
    def __init__(self, samples, cache, build, quick):
        self.samples = samples
        self.cache = pathlib.Path(cache)
        self.build = pathlib.Path(build)
        self.quick = quick
        self.pairs = 2 if quick else 5
        self.cores = physical_cores()
        self.facts = {}
        self.workers = []

    # -- programs

    def start(self, name, argv, threads, environment=None):
        # The last cores: interrupts and other people's single-threaded programs like the first one.
        worker = Worker(f"{name} {threads}t", argv, self.cores[-threads:], self.cache / "logs", environment)
        self.workers.append(worker)
        return worker

    def start_ours(self, threads, name="ours"):
        program = self.build / "tests/bench/bench_forward"
        if not program.exists():
            raise Missing(f"{program} was not built")
        return self.start(name, [program], threads)

    def start_peer(self, peer, shape, threads):
        """A worker with the model open; Missing with the reason otherwise."""
        problem = self.cache / "problems" / peer
        if problem.exists():
            raise Missing(problem.read_text().strip())
        folder = self.folder(shape, "weights" if peer == "pytorch" else "onnx")
        here = pathlib.Path(__file__).parent
        if peer == "wasm":
            argv = ["node", here / "wasm_worker.mjs", self.cache]
        else:
            script = "torch_worker.py" if peer == "pytorch" else "onnxruntime_worker.py"
            argv = [self.cache / "venv/bin/python", here / script]
        worker = self.start(f"{peer} {shape}", argv, threads,
                            {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)})
        facts = worker.ask({"do": "open", "shape": shape, "folder": str(folder), "threads": threads})
        self.facts[peer] = facts["version"]
        return worker

    def folder(self, shape, part):
        problems = self.cache / "models/problems.json"
        problem = json.loads(problems.read_text()).get(f"{shape}/{part}") if problems.exists() else \
            "the models were not made"
        if problem:
            raise Missing(f"no {part} of {shape}: {problem}")
        return self.cache / "models" / shape

    def stop(self):
        for worker in self.workers:
            worker.stop()
        self.workers = []

    # -- turns

    def turn(self, worker, command, **more):
        """What Samples.rounds asks; `worker` may be the Missing that its start raised."""
        if isinstance(worker, Missing):
            def refuse():
                raise worker
            return refuse
        return lambda: worker.ask({**command, **more})

    def attempt(self, start, *arguments):
        try:
            return start(*arguments)
        except Missing as reason:
            say(str(reason))
            return reason

    def repeats(self, tokens):
        return max(1, {16: 5, 64: 3, 256: 2}.get(tokens, 1) // (2 if self.quick else 1))

    def peers_for(self, threads):
        return PEERS if threads > 1 else PEERS[:2]

    @staticmethod
    def peers_at(tokens, peers):
        """Past the usual lengths onnxruntime alone: the others take too long."""
        return peers if tokens in SIZES else {name: peers[name] for name in ("onnxruntime",)}

    def edit_bytes(self, opened, tokens):
        """What an edit of the last token reads at least: every weight, and the keys and values (f32) of every token."""
        with open(self.folder(GPT2, "weights") / "config.json") as file:
            config = json.load(file)
        return opened["weightBytes"] + 2 * 4 * config["n_layer"] * config["n_embd"] * tokens

    # -- phases

    def gpt2(self, threads):
        """P1, P2, P3, P5, P6, P7, P8, P9, P10."""
        ours = self.attempt(self.start_ours, threads)
        opened = self.attempt(self.open_gpt2, ours, threads)
        if isinstance(opened, Missing):
            ours = opened
        peers = {peer: self.attempt(self.start_peer, peer, GPT2, threads) for peer in self.peers_for(threads)}
        for peer, worker in peers.items():
            if not isinstance(worker, Missing) and not isinstance(ours, Missing):
                disagreement = self.attempt(self.check, ours, worker, peer)
                if isinstance(disagreement, Missing):
                    peers[peer] = disagreement
        for tokens in SIZES + (512,):
            self.samples.rounds(f"GPT-2 small, N={tokens}, {threads} thread(s)", self.pairs,
                                self.gpt2_turns(ours, self.peers_at(tokens, peers), opened, tokens, threads))
        if threads == 1:
            self.same_bits(ours, "cpu", edits=6 if self.quick else 20)
        if threads == 2:
            self.busy(ours, peers)
        self.stop()

    def half(self, threads):
        """P5, P7 and P8 with weights stored as f16."""
        ours = self.attempt(self.start_ours, threads, "ours f16")
        opened = self.attempt(self.open_gpt2, ours, threads, "cpu", "f16")
        if isinstance(opened, Missing):
            ours = opened
        tokens, suffix = 256, f"{threads}t"
        full = {"do": "pass", "ids": ids(tokens), "repeat": self.repeats(tokens), "warm": 1}
        edit = {**full, "repeat": 5 if self.quick else 11, "warm": 2}
        stream = {} if isinstance(ours, Missing) else {"do": "bandwidth", "bytes": self.edit_bytes(opened, tokens),
                                                       "threads": threads, "repeat": 3}
        turns = []
        for peer in ("onnxruntime", "wasm") if threads > 1 else ("onnxruntime",):
            worker = self.attempt(self.start_peer, peer, GPT2, threads)
            slow = {"repeat": 1, "warm": 0} if peer == "wasm" else {}
            turns.append((f"half/{peer}.full.{suffix}", self.turn(worker, full, **slow)))
            turns.append((f"half.last.{suffix}", self.turn(ours, edit, edit="last")))
        turns = list({name: (name, ask) for name, ask in turns}.values())  # one edit for both peers
        turns.append((f"half.floor.{suffix}", self.turn(ours, stream)))
        self.samples.rounds(f"GPT-2 small, weights f16, N={tokens}, {threads} thread(s)", self.pairs, turns)
        if threads == 1:
            self.same_bits(ours, "half", edits=3 if self.quick else 10)
        self.stop()

    def open_gpt2(self, ours, threads, device="cpu", weights="f32"):
        if isinstance(ours, Missing):
            raise ours
        facts = ours.ask({"do": "open", "folder": str(self.folder(GPT2, "weights")), "device": device,
                          "threads": threads, "weights": weights})
        if facts["weights"] != weights:
            raise Missing(f"{facts['device']} stores weights as {facts['weights']}, asked for {weights}")
        self.facts[f"ours on {device}:"] = re.sub(r", \d+ threads?|, f16 weights", "", facts["device"])
        return facts

    def check(self, ours, worker, peer):
        """The same model on both sides, or a Missing: a faster wrong answer is not to be compared."""
        command = {"do": "check", "ids": ids(48)}
        mine, theirs = ours.ask(command), worker.ask(command)
        differences = {part: max(abs(a - b) for a, b in zip(mine[part], theirs[part])) for part in mine}
        say(f"ours against {peer}: largest difference of 64 logits {differences['logits']:.1e}, "
            f"of 64 weights {differences['weights']:.1e}")
        if not max(differences.values()) <= 1e-3:
            raise Missing(f"{peer} does not compute what ours does: {differences}")

    def gpt2_turns(self, ours, peers, opened, tokens, threads):
        repeat, suffix = self.repeats(tokens), f"{tokens}.{threads}t"
        full = {"do": "pass", "ids": ids(tokens), "repeat": repeat, "warm": 1}
        edit = {**full, "repeat": 5 if self.quick else 11, "warm": 2}
        for peer, worker in peers.items():
            slow = {"repeat": 1, "warm": 0} if peer == "wasm" and tokens > 16 else {}
            yield f"ours/{peer}.full.{suffix}", self.turn(ours, full)
            yield f"{peer}.full.{suffix}", self.turn(worker, full, **slow)
        if not isinstance(ours, Missing):
            stream = {"do": "bandwidth", "bytes": self.edit_bytes(opened, tokens), "threads": threads, "repeat": 3}
            yield f"floor.{suffix}", self.turn(ours, stream)
            yield f"straight.{suffix}", self.turn(ours, stream, streams=1)
        else:
            yield f"floor.{suffix}", self.turn(ours, {})
        yield f"ours.last.{suffix}", self.turn(ours, edit, edit="last")
        yield f"ours.tail8.{suffix}", self.turn(ours, edit, edit="tail8")
        yield f"ours.middle.{suffix}", self.turn(ours, edit, edit="middle", repeat=repeat, warm=1)
        yield f"ours.captured.{suffix}", self.turn(ours, full)
        yield f"ours.uncaptured.{suffix}", self.turn(ours, full, capture=False)
        # What the window asks for while nobody looks at other positions' predictions.
        yield f"ours.window.{suffix}", self.turn(ours, full, logits="last")
        yield f"ours.lastHeadOff.{suffix}", self.turn(ours, edit, edit="lastHeadOff", logits="last")

    def same_bits(self, ours, name, edits):
        """P8."""
        try:
            reply = self.turn(ours, {"do": "compare", "ids": ids(64), "edits": edits, "seed": 1})()
        except Missing as reason:
            self.samples.lack(f"same.{name}", reason)
            return
        say(f"{name}: {reply['edits']} random edits against fresh passes: {reply['different']} of "
            f"{reply['numbers']} numbers differ, by at most {reply['largestDifference']:.1e}")
        self.samples.note(f"same.{name}", reply["different"] / reply["numbers"])
        self.samples.note(f"difference.{name}", reply["largestDifference"])

    def busy(self, ours, peers):
        """P10: one of the two cores taken by a program of normal priority."""
        if len(self.cores) < 2:
            for who in ("ours", "onnxruntime"):
                self.samples.lack(f"{who}.busy", "this machine has one core")
            return
        command = {"do": "pass", "ids": ids(64), "repeat": 5 if self.quick else 15, "warm": 2}

        def while_busy(ask):
            def run():
                with Spinner(self.cores[-2]):
                    return ask()
            return run

        turns = []
        for who, worker in (("ours", ours), ("onnxruntime", peers["onnxruntime"])):
            ask = self.turn(worker, command)
            turns += [(f"{who}.idle", ask), (f"{who}.busy", while_busy(ask))]
        self.samples.rounds("GPT-2 small, N=64, one core busy, 2 threads", self.pairs, turns)

    def families(self, threads):
        """P4. Whether ours has the family is asked of our program."""
        for shape, given in ((BERT, {"ids": ids(BERT_TOKENS)}), (VIT, {"picture": PICTURE})):
            command = {"do": "pass", "repeat": self.repeats(64), "warm": 1, **given}
            ours = self.attempt(self.start_ours, threads)
            refusal = self.attempt(self.open_family, ours, shape, threads)
            if isinstance(refusal, Missing):
                ours = refusal
            turns = []
            for peer in self.peers_for(threads):
                worker = self.attempt(self.start_peer, peer, shape, threads)
                slow = {"repeat": 1, "warm": 0} if peer == "wasm" else {}
                turns += [(f"ours/{peer}.{shape}.{threads}t", self.turn(ours, command)),
                          (f"{peer}.{shape}.{threads}t", self.turn(worker, command, **slow))]
            self.samples.rounds(f"{shape}, {threads} thread(s)", self.pairs, turns)
            self.stop()

    def open_family(self, ours, shape, threads):
        if isinstance(ours, Missing):
            raise ours
        return ours.ask({"do": "open", "folder": str(self.folder(shape, "weights")), "device": "cpu",
                         "threads": threads})

    def vulkan(self):
        """P11, P12, P8 on Vulkan, all on the software device."""
        threads = len(self.cores)
        names = ("vulkan.full", "vulkan.first", "same.vulkan")
        try:
            ours = self.start_ours(threads, "ours vulkan")
            devices = ours.ask({"do": "devices"})["devices"]
            device = next((d["device"] for d in devices if d["type"] == "software Vulkan"), None)
            if not device:
                found = ", ".join(f"{d['device']} ({d['type']})" for d in devices)
                raise Missing(f"no software Vulkan device (lavapipe) here; there is {found}")
            self.open_gpt2(ours, threads, device)
            command = {"do": "pass", "ids": ids(64), "repeat": 1, "warm": 0}
            self.samples.rounds("GPT-2 small, N=64, lavapipe", self.pairs,
                                [("vulkan.full", self.turn(ours, command)),
                                 ("vulkan.last", self.turn(ours, command, edit="last"))])
            self.same_bits(ours, "vulkan", edits=2 if self.quick else 5)
            ours.stop()
            # Whatever is cached on disk is cached by now: each of these is a second start.
            for number in range(1 if self.quick else 3):
                say(f"second start on lavapipe: {number + 1}")
                again = self.start_ours(threads, "ours vulkan again")
                self.samples.note("vulkan.load", self.open_gpt2(again, threads, device)["loadMilliseconds"])
                first = again.ask(command)["milliseconds"][0]
                steady = sorted(again.ask({**command, "repeat": 3 if self.quick else 5})["milliseconds"])
                self.samples.note("vulkan.first", first)
                self.samples.note("vulkan.steady", steady[len(steady) // 2])
                again.stop()
        except Missing as reason:
            say(str(reason))
            for name in names:
                self.samples.lack(name, reason)
        self.stop()

    def window(self):
        """P13: keystroke to painted picture, on the CPU."""
        try:
            self.picture("window", [])
        except (Missing, OSError, subprocess.SubprocessError) as reason:
            say(str(reason))
            self.samples.lack("window.median", reason)

    def picture(self, name, more):
        program = self.build / "tests/bench/bench_edit_to_picture"
        if not program.exists():
            raise Missing(f"{program} was not built")
        self.folder(GPT2, "tokenizer")
        command = [program, "--device", "cpu", "--tokens", "64", "--edits", "40" if self.quick else "200",
                   "--text", "The owl told Tom", "--model", self.folder(GPT2, "weights"), *more]
        say("edit to painted picture: " + " ".join(map(str, command)))
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, timeout=900)
        found = re.search(r"median ([0-9.]+) ms, p95 ([0-9.]+) ms \(of it the pass: median ([0-9.]+) ms\)", done.stdout)
        if done.returncode or not found:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            raise Missing(f"bench_edit_to_picture ended with {done.returncode}: {last}")
        for part, value in zip(("median", "p95", "pass"), found.groups()):
            self.samples.note(f"{name}.{part}", float(value))

"""Timings of one run of the comparison, by name, and the interleaving that fills them."""
import statistics
import sys
import time

from workers import Missing


def say(text):
    print(f"peers: {text}", file=sys.stderr, flush=True)


class NotAsked(Missing):
    """Its phase was left out (--phases), or the run was interrupted before it."""


class Samples:
    """values[name] is one number per round; missing[name] the sentence why there is none."""

    def __init__(self, cpu_time=False):
        self.values = {}
        self.missing = {}
        self.said = set()
        self.cpu_time = cpu_time  # processor time for what runs on one thread: for a busy machine

    def note(self, name, value):
        self.values.setdefault(name, []).append(value)

    def lack(self, name, reason):
        self.values.pop(name, None)
        self.missing.setdefault(name, str(reason))

    def median(self, name):
        if name not in self.values:
            raise Missing(self.missing[name]) if name in self.missing else NotAsked()
        return statistics.median(self.values[name])

    def ratios(self, over, under):
        """Round by round: what was measured within the same seconds is divided."""
        self.median(over), self.median(under)
        return [a / b for a, b in zip(self.values[over], self.values[under])]

    def rounds(self, label, count, turns):
        """A B A B: every turn once a round, `count` rounds after one that is not kept. A turn is (name, ask), where
        ask() gives the reply of a worker, or {"value": x}. A turn that fails is left out from then on; so are, for
        want of a pair, no others."""
        turns = list(turns)
        for number in range(-1, count):
            if number >= 0:
                say(f"{label}: round {number + 1} of {count}")
            for turn in list(turns):
                name, ask = turn
                try:
                    reply = ask()
                except Missing as reason:
                    if (name.split(".")[0], str(reason)) not in self.said:
                        say(f"{label}: {name}: {reason}")
                        self.said.add((name.split(".")[0], str(reason)))
                    self.lack(name, reason)
                    turns.remove(turn)
                    continue
                if number >= 0:
                    self.note(name, self.value(name, reply))
                time.sleep(0.03)  # threads that spin for a while after their work shall not take the next one's core

    def value(self, name, reply):
        if "value" in reply:
            return reply["value"]
        kind = "cpuMilliseconds" if self.cpu_time and name.endswith("1t") else "milliseconds"
        return statistics.median(reply[kind])

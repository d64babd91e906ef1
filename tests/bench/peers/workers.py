"""Long-lived programs that answer one JSON line with one, and the cores they may run on."""
import json
import os
import pathlib
import selectors
import subprocess
import time


class Missing(Exception):
    """Something cannot be measured here; the message says why, in one sentence."""


class Worker:
    """One program, started on its cores. ask() raises Missing when it refuses, dies or stays silent."""

    def __init__(self, name, argv, cores, logs, environment=None):
        self.name = name
        self.log = pathlib.Path(logs) / f"{name.replace(' ', '-')}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(self.log, "w") as log:
                self.process = subprocess.Popen(
                    ["taskset", "-c", ",".join(map(str, cores)), *map(str, argv)], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=log, env={**os.environ, **(environment or {})})
        except OSError as error:
            raise Missing(f"{name} does not start: {error}") from error
        self.rest = b""

    def ask(self, command, timeout=600):
        try:
            self.process.stdin.write(json.dumps(command).encode() + b"\n")
            self.process.stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: closed by stop()
            raise Missing(f"{self.name} has ended: {self.last_words()}") from error
        line = self.line(time.monotonic() + timeout)
        try:
            reply = json.loads(line)
        except json.JSONDecodeError as error:
            raise Missing(f"{self.name} answered no JSON: {line[:100]!r}") from error
        if "error" in reply:
            raise Missing(reply["error"])
        return reply

    def line(self, deadline):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self.rest:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    self.stop()
                    raise Missing(f"{self.name} gave no answer in time")
                piece = os.read(self.process.stdout.fileno(), 1 << 16)
                if not piece:
                    raise Missing(f"{self.name} has ended: {self.last_words()}")
                self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def last_words(self):
        code = self.process.poll()
        text = self.log.read_text(errors="replace").strip().splitlines()
        last = text[-1] if text else ""
        if code == -9 and not last:
            last = "killed, for want of memory perhaps"
        return f"{last or 'no message'} ({self.log})"

    def stop(self):
        if self.process.poll() is None:
            try:
                self.process.stdin.write(b'{"do":"quit"}\n')
                self.process.stdin.close()
                self.process.wait(10)
            except (OSError, ValueError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()


class Spinner:
    """One core kept busy at normal priority while `with spinner:` lasts."""

    def __init__(self, core):
        self.core = core

    def __enter__(self):
        self.process = subprocess.Popen(["taskset", "-c", str(self.core), "sh", "-c", "while :; do :; done"])
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def physical_cores():
    """The cores this program may use, one hardware thread of each first: two of them are two cores where there are."""
    allowed = sorted(os.sched_getaffinity(0))
    firsts, others, seen = [], [], set()
    for cpu in allowed:
        path = pathlib.Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        siblings = path.read_text().strip() if path.exists() else str(cpu)
        (others if siblings in seen else firsts).append(cpu)
        seen.add(siblings)
    return firsts + others

#!/usr/bin/env python3
"""Runs ours and the peers in turn and prints the table of targets. Started by run.sh, which installs and builds; needs
nothing but Python's standard library itself."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys

import targets
from measure import Measurement
from samples import Samples, say

PHASES = ("one", "two", "half", "families", "vulkan", "window")


def processor():
    found = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def build_flags(build):
    cache = build / "CMakeCache.txt"
    entries = dict(re.findall(r"^(\w+):\w+=(.*)$", cache.read_text(), re.MULTILINE)) if cache.exists() else {}
    return entries.get("CMAKE_BUILD_TYPE", "unknown build type")


def commit(root):
    def git(*arguments):
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""
    return (git("rev-parse", "--short", "HEAD") or "no commit") + (" and changes" if git("status", "--porcelain") else "")


def load():
    return os.getloadavg()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="2 rounds instead of 5: proves that it works")
    parser.add_argument("--cpu-time", action="store_true",
                        help="1-thread rows from processor time: for a machine that others use too")
    parser.add_argument("--phases", default=",".join(PHASES), help="of " + ",".join(PHASES))
    options = parser.parse_args()
    phases = options.phases.split(",")
    if unknown := set(phases) - set(PHASES):
        parser.error(f"--phases: expected some of {','.join(PHASES)}, got {','.join(sorted(unknown))}")

    root = pathlib.Path(__file__).resolve().parents[3]
    begin, load_before = datetime.datetime.now().astimezone(), load()
    if load_before > 0.5:
        say(f"the machine is busy (load {load_before:.1f}): 2-thread figures will be worse than they are, for everybody")
    def interrupt(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, interrupt)  # whoever ends the run gets the table of what there is
    signal.signal(signal.SIGINT, interrupt)
    samples = Samples(options.cpu_time)
    measurement = Measurement(samples, options.cache, options.build, options.quick)
    try:
        for name, phase in (("one", lambda: measurement.gpt2(1)), ("two", lambda: measurement.gpt2(2)),
                            ("half", lambda: (measurement.half(1), measurement.half(2))),
                            ("families", lambda: (measurement.families(1), measurement.families(2))),
                            ("vulkan", measurement.vulkan), ("window", measurement.window)):
            if name in phases:
                phase()
    except KeyboardInterrupt:
        say("interrupted: the table has what was measured until now")
    finally:
        measurement.stop()

    text, counts = targets.table(samples)
    minutes = (datetime.datetime.now().astimezone() - begin).total_seconds() / 60
    head = [f"{begin:%d %B %Y, %H:%M}, commit {commit(root)}, {processor()}, {len(measurement.cores)} cores, "
            f"{build_flags(options.build)}; load {load_before:.1f} before, {load():.1f} after; {minutes:.0f} minutes.",
            "; ".join(f"{name} {fact}" for name, fact in measurement.facts.items())]
    if options.quick:
        head.append("**--quick: 2 rounds. It shows that everything runs; its figures are not for quoting.**")
    if options.cpu_time:
        head.append("1-thread rows are processor time, not wall time (--cpu-time).")
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    report = "\n\n".join([*filter(None, head), text, f"Rows: {summary}.", targets.notes(samples)]) + "\n"
    print(report)
    results = options.cache / "results"
    results.mkdir(parents=True, exist_ok=True)
    stem = results / f"{begin:%Y%m%d-%H%M%S}"
    stem.with_suffix(".md").write_text(report)
    stem.with_suffix(".json").write_text(json.dumps({"facts": measurement.facts, "values": samples.values,
                                                     "missing": samples.missing}, indent=1))
    say(f"kept in {stem}.md and .json")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The loop of a Python peer: one JSON command per line on standard input, one JSON reply per line (see forward.cpp).

{"do":"open", "shape":"gpt2-small", "folder":F, "threads":1}
{"do":"pass", "ids":[...] or "picture":224, "repeat":3, "warm":1}
{"do":"check", "ids":[...]}
{"do":"quit"}
"""
import json
import os
import sys
import time


def sample(logits, attentions):
    """logits [rows, vocabulary], attentions a list of [heads, rows, rows]: the places that forward.cpp takes too."""
    rows, vocabulary = logits.shape
    some_logits, some_weights = [], []
    for k in range(64):
        row = k * 37 % rows
        key = k * 11 % (row + 1)
        layer = attentions[k % len(attentions)]
        some_logits.append(float(logits[row, k * 7919 % vocabulary]))
        some_weights.append(float(layer[k * 5 % layer.shape[0], row, key]))
    return {"logits": some_logits, "weights": some_weights}


def timed(run, warm, repeat):
    wall, processor = [], []
    for turn in range(warm + repeat):
        begin, begin_processor = time.perf_counter(), time.process_time()
        out = run()
        end, end_processor = time.perf_counter(), time.process_time()
        if turn >= warm:
            wall.append(1e3 * (end - begin))
            processor.append(1e3 * (end_processor - begin_processor))
        del out  # outside of the time, as ours gives its trace back outside of it
    return {"milliseconds": wall, "cpuMilliseconds": processor}


def serve(peer):
    """`peer` has open(command) -> facts, given(command) -> input, run(input) -> outputs,
    arrays(outputs) -> (logits, attentions) without the batch axis."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to the log
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["do"] == "quit":
                return
            if command["do"] == "open":
                reply = peer.open(command)
            elif command["do"] == "pass":
                given = peer.given(command)
                reply = timed(lambda: peer.run(given), command.get("warm", 1), command.get("repeat", 1))
            elif command["do"] == "check":
                reply = sample(*peer.arrays(peer.run(peer.given(command))))
            else:
                raise ValueError(f"expected open, pass, check or quit, got {command['do']}")
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()

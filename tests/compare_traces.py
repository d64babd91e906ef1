#!/usr/bin/env python3
"""Are the traces of two builds equal, bit for bit?

    tests/compare_traces.py BEFORE AFTER

compares files, or the .npz files of two folders, that `headlight trace MODEL ... --out FILE.npz` wrote: the same arrays
by name, of one shape and type, with the same bytes, and the same headlight.json. Prints one line a file; exits with 1
where anything differs.
"""
import pathlib
import sys

import numpy


def differences(before, after):
    """Sentences about what differs between two .npz files."""
    with numpy.load(before) as old, numpy.load(after) as new:
        for name in sorted(set(old.files) | set(new.files)):
            if name not in old.files or name not in new.files:
                yield f"{name} is only in {before if name in old.files else after}"
            elif isinstance(old[name], bytes):  # headlight.json: names, shapes, device
                if old[name] != new[name]:
                    yield f"{name} differs"
            elif old[name].shape != new[name].shape or old[name].dtype != new[name].dtype:
                yield f"{name} is {old[name].shape} {old[name].dtype}, then {new[name].shape} {new[name].dtype}"
            elif old[name].tobytes() != new[name].tobytes():
                unequal = numpy.count_nonzero(old[name] != new[name])
                yield f"{name}: {unequal} of {old[name].size} numbers differ (0: in the bits of zeros or NaNs alone)"


def main(before, after):
    before, after = pathlib.Path(before), pathlib.Path(after)
    pairs = [(before, after)]
    if before.is_dir():
        names = sorted({file.name for folder in (before, after) for file in folder.glob("*.npz")})
        pairs = [(before / name, after / name) for name in names]
    failed = not pairs
    for old, new in pairs:
        missing = [str(file) for file in (old, new) if not file.exists()]
        found = [f"{file} is missing" for file in missing] or list(differences(old, new))
        with_arrays = "" if missing else f"{len(numpy.load(old).files)} arrays equal"
        print(f"{old.name}: {'; '.join(found) or with_arrays}")
        failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
"""Write two small safetensors files with the reference implementation, and what numpy reads in them, beside this file.

Made with safetensors 0.8.0 and numpy 2.4.6 from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install safetensors==0.8.0 numpy==2.4.6
    /tmp/record/bin/python tests/vectors/record_safetensors.py
safetensors/types.safetensors   every type that weights come in, awkward values, a scalar, an empty tensor, a mask of booleans, metadata
safetensors/odd.safetensors     the same with a header that is not padded, so that every tensor begins at an odd address
safetensors/expected.json       per tensor the bits of each value as float32 (hexadecimal), widened by numpy, bfloat16 by its definition
"""
import json
import pathlib
import struct

import numpy as np
import safetensors

assert safetensors.__version__ == "0.8.0" and np.__version__ == "2.4.6", "see the pinned versions above"
HERE = pathlib.Path(__file__).parent / "safetensors"

half_bits = np.array([0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x3C00, 0xBC00, 0x3555, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00,
                      0x7E00, 0x5640], np.uint16).reshape(3, 5)
brain_bits = np.array([0x0000, 0x8000, 0x0001, 0x007F, 0x0080, 0x3F80, 0xBF80, 0x3EAB, 0x7F7F, 0xFF7F, 0x7F80, 0xFF80, 0x7FC0,
                       0x42C8], np.uint16).reshape(2, 7)
single = np.array([0.0, -0.0, 1e-45, 1.1754944e-38, 1 / 3, -2.5, 3.4028235e38, np.inf, -np.inf], np.float32).reshape(3, 1, 3)
double = np.array([1 / 3, -1e-3, 16777217.0, 0.1], np.float64)  # 2^24 + 1 and 0.1 round
TENSORS = {
    "half": ("float16", half_bits, half_bits.view(np.float16).astype(np.float32)),
    "brain": ("bfloat16", brain_bits, (brain_bits.astype(np.uint32) << 16).view(np.float32)),
    "single": ("float32", single, single),
    "double": ("float64", double, double.astype(np.float32)),
    "scalar": ("float32", np.array(7.25, np.float32), np.array(7.25, np.float32)),
    "empty": ("float32", np.zeros((4, 0), np.float32), np.zeros((4, 0), np.float32)),
    "mask.\u9aa8": ("bool", np.array([True, False, True]), None),
}


def main() -> None:
    HERE.mkdir(exist_ok=True)
    entries = {name: safetensors.TensorSpec(dtype=dtype, shape=raw.shape, data_ptr=raw.ctypes.data, data_len=raw.nbytes)
               for name, (dtype, raw, _) in TENSORS.items()}
    whole = safetensors.serialize(entries, metadata={"format": "np"})
    (HERE / "types.safetensors").write_bytes(whole)

    (length,) = struct.unpack("<Q", whole[:8])
    header = whole[8:8 + length].rstrip(b" ")
    header += b" " * (1 - len(header) % 2)
    odd = struct.pack("<Q", len(header)) + header + whole[8 + length:]
    assert len(header) % 2 == 1
    safetensors.deserialize(odd)  # the reference reads it too
    (HERE / "odd.safetensors").write_bytes(odd)

    expected = {name: {"shape": list(raw.shape), "bits": [f"{bits:08x}" for bits in widened.view(np.uint32).ravel().tolist()]}
                for name, (_, raw, widened) in TENSORS.items() if widened is not None}
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main()

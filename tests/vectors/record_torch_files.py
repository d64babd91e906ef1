#!/usr/bin/env python3
"""Write tiny state dicts with torch.save, what PyTorch reads in them, and pickles that nobody should run, beside this file.

Made with torch 2.13.0 (CPU) and safetensors from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 safetensors numpy
    /tmp/record/bin/python tests/vectors/record_torch_files.py
torch_files/zip.bin        a state dict in the zip format: f32, f16, bf16, f64, a scalar, an empty tensor, whole numbers, a
                           parameter, two names of one storage, a slice, a transposed and a strided view, _metadata, a text
torch_files/legacy.bin     the same in the format before PyTorch 1.6
torch_files/protocol4.bin  the same in the zip format with pickle protocol 4
torch_files/expected.json  per tensor its shape, its type and the bits of each value as float32 (hexadecimal)
torch_files/pytorch_model.bin                the weights of gpt2-tiny-odd in the zip format, one of them as a transposed view
torch_files/pytorch_model-0000N-of-00002.bin  the same in two shards of the legacy format, with pytorch_model.bin.index.json
torch_files/nested.bin     zip.bin's state dict one level deeper, as training runs keep it: {"state_dict": ..., "optimizer": ..., "epoch": ...}
torch_files/several.bin    two state dicts in one file
torch_files/hostile-*.bin  pickles and archives that are refused; none is ever unpickled here
"""
import collections
import io
import json
import os
import pathlib
import pickle
import zipfile

import torch
from safetensors.torch import load_file

assert torch.__version__.startswith("2.13.0"), "see the pinned version above"
HERE = pathlib.Path(__file__).parent / "torch_files"

TYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64",
         torch.bool: "BOOL", torch.float8_e4m3fn: "F8_E4M3"}


def state_dict() -> collections.OrderedDict:
    generator = torch.Generator().manual_seed(4)
    base = torch.randn(4, 6, generator=generator)
    tensors = collections.OrderedDict()
    tensors["single"] = base
    tensors["half"] = torch.randn(3, 5, generator=generator).half()
    tensors["brain"] = torch.randn(2, 7, generator=generator).bfloat16()
    tensors["double"] = torch.tensor([1 / 3, -1e-3, 16777217.0, 0.1], dtype=torch.float64)
    tensors["scalar"] = torch.tensor(7.25)
    tensors["empty"] = torch.zeros(4, 0)
    tensors["positions"] = torch.arange(6)[None]
    tensors["mask"] = torch.tensor([True, False, True])
    tensors["narrow"] = torch.ones(3).to(torch.float8_e4m3fn)
    tensors["parameter"] = torch.nn.Parameter(torch.randn(5, generator=generator))
    tensors["tied"] = base
    tensors["slice"] = base[1:3]
    tensors["transposed"] = base.t()
    tensors["strided"] = base[::2, 1::2]
    tensors["\u9aa8.weight"] = torch.tensor([[1.0, -2.0]])
    tensors._metadata = collections.OrderedDict({"": {"version": 1}, "h.0": {"version": 2}})
    return tensors


class Calls:
    """Pickles as a call of `function`; unpickling it would run that."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def zip_of(pickled: bytes, compression=zipfile.ZIP_STORED, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in {"data.pkl": pickled, "byteorder": b"little", "version": b"3\n", **members}.items():
            info = zipfile.ZipInfo("archive/" + name)
            info.compress_type = compression
            archive.writestr(info, data)
    return file.getvalue()


def tensor_pickle(storage_type=b"FloatStorage", elements=4, offset=0, size=(4,), stride=(1,)) -> bytes:
    def number(value):
        return pickle.LONG1 + bytes([8]) + value.to_bytes(8, "little", signed=True) if abs(value) >= 2**31 else \
            pickle.BININT + value.to_bytes(4, "little", signed=True)

    def text(value):
        return pickle.BINUNICODE + len(value).to_bytes(4, "little") + value

    tuples = [b"(" + b"".join(map(number, values)) + b"t" for values in (size, stride)]
    storage = b"(" + text(b"storage") + b"ctorch\n" + storage_type + b"\n" + text(b"0") + text(b"cpu") + number(elements) + b"tQ"
    tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(offset) + tuples[0] + tuples[1] + b"\x89}tR"
    return b"\x80\x02}" + text(b"w") + tensor + b"s."


def record_model() -> None:
    tensors = collections.OrderedDict(load_file(HERE.parent / "gpt2-tiny-odd" / "model.safetensors"))
    name = next(name for name in tensors if name.endswith("h.0.mlp.c_fc.weight"))
    shards = [collections.OrderedDict(list(tensors.items())[i::2]) for i in range(2)]
    tensors[name] = tensors[name].t().contiguous().t()
    torch.save(tensors, HERE / "pytorch_model.bin")
    weight_map = {}
    for i, shard in enumerate(shards):
        file = f"pytorch_model-{i + 1:05}-of-00002.bin"
        torch.save(shard, HERE / file, _use_new_zipfile_serialization=False)
        weight_map.update({name: file for name in shard})
    index = {"metadata": {"total_size": sum(t.nbytes for t in tensors.values())}, "weight_map": weight_map}
    (HERE / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1) + "\n")


def main() -> None:
    HERE.mkdir(exist_ok=True)
    record_model()
    tensors = state_dict()
    torch.save(tensors, HERE / "zip.bin")
    torch.save(tensors, HERE / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.save(tensors, HERE / "protocol4.bin", pickle_protocol=4)
    optimizer = {"state": {0: {"exp_avg": torch.ones(3)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    torch.save({"epoch": torch.tensor(3), "state_dict": tensors, "optimizer": optimizer, "step": 70}, HERE / "nested.bin")
    torch.save({"student": {"w": torch.ones(2)}, "teacher": {"w": torch.zeros(2)}}, HERE / "several.bin")
    expected = {}
    for name, tensor in torch.load(HERE / "zip.bin", weights_only=True).items():
        values = tensor.detach().float().contiguous().view(torch.int32).flatten().tolist()
        expected[name] = {"shape": list(tensor.shape), "type": TYPES[tensor.dtype],
                          "bits": [f"{bits & 0xffffffff:08x}" for bits in values]}
    (HERE / "expected.json").write_text(json.dumps(expected, indent=0) + "\n")

    data = torch.arange(4.0).numpy().tobytes()
    hostile = {
        # os.system is posix.system by its own account; both spellings, and the latter in both formats.
        "system": zip_of(b"\x80\x02cos\nsystem\nX\x08\x00\x00\x00rm -rf /\x85R."),
        "posix": zip_of(pickle.dumps({"w": Calls(os.system, "echo executed > /tmp/headlight-was-here")}, protocol=2)),
        "legacy": pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2) + pickle.dumps(1001, protocol=2)
        + pickle.dumps({"little_endian": True}, protocol=2)
        + pickle.dumps({"w": Calls(os.system, "echo executed > /tmp/headlight-was-here")}, protocol=2),
        "eval": zip_of(pickle.dumps({"w": Calls(eval, "1 + 1")}, protocol=4)),
        "plain-pickle": pickle.dumps({"w": [1.0, 2.0]}, protocol=2),
        "outside": zip_of(tensor_pickle(size=(5,)), **{"data/0": data}),
        "huge": zip_of(tensor_pickle(size=(2**62, 2**62), stride=(1, 1)), **{"data/0": data}),
        "negative": zip_of(tensor_pickle(offset=-1, size=(2,)), **{"data/0": data}),
        "expanded": zip_of(tensor_pickle(size=(2**40, 4), stride=(0, 1)), **{"data/0": data}),
        "no-storage": zip_of(tensor_pickle()),
        "compressed": zip_of(tensor_pickle(), zipfile.ZIP_DEFLATED, **{"data/0": data * 100}),
        "big-endian": zip_of(tensor_pickle(), byteorder=b"big", **{"data/0": data}),
        "empty": zip_of(b"\x80\x02}."),
        "object": zip_of(b"\x80\x02cos\nPathLike\n)\x81."),
    }
    for name, content in hostile.items():
        (HERE / f"hostile-{name}.bin").write_bytes(content)
    assert not pathlib.Path("/tmp/headlight-was-here").exists()


main()

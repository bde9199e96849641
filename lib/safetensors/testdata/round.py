# Reads the file that this project wrote, checks it, and writes another by the reference implementation: round.py OURS THEIRS
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

with safe_open(sys.argv[1], "np") as f:
    metadata, arrays = f.metadata(), {name: f.get_tensor(name) for name in f.keys()}
assert metadata == {"by": "ours", "τ": '"'}, metadata
assert sorted(arrays) == ["none", "one", "weights τ", "wide"], arrays
assert arrays["weights τ"].dtype == np.float32 and (arrays["weights τ"] == np.array([[0.5, -1.5, 1 / 3]], np.float32)).all(), arrays
assert arrays["wide"].dtype == np.float64 and (arrays["wide"] == np.array([1 / 3, -np.inf])).all(), arrays
assert arrays["one"].shape == () and arrays["one"] == 0.1, arrays
assert arrays["none"].shape == (0, 3), arrays

ramp = np.arange(6).reshape(2, 3)
save_file(
    {
        **{kind: ramp.astype(kind) for kind in ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]},
        "bool": ramp % 2 == 1,
        "one": np.array(2.5),
        "none": np.zeros((0, 4), np.float32),
        "an odd name/τ": np.array([1.5], np.float32),
    },
    sys.argv[2],
    metadata={"by": "the reference", "τ": '"'},
)
print("same")

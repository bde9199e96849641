"""Writes the .npy and .npz files beside this script: python3 make.py (numpy 2.4.6 was used).

fixture_test.go says what each must read as."""
import os
import numpy as np
from numpy.lib import format as npformat

here = os.path.dirname(os.path.abspath(__file__))
at = lambda name: os.path.join(here, name)

ramp = np.arange(24).reshape(2, 3, 4)          # value = 12 i + 4 j + k
signed = ramp - 12
for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8"]:
    np.save(at(f"le_{name}.npy"), signed.astype("<" + name))
    if name != "i1":
        np.save(at(f"be_{name}.npy"), signed.astype(">" + name))
for name in ["u1", "u2", "u4", "u8"]:
    np.save(at(f"le_{name}.npy"), ramp.astype("<" + name))
np.save(at("bool.npy"), ramp % 3 == 0)
np.save(at("fortran.npy"), np.asfortranarray(signed.astype("f8")))
np.save(at("fortran_be_f4.npy"), np.asfortranarray(signed.astype(">f4")))
np.save(at("scalar.npy"), np.float64(2.5))
np.save(at("empty.npy"), np.zeros((0, 3)))
np.save(at("special.npy"), np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324, 1.7976931348623157e308]))
np.save(at("half.npy"), np.array([0, 1, -2, 65504, 6e-8, 6.1e-5, np.inf, np.nan, 1 / 3], "f2"))
np.save(at("big_int.npy"), np.array([1, 2**53 + 1]))
np.save(at("max_uint.npy"), np.array([2**64 - 1], "u8"))
np.save(at("complex.npy"), np.array([1 + 2j]))
np.save(at("text.npy"), np.array(["a", "bc"]))
np.save(at("dates.npy"), np.array(["2000-01-01"], "M8[D]"))
np.save(at("objects.npy"), np.array([None, 1], object), allow_pickle=True)
np.save(at("records.npy"), np.zeros(2, [("t", "f8"), ("u", "f4")]))
for version in [(2, 0), (3, 0)]:
    with open(at(f"version{version[0]}.npy"), "wb") as f:
        npformat.write_array(f, signed.astype("f8"), version=version)
np.savez(at("stored.npz"), x=np.linspace(0, 1, 5), u=signed.astype("f8"), n=np.int64(7))
np.savez_compressed(at("deflated.npz"), x=np.linspace(0, 1, 5), u=signed.astype("f8"), n=np.int64(7))
np.savez(at("mixed.npz"), x=np.linspace(0, 1, 5), label=np.array(["a"]))

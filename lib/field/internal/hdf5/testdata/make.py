"""Writes the HDF5 files of the tests: a ramp in many layouts. Needs h5py 3."""
import h5py
import numpy as np

ramp = np.arange(7 * 5 * 3).reshape(7, 5, 3)
for name, libver in {"earliest": "earliest", "latest": ("v110", "v110")}.items():
    with h5py.File(f"{name}.h5", "w", libver=libver) as f:
        for t in ["<f8", ">f8", "<f4", "<f2", "<i4", ">i2", "<u8", "<i1", "<u1"]:
            f.create_dataset(f"types/{t[1]}/" + t.replace("<", "le_").replace(">", "be_"), data=ramp.astype(t))
        f.create_dataset("a/bool", data=ramp % 2 == 1)
        f.create_dataset("a/scalar", data=7.5)
        f.create_dataset("a/vector", data=np.arange(100.0), chunks=(9,))
        f.create_dataset("a/chunked", data=ramp.astype("f8"), chunks=(2, 3, 2))
        f.create_dataset("a/one_chunk", data=ramp.astype("f8"), chunks=(7, 5, 3))
        f.create_dataset("b/gzip", data=ramp.astype("f8"), chunks=(2, 3, 2), compression="gzip")
        f.create_dataset("b/shuffled", data=ramp.astype("f8"), chunks=(3, 5, 3), compression="gzip", shuffle=True, fletcher32=True)
        f.create_dataset("b/checked", data=ramp.astype("f8"), chunks=(4, 4, 3), fletcher32=True)
        f.create_dataset("b/one_gzip", data=ramp.astype("f8"), chunks=(7, 5, 3), compression="gzip")
        f.create_dataset("c/lzf", data=ramp.astype("f8"), chunks=(2, 3, 2), compression="lzf")
        f.create_dataset("c/text", data=np.array([b"abc", b"de"]))
        f.create_dataset("c/records", data=np.zeros(3, dtype=[("a", "f8"), ("b", "i4")]))
        f.create_dataset("c/growing", data=ramp.astype("f8"), chunks=(2, 3, 2), maxshape=(None, 5, 3))
        part = f.create_dataset("d/part", shape=(6, 4), dtype="f8", chunks=(2, 4), fillvalue=-3.0)
        part[2:4] = 5
        f.create_dataset("d/unwritten", shape=(3, 2), dtype="f4", fillvalue=2.5)
        f.create_dataset("compact/deep/er", data=np.arange(6.0))
with h5py.File("dense.h5", "w", libver=("v110", "v110")) as f:
    for i in range(9):
        f.create_dataset(f"set{i}", data=i)
with h5py.File("many.h5", "w") as f:
    for i in range(100):
        f.create_dataset(f"set{i:03d}", data=np.float32(i))
with h5py.File("paged.h5", "w", libver=("v110", "v110")) as f:
    f.create_dataset("x", data=np.arange(2400.0), chunks=(2,))
    f.create_dataset("z", data=np.arange(2400.0), chunks=(2,), compression="gzip")

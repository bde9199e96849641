"""Writes the files of the tests: ramps in the layouts of PDEBench, and pairs as numpy saves them. Needs h5py 3 and numpy 2."""
import h5py
import numpy as np


def ramp(*shape):
    return np.arange(np.prod(shape), dtype="f4").reshape(shape)


with h5py.File("runs1d.hdf5", "w") as f:  # 1D_Burgers_Sols_Nu0.01.hdf5 and the like: one time more than there are frames
    f["tensor"] = ramp(3, 5, 8)
    f["t-coordinate"] = np.linspace(0, 2.5, 6, dtype="f4")
    f["x-coordinate"] = (np.arange(8, dtype="f4") + 0.5) / 8
with h5py.File("runs2d.hdf5", "w") as f:
    f.create_dataset("tensor", data=ramp(2, 3, 4, 6), chunks=(1, 3, 4, 6), compression="gzip")
    f["t-coordinate"] = np.arange(3.0)
    f["x-coordinate"] = np.arange(4.0)
    f["y-coordinate"] = np.arange(6.0)
with h5py.File("darcy.hdf5", "w") as f:  # 2D_DarcyFlow_beta1.0_Train.hdf5 and the like
    f["nu"] = 1 + ramp(3, 4, 6)
    f["tensor"] = -ramp(3, 4, 6).reshape(3, 1, 4, 6)
    f["x-coordinate"] = np.arange(4.0)
    f["y-coordinate"] = np.arange(6.0)
np.savez("pairs.npz", x=ramp(3, 4, 6), y=-ramp(3, 4, 6).astype("f8"))
np.savez_compressed("deflated.npz", x=ramp(3, 4, 6), y=-ramp(3, 4, 6).astype("f8"))

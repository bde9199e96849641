"""One task of equation discovery by PySINDy on the arrays of an .npz; prints its result as JSON.

python sindy.py TASK ARRAYS.npz REPEATS THRESHOLD
"""
import json
import resource
import sys
import time
import warnings

import numpy as np
import pysindy as ps

warnings.filterwarnings("ignore")
task, path, repeats, threshold = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
arrays = np.load(path)


def series(optimizer):
    model = ps.SINDy(
        optimizer=optimizer,
        feature_library=ps.PolynomialLibrary(degree=5),
        differentiation_method=ps.FiniteDifference(order=2),
    )
    return lambda: model.fit(arrays["x"], t=float(arrays["dt"][0]))


def weak(order):
    # As its authors' examples have it: a thousand subdomains, products of powers and derivatives.
    x, t, u = arrays["x"], arrays["t"], arrays["u"].T[:, :, None]
    grid = np.stack(np.meshgrid(x, t, indexing="ij"), axis=-1)

    def fit():
        np.random.seed(0)
        library = ps.WeakPDELibrary(
            function_library=ps.PolynomialLibrary(degree=2, include_bias=False),
            derivative_order=order, spatiotemporal_grid=grid, is_uniform=True, K=1000,
        )
        model = ps.SINDy(optimizer=ps.STLSQ(threshold=threshold, alpha=1e-12, normalize_columns=False), feature_library=library)
        return model.fit(u, t=t)

    return fit


def film():
    # The strong form, whose differences of clean frames favour it; u is over t, y, x.
    u = np.moveaxis(arrays["u"], 0, -1)[..., None]
    library = ps.PDELibrary(
        function_library=ps.PolynomialLibrary(degree=3, include_bias=False), derivative_order=2,
        spatial_grid=np.stack(np.meshgrid(arrays["y"], arrays["x"], indexing="ij"), axis=-1),
    )
    model = ps.SINDy(optimizer=ps.STLSQ(threshold=threshold), feature_library=library)
    return lambda: model.fit(u, t=arrays["t"])


tasks = {
    "film": film,
    "fit": lambda: series(ps.STLSQ(threshold=threshold)),
    "ensemble": lambda: series(ps.EnsembleOptimizer(opt=ps.STLSQ(threshold=threshold), bagging=True, n_models=100)),
    "Burgers": lambda: weak(4),
    "KdV": lambda: weak(4),
    "KS": lambda: weak(4),
}
fit = tasks[task]()
seconds = []
for _ in range(repeats):
    start = time.perf_counter()
    model = fit()
    seconds.append(time.perf_counter() - start)
names = model.get_feature_names()
coefficients = [{n: float(c) for n, c in zip(names, row) if c != 0} for row in np.atleast_2d(model.coefficients())]
print(json.dumps({
    "seconds": float(np.median(seconds)), "terms": len(names), "coefficients": coefficients,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))

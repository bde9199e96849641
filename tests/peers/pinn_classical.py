"""The classical solver: Fourier in space, ETDRK4 in time (Cox and Matthews 2002, Kassam and Trefethen 2005), in numpy.

u is odd about 0 and about both ends, so it is periodic and the boundary conditions hold by themselves. For each
threshold the cheapest of some grids and steps that stays below it is timed, 101 frames in all.
"""
import statistics
import time

import pinn_burgers as burgers

o = burgers.arguments(steps=5)

import numpy as np


def solve(modes, substeps):
    """u at 101 times by so many steps between two, as coefficients of rfft."""
    h = 0.01 / substeps
    x = -1 + 2 * np.arange(modes) / modes
    k = np.pi * np.arange(modes // 2 + 1)
    linear = -burgers.viscosity() * k**2
    # The phi functions as means over a circle, without the cancellation of their formulas.
    around = h * linear[:, None] + np.exp(1j * np.pi * (np.arange(1, 33) - 0.5) / 32)
    e, half = np.exp(h * linear), np.exp(h * linear / 2)
    mean = lambda f: h * np.real(np.mean(f, axis=1))
    q = mean((np.exp(around / 2) - 1) / around)
    f1 = mean((-4 - around + np.exp(around) * (4 - 3 * around + around**2)) / around**3)
    f2 = mean((2 + around + np.exp(around) * (around - 2)) / around**3)
    f3 = mean((-4 - 3 * around - around**2 + np.exp(around) * (4 - around)) / around**3)
    g = -0.5j * k
    g[k > 2 / 3 * k[-1]] = 0  # two thirds of the modes: products don't alias

    def nonlinear(v):
        return g * np.fft.rfft(np.fft.irfft(v, modes) ** 2)

    v = np.fft.rfft(-np.sin(np.pi * x))
    frames = [v]
    for _ in range(100):
        for _ in range(substeps):
            nv = nonlinear(v)
            a = half * v + q * nv
            na = nonlinear(a)
            b = half * v + q * na
            nb = nonlinear(b)
            c = half * a + q * (2 * nb - nv)
            nc = nonlinear(c)
            v = e * v + f1 * nv + 2 * f2 * (na + nb) + f3 * nc
        frames.append(v)
    return np.array(frames)


def sampled(v, modes):
    """The interpolating trigonometric polynomial at the grid's points, which begin at x = -1 as the modes do."""
    x, _ = burgers.grid()
    k = np.arange(modes // 2 + 1)
    weights = np.where((k == 0) | (k == modes // 2), 1.0, 2.0) / modes
    return np.real((v * weights) @ np.exp(1j * np.pi * np.outer(k, x + 1)))


report = burgers.Report(o, "ETDRK4", "float64", 0, 0, version=np.__version__)
tried = {}
for threshold in report.thresholds:
    best = None
    for modes in (128, 256, 384, 512, 768, 1024, 1536, 2048):
        for substeps in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32):
            # A step that lets a wave of speed 1 cross far more than a cell is unstable; it would only warn.
            if 0.01 / substeps * modes / 2 > 4 or best and modes * substeps >= best[0] * best[1]:
                continue
            if (modes, substeps) not in tried:
                with np.errstate(all="ignore"):
                    tried[modes, substeps] = report.error(sampled(solve(modes, substeps), modes))
            if tried[modes, substeps] <= threshold:
                best = modes, substeps
    if best is None:
        report.line("threshold", threshold=threshold, seconds=None, error=min(tried.values()))
        continue
    seconds = []
    for _ in range(max(o.steps, 1)):
        start = time.perf_counter()
        solve(*best)
        seconds.append(time.perf_counter() - start)
    same = dict(seconds=statistics.median(seconds), error=tried[best], modes=best[0], time_steps=100 * best[1])
    report.line("point", **same)
    report.line("threshold", threshold=threshold, **same)

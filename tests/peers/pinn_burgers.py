"""What the peers share: the problem, its exact solution, the clock and the lines that they print.

u_t + u u_x = (0.01/pi) u_xx for x in [-1, 1], t in [0, 1], with u(x, 0) = -sin(pi x) and u(-1, t) = u(1, t) = 0. The
error is the relative L2 norm over 256 x 101 points of a uniform grid, ends included, against the Cole-Hopf integral.

A line is one JSON object. Its kind is "step" (seconds of one step, middle of several, compiled before), "point" (an
error and the seconds it took from the start of the training) or "threshold" (seconds until the error was below, or
null). Compiling and measuring the error don't count; cpu_seconds are the process's own over all its threads, for a
machine that is shared. Call limit before anything imports numpy.
"""
import argparse
import json
import os
import statistics
import sys
import time


def arguments(seconds=60.0, steps=20, **more):
    """The options of every peer; more has the defaults of a peer's own, whose types they give."""
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=seconds, help="time limit of each curve; 0 for none")
    p.add_argument("--steps", type=int, default=steps, help="steps timed; 0 for none")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--reference", default="", help=".npy of u over t and x, [101, 256]; computed where it is not given")
    for name, default in more.items():
        p.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)
    o = p.parse_args()
    limit(o.threads)
    return o


def limit(threads):
    """Keeps the process to some processors: XLA's pool has no setting of its own."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def grid():
    import numpy as np

    return np.linspace(-1, 1, 256), np.linspace(0, 1, 101)


def viscosity():
    import math

    return 0.01 / math.pi


def cole_hopf(x, t):
    """u[t, x] by the trapezoid rule, which converges faster than any power for such integrands (error near 1e-14)."""
    import numpy as np

    nu, z = viscosity(), np.linspace(-14, 14, 6001)
    u = np.empty((len(t), len(x)))
    for k, s in enumerate(t):
        if s == 0:
            u[k] = -np.sin(np.pi * x)
            continue
        y = x[:, None] - np.sqrt(4 * nu * s) * z
        # Exponents reach 100 either way, so the largest is taken out of both integrals.
        e = -np.cos(np.pi * y) / (2 * np.pi * nu) - z**2
        e = np.exp(e - e.max(1, keepdims=True))
        u[k] = -(np.sin(np.pi * y) * e).sum(1) / e.sum(1)
    return u


class Clock:
    """Seconds and the process's seconds since the start, less those spent in pauses."""

    def __init__(self):
        self.start, self.cpu_start = time.perf_counter(), time.process_time()

    def seconds(self):
        return time.perf_counter() - self.start

    def cpu(self):
        return time.process_time() - self.cpu_start

    def __enter__(self):
        self.paused = time.perf_counter(), time.process_time()

    def __exit__(self, *_):
        self.start += time.perf_counter() - self.paused[0]
        self.cpu_start += time.process_time() - self.paused[1]


class Report:
    """The lines of one peer at one precision."""

    thresholds = (1e-3, 1e-5, 1e-7)

    def __init__(self, o, peer, precision, parameters, points, **more):
        import numpy as np

        self.same = {"peer": peer, "precision": precision, "parameters": parameters, "points": points, **more}
        self.reference = np.load(o.reference) if o.reference else cole_hopf(*grid())
        self.reached, self.best, self.next = {}, float("inf"), 0.0
        self.out = sys.stdout  # libraries that print have theirs redirected

    def line(self, kind, **values):
        print(json.dumps({"kind": kind, **self.same, **values}), flush=True, file=self.out)

    def step(self, steps, **more):
        """steps are what timed returns."""
        seconds, cpu, compile_seconds = steps
        middle = statistics.median
        same = dict(error=None, fastest=min(seconds), cpu_seconds=middle(cpu), compile_seconds=compile_seconds)
        self.line("step", seconds=middle(seconds), **same, **more)

    def error(self, u):
        import numpy as np

        return float(np.linalg.norm(np.asarray(u, float) - self.reference) / np.linalg.norm(self.reference))

    def due(self, clock):
        """Errors are measured a twentieth of the elapsed time apart, for measuring takes time too."""
        return clock.seconds() >= self.next

    def point(self, clock, u, iteration):
        """u is a function that returns the field over t and x, [101, 256]."""
        seconds, cpu = clock.seconds(), clock.cpu()
        with clock:
            self.at(seconds, cpu, self.error(u()), iteration)

    def at(self, seconds, cpu, error, iteration):
        self.next = max(1.05 * seconds, seconds + 0.2)
        self.best = min(self.best, error)
        for t in self.thresholds:
            if error <= t and t not in self.reached:
                self.reached[t] = seconds, cpu
        self.line("point", seconds=seconds, error=error, iteration=iteration, cpu_seconds=cpu)

    def finish(self):
        for t in self.thresholds:
            seconds, cpu = self.reached.get(t, (None, None))
            self.line("threshold", threshold=t, seconds=seconds, error=self.best, cpu_seconds=cpu)


def timed(step, steps, wait):
    """Seconds and the process's seconds of each of some steps, and the seconds of the first, which compiles.

    wait blocks until its argument is there.
    """
    seconds, cpu = [], []
    for _ in range(steps + 1):
        start, cpu_start = time.perf_counter(), time.process_time()
        wait(step())
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    return seconds[1:], cpu[1:], seconds[0]


if __name__ == "__main__":
    # python pinn_burgers.py REFERENCE.npy writes the exact solution.
    import numpy as np

    np.save(sys.argv[1], cole_hopf(*grid()))

"""DeepXDE on PyTorch: its example of Burgers' equation, in float64, which its authors advise for L-BFGS to go on.

3 hidden layers of 20 tanh units, 2,540 points inside, 80 on the boundary, 160 at the start, conditions as penalties;
15,000 steps of Adam of rate 1e-3, or --adam of the time where that is less, then L-BFGS; with --rar the 10 worst of
100,000 fresh points join between further runs of it. The step is one of Adam.
"""
import os
import time

os.environ["DDE_BACKEND"] = "pytorch"

import pinn_burgers as burgers

o = burgers.arguments(width=20, depth=3, number=2540, boundary=80, initial=160, adam=0.5, rar=0, precision="float64")

import contextlib
import sys

import numpy as np

with contextlib.redirect_stdout(sys.stderr):  # DeepXDE talks where the lines of JSON go
    import deepxde as dde

    dde.config.set_default_float(o.precision)
import torch

torch.set_num_threads(o.threads)
dde.config.set_random_seed(o.seed)
np.random.seed(o.seed)

domain = dde.geometry.GeometryXTime(dde.geometry.Interval(-1, 1), dde.geometry.TimeDomain(0, 1))


def equation(xt, u):
    u_x = dde.grad.jacobian(u, xt, i=0, j=0)
    u_t = dde.grad.jacobian(u, xt, i=0, j=1)
    u_xx = dde.grad.hessian(u, xt, i=0, j=0)
    return u_t + u * u_x - burgers.viscosity() * u_xx


conditions = [
    dde.icbc.DirichletBC(domain, lambda xt: 0, lambda _, on: on),
    dde.icbc.IC(domain, lambda xt: -np.sin(np.pi * xt[:, 0:1]), lambda _, initial: initial),
]
data = dde.data.TimePDE(
    domain, equation, conditions, num_domain=o.number, num_boundary=o.boundary, num_initial=o.initial
)
model = dde.Model(data, dde.nn.FNN([2] + [o.width] * o.depth + [1], "tanh", "Glorot normal"))
x, t = burgers.grid()
points = np.stack([a.ravel() for a in np.meshgrid(x, t)], axis=1)
field = lambda: model.predict(points).reshape(len(t), len(x))
model.compile("adam", lr=1e-3, verbose=0)
report = burgers.Report(
    o, "DeepXDE", o.precision, sum(p.numel() for p in model.net.parameters()), o.number,
    version=f"{dde.__version__}, PyTorch {torch.__version__}",
)
clock = None


class Watch(dde.callbacks.Callback):
    """Measures errors between steps and stops the training at a time."""

    def __init__(self, until):
        super().__init__()
        self.until = until

    def on_epoch_end(self):
        if report.due(clock):
            report.point(clock, field, model.train_state.step)
        if clock.seconds() > self.until:
            model.stop_training = True


def train(until, **more):
    with contextlib.redirect_stdout(sys.stderr):
        model.train(display_every=10**8, callbacks=[Watch(until)], verbose=0, **more)


class Timed(dde.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.ends = []

    def on_epoch_end(self):
        self.ends.append((time.perf_counter(), time.process_time()))


if o.steps:
    watch = Timed()
    with contextlib.redirect_stdout(sys.stderr):
        model.train(iterations=o.steps + 5, display_every=10**8, callbacks=[watch], verbose=0)
    wall, cpu = np.diff(np.array(watch.ends[4:]), axis=0).T
    report.step((list(wall), list(cpu), None))
if o.seconds:
    # From the start again: the timing has trained.
    dde.config.set_random_seed(o.seed)
    model = dde.Model(data, dde.nn.FNN([2] + [o.width] * o.depth + [1], "tanh", "Glorot normal"))
    model.compile("adam", lr=1e-3, verbose=0)
    clock = burgers.Clock()
    train(o.adam * o.seconds, iterations=15000)
    # PyTorch's L-BFGS runs many iterations a call; 20 here, for errors are measured between calls.
    dde.optimizers.set_LBFGS_options(gtol=0, maxiter=10**8)
    dde.optimizers.config.LBFGS_options.update(iter_per_step=20, fun_per_step=25)
    while clock.seconds() < o.seconds:
        before = model.train_state.step
        model.compile("L-BFGS", verbose=0)
        train(o.seconds)
        if o.rar:
            fresh = domain.random_points(100000)
            worst = np.argsort(-np.abs(model.predict(fresh, operator=equation))[:, 0])[: o.rar]
            data.add_anchors(fresh[worst])
        elif model.train_state.step - before < 40:
            break  # from steepest descent again, and no progress
    report.point(clock, field, model.train_state.step)
    report.finish()

"""jinns with its natural gradient (vanilla_ngd) as its documentation has it: float64, full batches, defaults.

The problem is jinns' own BurgersEquation with its boundary and initial conditions as penalties of weight 1, as in its
notebooks of the heat equation; a step is one of jinns.solve, line search and all. --method ssbroyden is its other
second-order method. solve runs without a stop, so the number of steps that --seconds allow is found from the timing,
the parameters of all of them are kept and the errors measured afterwards; a step counts as a like share of the total.
"""
import contextlib
import io
import re
import time

import pinn_burgers as burgers

o = burgers.arguments(width=20, depth=3, number=4096, method="ngd", ridge=1e-5)

import equinox as eqx
import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import jinns
import numpy as np
import importlib.metadata

key, data_key, net_key = jax.random.split(jax.random.PRNGKey(o.seed), 3)
data = jinns.data.CubicMeshPDENonStatio(
    key=data_key, n=o.number, nb=o.number // 4, ni=o.number // 4, dim=1,
    min_pts=(-1.0,), max_pts=(1.0,), tmin=0.0, tmax=1.0, method="uniform",
)
layers = [(eqx.nn.Linear, 2, o.width), (jax.nn.tanh,)]
for _ in range(o.depth - 1):
    layers += [(eqx.nn.Linear, o.width, o.width), (jax.nn.tanh,)]
layers.append((eqx.nn.Linear, o.width, 1))
u, weights = jinns.nn.PINN_MLP.create(key=net_key, eqx_list=tuple(layers), eq_type="PDENonStatio")
start = jinns.parameters.Params(nn_params=weights, eq_params={"nu": jnp.array(burgers.viscosity())})
one = jnp.array(1.0)
loss = jinns.loss.LossPDENonStatio(
    u=u,
    loss_weights=jinns.loss.LossWeightsPDENonStatio(dyn_loss=one, initial_condition=one, boundary_loss=one),
    dynamic_loss=jinns.loss.BurgersEquation(Tmax=1),
    initial_condition_fun=lambda x: -jnp.sin(jnp.pi * x[0]),
    boundary_condition=jinns.loss.Dirichlet(),
    params=start,
)
extra = None
if o.method == "ngd":
    optimizer = jinns.optimizers.vanilla_ngd(gram_reg=o.ridge)
else:
    optimizer = jinns.optimizers.scale_by_SSBroyden_family()

    def callback_value_fn(params, batch, loss):
        return loss.evaluate(params, batch)[0]

    def callback_grad_fn(params, batch, loss):
        return loss.ponderate_and_sum_gradient(loss.values_and_grads(params, batch)[1])

    named = jinns.solver.GetJinnsVariableName
    extra = {
        "value": named("train_loss_value"), "grad_pt": named("params"), "batch": named("batch"), "loss": named("loss"),
        "value_fn": callback_value_fn, "grad_fn": callback_grad_fn,
    }


def solve(steps):
    """The parameters after each step, and the seconds of compiling and of the steps, as jinns prints them."""
    said = io.StringIO()
    tracked = jinns.parameters.Params(nn_params=jax.tree.map(lambda _: True, weights), eq_params={"nu": None})
    cpu = time.process_time()
    with contextlib.redirect_stdout(said):
        out = jinns.solve(
            init_params=start, data=data, loss=loss, optimizer=optimizer, n_iter=steps, print_loss_every=10**9,
            tracked_params=tracked, extra_optax_args_and_kwargs=extra,
        )
    cpu = time.process_time() - cpu
    took = lambda what: float(re.search(what + r" took\s+([\d.e+-]+)", said.getvalue()).group(1))
    return out[6].nn_params, took("Compilation"), took("Training"), cpu, np.asarray(out[1])


report = burgers.Report(
    o, {"ngd": "jinns, natural gradient"}.get(o.method, "jinns, SSBroyden"), "float64",
    sum(p.size for p in jax.tree.leaves(weights)), o.number, version=importlib.metadata.version("jinns"),
)
steps = max(o.steps, 3)
_, compiling, total, cpu, _ = solve(steps)
each = total / steps
# The processor's time includes compiling here, so it is left out.
report.line("step", seconds=each, error=None, compile_seconds=compiling)
if o.seconds:
    steps = max(10, int(o.seconds / each))
    kept, _, total, cpu, losses = solve(steps)
    x, t = burgers.grid()
    xs, ts = (jnp.asarray(a.ravel()) for a in np.meshgrid(x, t))
    points = jnp.stack([ts, xs], axis=1)

    @jax.jit
    def field(nn):
        params = eqx.tree_at(lambda p: p.nn_params, start, nn)
        return jax.vmap(lambda p: u(p, params)[0])(points).reshape(len(t), len(x))

    for i in range(steps):
        seconds = (i + 1) * total / steps
        if seconds >= report.next or i == steps - 1:
            nn = jax.tree.map(lambda k: k[i], kept)
            report.at(seconds, (i + 1) * cpu / steps, report.error(field(nn)), i + 1)
    report.finish()

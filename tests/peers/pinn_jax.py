"""JAX as people write it: nested jax.grad under vmap, Adam from optax, then SciPy's L-BFGS-B.

python pinn_jax.py prints, at float32 and at float64, a step of Adam on the mean square of the residual (4 hidden
layers of 64, 10,000 points) and the curve of a run. The step is of the plain network; the run has the initial and
boundary conditions built in (--conditions hard) or as penalties (soft). --adam is the share of the time that Adam gets.
"""
import pinn_burgers as burgers

o = burgers.arguments(
    width=64, depth=4, number=10000, rate=1e-3, adam=0.5, conditions="hard", precisions="float32,float64"
)

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax
import scipy.optimize
from jax.flatten_util import ravel_pytree

nu = burgers.viscosity()


def network(key, dtype):
    sizes = [2] + [o.width] * o.depth + [1]
    keys = jax.random.split(key, len(sizes) - 1)
    glorot = jax.nn.initializers.glorot_normal()
    return [(glorot(k, (i, j), dtype), jnp.zeros(j, dtype)) for k, i, j in zip(keys, sizes[:-1], sizes[1:])]


def plain(params, x, t):
    h = jnp.stack([x, 2 * t - 1])
    for w, b in params[:-1]:
        h = jnp.tanh(h @ w + b)
    w, b = params[-1]
    return (h @ w + b)[0]


def hard(params, x, t):
    return -jnp.sin(jnp.pi * x) + t * (1 - x * x) * plain(params, x, t)


def residual(u, params, x, t):
    u_x = jax.grad(u, 1)
    u_t, u_xx = jax.grad(u, 2), jax.grad(u_x, 1)
    return u_t(params, x, t) + u(params, x, t) * u_x(params, x, t) - nu * u_xx(params, x, t)


def square(u, params, points):
    r = jax.vmap(lambda x, t: residual(u, params, x, t))(points[:, 0], points[:, 1])
    return jnp.mean(r * r)


def penalties(params, ends, start):
    """Mean squares of the conditions, of weight 10 and 100 beside the residual's 1."""
    many = jax.vmap(lambda x, t: plain(params, x, t))
    at_ends = jnp.mean(many(jnp.ones_like(ends), ends) ** 2 + many(-jnp.ones_like(ends), ends) ** 2)
    return 10 * at_ends + 100 * jnp.mean((many(start, jnp.zeros_like(start)) + jnp.sin(jnp.pi * start)) ** 2)


def run(dtype):
    key = jax.random.split(jax.random.PRNGKey(o.seed), 4)
    params = network(key[0], dtype)
    points = jax.random.uniform(key[1], (o.number, 2), dtype) * jnp.array([2, 1], dtype) - jnp.array([1, 0], dtype)
    flat, unravel = ravel_pytree(params)
    report = burgers.Report(o, "JAX, nested grad", np.dtype(dtype).name, flat.size, o.number, version=jax.__version__)

    def stepper(loss, optimizer):
        @jax.jit
        def step(params, state):
            value, gradient = jax.value_and_grad(loss)(params)
            updates, state = optimizer.update(gradient, state)
            return optax.apply_updates(params, updates), state, value

        return step

    if o.steps:
        optimizer = optax.adam(o.rate)
        step, state = stepper(lambda p: square(plain, p, points), optimizer), optimizer.init(params)
        report.step(burgers.timed(lambda: step(params, state), o.steps, jax.block_until_ready))
    if not o.seconds:
        return

    u = hard if o.conditions == "hard" else plain
    ends = jax.random.uniform(key[2], (200,), dtype)
    start = jax.random.uniform(key[3], (400,), dtype, -1, 1)
    loss = lambda p: square(u, p, points) + (0 if u is hard else penalties(p, ends, start))
    x, t = burgers.grid()
    xs, ts = (jnp.asarray(a.ravel(), dtype) for a in np.meshgrid(x, t))
    field = jax.jit(lambda p: jax.vmap(lambda x, t: u(p, x, t))(xs, ts).reshape(len(t), len(x)))
    # The rate falls tenfold over the steps that Adam has time for.
    trial, state = stepper(loss, optax.adam(o.rate)), optax.adam(o.rate).init(params)
    seconds, _, _ = burgers.timed(lambda: trial(params, state), 5, jax.block_until_ready)
    count = max(1, int(o.adam * o.seconds / np.median(seconds)))
    optimizer = optax.adam(optax.exponential_decay(o.rate, count, 0.1))
    step, state = stepper(loss, optimizer), optimizer.init(params)
    value_and_grad = jax.jit(jax.value_and_grad(lambda f: loss(unravel(f))))
    jax.block_until_ready((step(params, state), value_and_grad(flat), field(params)))

    clock, iteration = burgers.Clock(), 0
    while clock.seconds() < o.adam * o.seconds:
        params, state, value = step(params, state)
        iteration += 1
        if iteration % 10 == 0:
            value.block_until_ready()
            if report.due(clock):
                report.point(clock, lambda: field(params), iteration)

    class Over(Exception):
        pass

    def objective(f):
        value, gradient = value_and_grad(jnp.asarray(f, dtype))
        return float(value), np.asarray(gradient, np.float64)

    def after(f):
        nonlocal flat, iteration
        flat = f.copy()
        iteration += 1
        if clock.seconds() > o.seconds:
            raise Over
        if report.due(clock):
            report.point(clock, lambda: field(unravel(jnp.asarray(f, dtype))), iteration)

    flat = np.asarray(ravel_pytree(params)[0], np.float64)
    options = dict(maxiter=10**7, maxfun=10**8, maxcor=50, ftol=0, gtol=0)
    try:
        # A line search that rounding ends starts again from steepest descent, and ends for good without progress.
        for _ in range(20):
            before = iteration
            scipy.optimize.minimize(objective, flat, jac=True, method="L-BFGS-B", callback=after, options=options)
            if iteration - before < 3:
                break
    except Over:
        pass
    report.point(clock, lambda: field(unravel(jnp.asarray(flat, dtype))), iteration)
    report.finish()


for name in o.precisions.split(","):
    run(jnp.dtype(name))

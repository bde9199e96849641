"""JAX with second-order jets instead of nested gradients, over all points at once and over blocks that fit the cache.

Prints a step of Adam on the mean square of the plain network's residual, as pinn_jax.py does, for every way of the
derivatives (nested gradients, jax.experimental.jet, jets carried through the layers by hand) and of the points (whole,
blocks by lax.scan). No curve: the steps are the same ones, only sooner done.
"""
import pinn_burgers as burgers

o = burgers.arguments(width=64, depth=4, number=10000, rate=1e-3, block=2048, precisions="float32,float64")

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from jax.experimental.jet import jet

nu = burgers.viscosity()


def network(key, dtype):
    sizes = [2] + [o.width] * o.depth + [1]
    keys = jax.random.split(key, len(sizes) - 1)
    glorot = jax.nn.initializers.glorot_normal()
    return [(glorot(k, (i, j), dtype), jnp.zeros(j, dtype)) for k, i, j in zip(keys, sizes[:-1], sizes[1:])]


def forward(params, h):
    for w, b in params[:-1]:
        h = jnp.tanh(h @ w + b)
    return h @ params[-1][0] + params[-1][1]


def nested(params, points):
    def residual(x, t):
        u = lambda x, t: forward(params, jnp.stack([x, 2 * t - 1]))[0]
        u_x = jax.grad(u, 0)
        return jax.grad(u, 1)(x, t) + u(x, t) * u_x(x, t) - nu * jax.grad(u_x, 0)(x, t)

    return jax.vmap(residual)(points[:, 0], points[:, 1])


def library(params, points):
    h = points * jnp.array([1, 2], points.dtype) - jnp.array([0, 1], points.dtype)
    along = lambda v: jnp.broadcast_to(jnp.array(v, h.dtype), h.shape)
    f = lambda h: forward(params, h)[:, 0]
    u, (u_x, u_xx) = jet(f, (h,), ((along([1, 0]), along([0, 0])),))
    _, u_t = jax.jvp(f, (h,), (along([0, 2]),))
    return u_t + u * u_x - nu * u_xx


def hand(params, points):
    """The parts u, u_x, u_t, u_xx lie above each other, so a layer is one product of matrices."""
    n = points.shape[0]
    h = points * jnp.array([1, 2], points.dtype) - jnp.array([0, 1], points.dtype)
    along = lambda v: jnp.broadcast_to(jnp.array(v, h.dtype), h.shape)
    parts = jnp.concatenate([h, along([1, 0]), along([0, 2]), along([0, 0])])
    for w, b in params[:-1]:
        z, zx, zt, zxx = (parts @ w).reshape(4, n, -1)
        y = jnp.tanh(z + b)
        d = 1 - y * y
        parts = jnp.concatenate([y, d * zx, d * zt, d * (zxx - 2 * y * zx * zx)])
    u, u_x, u_t, u_xx = (parts @ params[-1][0]).reshape(4, n)
    return u_t + (u + params[-1][1]) * u_x - nu * u_xx


def whole(residual, points):
    return jax.value_and_grad(lambda p: jnp.mean(residual(p, points) ** 2))


def blocks(residual, points):
    """The last block is filled with points of weight 0."""
    n = points.shape[0]
    count = -(-n // o.block)
    weights = (jnp.arange(count * o.block) < n).astype(points.dtype) / n
    filled = jnp.resize(points, (count * o.block, 2)).reshape(count, o.block, 2)
    part = lambda p, q, w: jnp.sum(w * residual(p, q) ** 2)

    def gradient(params):
        def body(total, block):
            return jax.tree.map(jnp.add, total, jax.value_and_grad(part)(params, *block)), None

        zero = jnp.zeros((), points.dtype), jax.tree.map(jnp.zeros_like, params)
        return lax.scan(body, zero, (filled, weights.reshape(count, o.block)))[0]

    return gradient


for precision in o.precisions.split(","):
    dtype = jnp.dtype(precision)
    key = jax.random.split(jax.random.PRNGKey(o.seed))
    params = network(key[0], dtype)
    points = jax.random.uniform(key[1], (o.number, 2), dtype) * jnp.array([2, 1], dtype) - jnp.array([1, 0], dtype)
    optimizer = optax.adam(o.rate)
    state = optimizer.init(params)
    count = sum(p.size for p in jax.tree.leaves(params))
    expected = nested(params, points)
    for name, residual in (("nested grad", nested), ("jax.experimental.jet", library), ("jets by hand", hand)):
        off = float(jnp.max(jnp.abs(residual(params, points) - expected)) / jnp.max(jnp.abs(expected)))
        if not off < 1e-4:
            raise SystemExit(f"{name}: residual is off by {off} from nested gradients")
        for way in (whole, blocks):
            gradient = way(residual, points)

            @jax.jit
            def step(params, state):
                value, g = gradient(params)
                updates, state = optimizer.update(g, state)
                return optax.apply_updates(params, updates), state, value

            peer = f"JAX, {name}, {way.__name__}"
            report = burgers.Report(o, peer, precision, count, o.number, version=jax.__version__)
            report.step(burgers.timed(lambda: step(params, state), o.steps, jax.block_until_ready))

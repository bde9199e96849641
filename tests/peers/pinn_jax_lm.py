"""JAX with the algorithm of this library: Levenberg-Marquardt on the dense Gauss-Newton matrix, in float64.

A small tanh network with the conditions built in, u = -sin(pi x) + t (1 - x^2) N(x, t); jets by hand, every point's
row of the Jacobian by one reverse pass (vmap of grad), J'J and J'r summed over blocks, a Cholesky factorisation for
each damping that is tried, a geodesic correction (Transtrum and Sethna 2012; --geodesic 0 leaves it out), and the
damping searched from the last one by factors of four, for a trial's loss costs a hundredth of J'J. Points are a
low-discrepancy sequence, half of them in a Cauchy layer about x = 0, weighted by 1/density; they double in number,
up to --most, when the held-out residual parts from the fitted one.

A step is the Jacobian, J'J and J'r, one factorisation and solve, the correction and one trial's loss; "plain" in its
line is the same without the correction.
"""
import pinn_burgers as burgers

o = burgers.arguments(
    width=20, depth=3, number=2560, most=10240, block=512, geodesic=1, share=0.5, layer=0.05, part=6.0
)

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import scipy.linalg
from jax import lax

nu = burgers.viscosity()
random = np.random.default_rng(o.seed)
sizes = [2] + [o.width] * o.depth + [1]
shapes = [s for i, j in zip(sizes[:-1], sizes[1:]) for s in ((i, j), (j,))]
ends = np.cumsum([int(np.prod(s)) for s in shapes])
P = int(ends[-1])


def start():
    """Glorot's weights; the first layer's are wider, with their planes through random points of the domain."""
    parts = []
    for layer, (i, j) in enumerate(zip(sizes[:-1], sizes[1:])):
        w, b = random.normal(size=(i, j)) * np.sqrt(2 / (i + j)), np.zeros(j)
        if layer == 0:
            w = random.normal(size=(i, j))
            b = -(w * random.uniform(-1, 1, size=(i, j))).sum(0)
        elif layer < len(sizes) - 2:
            b = random.normal(size=j) * 0.5
        parts += [w.ravel(), b]
    return jnp.asarray(np.concatenate(parts))


def jet(theta, x, t):
    """u, u_x, u_t, u_xx at a point."""
    p = [q.reshape(s) for q, s in zip(jnp.split(theta, ends[:-1]), shapes)]
    h = jnp.stack([jnp.stack([x, 2 * t - 1]), jnp.array([1.0, 0]), jnp.array([0, 2.0]), jnp.zeros(2)])
    for w, b in zip(p[:-2:2], p[1:-2:2]):
        z, zx, zt, zxx = h @ w
        y = jnp.tanh(z + b)
        d = 1 - y * y
        h = jnp.stack([y, d * zx, d * zt, d * (zxx - 2 * y * zx * zx)])
    n, nx, nt, nxx = (h @ p[-2])[:, 0]
    n = n + p[-1][0]
    f, fx, fxx, s, c = 1 - x * x, -2 * x, -2.0, jnp.sin(jnp.pi * x), jnp.cos(jnp.pi * x)
    return (
        -s + t * f * n,
        -jnp.pi * c + t * (fx * n + f * nx),
        f * (n + t * nt),
        jnp.pi**2 * s + t * (fxx * n + 2 * fx * nx + f * nxx),
    )


def residual(theta, x, t, w):
    u, ux, ut, uxx = jet(theta, x, t)
    return w * (ut + u * ux - nu * uxx)


residuals = jax.vmap(residual, (None, 0, 0, 0))
rows = jax.vmap(jax.value_and_grad(residual), (None, 0, 0, 0))


@jax.jit
def normal(theta, points):
    def body(total, block):
        r, j = rows(theta, *block)
        return jax.tree.map(jnp.add, total, (j.T @ j, j.T @ r, r @ r)), None

    return lax.scan(body, (jnp.zeros((P, P)), jnp.zeros(P), 0.0), points)[0]


@jax.jit
def loss(theta, points):
    return lax.scan(lambda s, q: (s + jnp.sum(residuals(theta, *q) ** 2), None), 0.0, points)[0]


@jax.jit
def second(theta, v, points):
    """J' times the residuals' second derivative along v."""
    def body(total, block):
        f = lambda h: residuals(h, *block)
        along = lambda h: jax.jvp(f, (h,), (v,))[1]
        return total + jax.vjp(f, theta)[1](jax.jvp(along, (theta,), (v,))[1])[0], None

    return lax.scan(body, jnp.zeros(P), points)[0]


x, t = burgers.grid()
xs, ts = (jnp.asarray(a.ravel()) for a in np.meshgrid(x, t))
field = jax.jit(lambda h: jax.vmap(lambda x, t: jet(h, x, t)[0])(xs, ts).reshape(len(t), len(x)))


def sample(n):
    """About n points in blocks and the roots of their weights, which sum to 1."""
    n = -(-n // o.block) * o.block
    g, k, offset = 1.32471795724474602596, np.arange(1, n + 1), random.random(2)
    a, b = (offset[0] + k / g) % 1, (offset[1] + k / g**2) % 1
    edges = np.linspace(-1, 1, 200001)
    middle, h = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    cauchy = 1 / (o.layer**2 + middle**2)
    density = (1 - o.share) / 2 + o.share * cauchy / (cauchy.sum() * h)
    x = np.interp(a, np.concatenate([[0], np.cumsum(density) / density.sum()]), edges)
    w = 1 / np.interp(x, middle, density)
    return tuple(jnp.asarray(q.reshape(-1, o.block)) for q in (x, b, np.sqrt(w / w.sum())))


def solver(A, damping):
    """b to -(A + damping mean(diag A) I)^-1 b, or None where that isn't positive definite."""
    M = A.copy()
    M[np.diag_indices(P)] += damping * np.trace(A) / P
    try:
        c = scipy.linalg.cho_factor(M, lower=True, overwrite_a=True, check_finite=False)
    except scipy.linalg.LinAlgError:
        return None
    return lambda b: -scipy.linalg.cho_solve(c, np.asarray(b), check_finite=False)


def trial(theta, points, A, g, damping, geodesic):
    """The loss and the parameters after a step."""
    solve = solver(A, damping)
    if solve is None:
        return np.inf, theta
    v = solve(g)
    if geodesic:
        a = solve(second(theta, jnp.asarray(v), points))
        # Far from the path of least residuals the correction is no good.
        if 2 * np.linalg.norm(a) < 1.5 * np.linalg.norm(v):
            v = v + a / 2
    new = theta + jnp.asarray(v)
    f = float(loss(new, points))
    return (f, new) if np.isfinite(f) else (np.inf, theta)


def once(theta, points, geodesic):
    A, g, _ = normal(theta, points)
    return trial(theta, points, np.asarray(A), g, 1e-3, geodesic)[1]


theta, points = start(), sample(o.number)
report = burgers.Report(o, "JAX, Levenberg-Marquardt", "float64", P, points[0].size, version=jax.__version__)
if o.steps:
    for geodesic in sorted({0, o.geodesic}):
        step = burgers.timed(lambda: once(theta, points, geodesic), o.steps, jax.block_until_ready)
        report.step(step, plain=not geodesic)
if o.seconds:
    held = sample(o.number)
    jax.block_until_ready((once(theta, points, o.geodesic), field(theta)))
    clock, damping, iteration, value = burgers.Clock(), 1e-3, 0, np.inf
    while clock.seconds() < o.seconds:
        A, g, value = normal(theta, points)
        A, value, tried = np.asarray(A), float(value), {}

        def at(damping):
            if damping not in tried:
                tried[damping] = trial(theta, points, A, g, damping, o.geodesic)
            return tried[damping][0]

        if at(damping / 4) < at(damping):
            damping /= 4
            while damping > 1e-16 and at(damping / 4) < at(damping):
                damping /= 4
        else:
            while damping < 1e8 and (at(damping) >= value or at(damping * 4) < at(damping)):
                damping *= 4
        f, theta_new = tried[damping]
        stuck = not f < value * (1 - 1e-9)
        if not stuck:
            theta = theta_new
        iteration += 1
        if stuck or iteration % 10 == 0 and float(loss(theta, held)) > o.part * f:
            if points[0].size < o.most:
                points = sample(min(2 * points[0].size, o.most))
                report.same["points"] = points[0].size
                with clock:  # other shapes compile again
                    jax.block_until_ready(once(theta, points, o.geodesic))
            elif stuck:
                break
        if report.due(clock):
            report.point(clock, lambda: field(theta), iteration)
    report.point(clock, lambda: field(theta), iteration)
    report.finish()

"""JAX with the algorithm of this library: Levenberg-Marquardt on the dense Gauss-Newton matrix, in float64.

A small tanh network with the conditions built in, u = -sin(pi x) + t (1 - x^2) N(x, t); jets by hand, every point's
row of the Jacobian by one reverse pass (vmap of grad) over blocks, J'J by BLAS, a Cholesky factorisation for each
damping that is tried, a geodesic correction (Transtrum and Sethna 2012; --geodesic 0 leaves it out) whose second
derivative along the step is a difference of residuals, some lengths along the parabola of both, and the damping
searched from the last one by factors of four, for a trial's loss costs a hundredth of J'J. Points are a low-discrepancy
sequence, half of them in a Cauchy layer about x = 0, weighted by 1/density; they double in number, up to --most, when
the held-out residual parts from the fitted one.

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
import scipy.linalg.blas
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
def jacobian(theta, points):
    r, j = lax.map(lambda q: rows(theta, *q), points)
    return r.ravel(), j.reshape(-1, P)


@jax.jit
def at(theta, points):
    return lax.map(lambda q: residuals(theta, *q), points).ravel()


class Normal:
    """The residuals and their Jacobian at theta, J'J in its lower half, and J'r."""

    def __init__(self, theta, points):
        self.theta, self.points = theta, points
        self.r, self.J = (np.asarray(q) for q in jacobian(theta, points))
        self.A = scipy.linalg.blas.dsyrk(1.0, self.J.T, lower=1)
        self.g, self.loss = self.J.T @ self.r, float(self.r @ self.r)

    def residuals(self, step):
        return np.asarray(at(self.theta + step, self.points))

    def trial(self, damping, geodesic, lengths=(1.0, 0.3, 0.6, 1.5, 2.0, 2.7, 3.5)):
        """The least loss after a step of a damping, which is in units of the mean of J'J's diagonal, and the step."""
        M = self.A.copy()
        M[np.diag_indices(P)] += damping * np.trace(M) / P
        try:
            c = scipy.linalg.cho_factor(M, lower=True, overwrite_a=True, check_finite=False)
        except scipy.linalg.LinAlgError:
            return np.inf, None
        solve = lambda b: -scipy.linalg.cho_solve(c, b, check_finite=False)
        v, a = solve(self.g), 0
        if geodesic:
            h = 0.1
            along = 2 / h * ((self.residuals(h * v) - self.r) / h - self.J @ v)
            a = solve(self.J.T @ along)
            # Far from the path of least residuals the correction is no good.
            if not 2 * np.linalg.norm(a) < 1.5 * np.linalg.norm(v):
                a, lengths = 0, (1.0,)
        best = np.inf, None
        for s in lengths if geodesic else (1.0,):
            step = s * v + s * s / 2 * a
            f = float(np.sum(self.residuals(step) ** 2))
            if f < best[0]:
                best = f, step
        return best


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


def once(theta, points, geodesic):
    return Normal(theta, points).trial(1e-3, geodesic, (1.0,))


theta, points = start(), sample(o.number)
report = burgers.Report(o, "JAX, Levenberg-Marquardt", "float64", P, points[0].size, version=jax.__version__)
if o.steps:
    for geodesic in sorted({0, o.geodesic}):
        step = burgers.timed(lambda: once(theta, points, geodesic), o.steps, lambda _: None)
        report.step(step, plain=not geodesic)
if o.seconds:
    held = sample(o.number)
    once(theta, points, o.geodesic), at(theta, held), jax.block_until_ready(field(theta))
    clock, damping, iteration = burgers.Clock(), 1e-3, 0
    while clock.seconds() < o.seconds:
        normal, tried = Normal(theta, points), {}

        def loss(damping):
            if damping not in tried:
                tried[damping] = normal.trial(damping, o.geodesic)
            return tried[damping][0]

        if loss(damping / 4) < loss(damping):
            damping /= 4
            while damping > 1e-16 and loss(damping / 4) < loss(damping):
                damping /= 4
        else:
            while damping < 1e8 and (loss(damping) >= normal.loss or loss(damping * 4) < loss(damping)):
                damping *= 4
        f, step = tried[damping]
        stuck = not f < normal.loss * (1 - 1e-9)
        if not stuck:
            theta = theta + step
        iteration += 1
        if stuck or iteration % 10 == 0 and float(jnp.sum(at(theta, held) ** 2)) > o.part * f:
            if points[0].size < o.most:
                points = sample(min(2 * points[0].size, o.most))
                report.same["points"] = points[0].size
                with clock:  # other shapes compile again
                    once(theta, points, o.geodesic)
            elif stuck:
                break
        if report.due(clock):
            report.point(clock, lambda: field(theta), iteration)
    report.point(clock, lambda: field(theta), iteration)
    report.finish()

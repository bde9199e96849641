"""Heun steps of a tracer in a steady flow between walls: MUSCL with van Leer's slopes, in flux form, all axes at once. Ours in lib/tracer.

Prints a line of JSON for each precision: seconds a step, and the relative difference from our result after the same steps.
"""

import argparse
import json
import time

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp  # noqa: E402


def slopes(d):
    a, b = d[:, :-1], d[:, 1:]
    p = a * b
    return jnp.where(p > 0, 2 * p / jnp.where(p > 0, a + b, 1), 0)


def through(c, flux, spread):
    """What goes through all faces across the last axis, walls at both ends."""
    d = jnp.pad(c[:, 1:] - c[:, :-1], ((0, 0), (1, 1)))
    s = slopes(d)
    low, high = (c + s / 2)[:, :-1], (c - s / 2)[:, 1:]
    inner = flux[:, 1:-1] * jnp.where(flux[:, 1:-1] >= 0, low, high) - spread * d[:, 1:-1]
    return jnp.pad(inner, ((0, 0), (1, 1)))


def stepper(psi, dx, dy, diffusivity, step):
    east, north = psi[:-1] - psi[1:], psi[:, 1:] - psi[:, :-1]

    def rate(c):
        x = through(c, east, diffusivity * dy / dx)
        y = through(c.T, north.T, diffusivity * dx / dy).T
        return -((x[:, 1:] - x[:, :-1]) + (y[1:] - y[:-1])) / (dx * dy)

    def one(_, c):
        half = c + step * rate(c)
        return 0.5 * (c + half + step * rate(half))

    return one


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("arrays")
    arguments = parser.parse_args()
    a = np.load(arguments.arrays)
    dx, dy, diffusivity, step, steps = map(float, a["settings"])
    steps = int(steps)
    for precision in ("float64", "float32"):
        one = stepper(jnp.asarray(a["psi"], precision), dx, dy, diffusivity, step)
        run = jax.jit(lambda c: jax.lax.fori_loop(0, steps, one, c))
        gradient = jax.jit(jax.grad(lambda c: jnp.sum(one(0, c) ** 2)))
        first = jnp.asarray(a["first"], precision)
        begin = time.perf_counter()
        last = run(first).block_until_ready()
        compiled = time.perf_counter() - begin
        seconds, spent, back = [], [], []
        for _ in range(7):
            begin, used = time.perf_counter(), time.process_time()
            run(first).block_until_ready()
            seconds.append((time.perf_counter() - begin) / steps)
            spent.append((time.process_time() - used) / steps)
        gradient(first).block_until_ready()
        for _ in range(7):
            begin = time.perf_counter()
            gradient(first).block_until_ready()
            back.append(time.perf_counter() - begin)
        off = np.linalg.norm(np.asarray(last, "float64") - a["last"]) / np.linalg.norm(a["last"])
        print(json.dumps({"precision": precision, "seconds": float(np.median(seconds)), "cpu_seconds": float(np.median(spent)),
                          "gradient": float(np.median(back)), "first": compiled, "difference": float(off)}), flush=True)


main()

"""neuraloperator's FNO by its own recipe for small Darcy flow (its example plot_FNO_darcy), on arrays that are given.

The .npz holds train_x, train_y, test_x, test_y, fine_x, fine_y, each [samples, height, width]. AdamW with a rate of 8e-3, decay
1e-4, cosine over 30 epochs, the H1 loss, batches of 32, inputs and outputs normalised by its own processor. It prints one JSON
object an epoch: seconds of training (measuring excluded), the processor's seconds, and the mean relative L2 errors at both resolutions.
"""
import argparse
import json
import os
import resource
import time

p = argparse.ArgumentParser()
p.add_argument("arrays")
p.add_argument("--epochs", type=int, default=20)
p.add_argument("--modes", type=int, default=8)
p.add_argument("--channels", type=int, default=32)
p.add_argument("--batch", type=int, default=32)
p.add_argument("--rate", type=float, default=8e-3)
p.add_argument("--seed", type=int, default=0)
p.add_argument("--threads", type=int, default=2)
p.add_argument("--device", default="cpu", help="cuda: everything lies there")
o = p.parse_args()
os.environ["OMP_NUM_THREADS"] = str(o.threads)

import numpy as np
import torch
from neuralop import H1Loss, LpLoss
from neuralop.data.transforms.data_processors import DefaultDataProcessor
from neuralop.data.transforms.normalizers import UnitGaussianNormalizer
from neuralop.models import FNO
from neuralop.training import AdamW

torch.set_num_threads(o.threads)
torch.manual_seed(o.seed)
held = {k: torch.tensor(np.asarray(v, np.float32)).unsqueeze(1).to(o.device) for k, v in np.load(o.arrays).items()}
scalers = []
for k in ("train_x", "train_y"):
    s = UnitGaussianNormalizer(dim=[0, 2, 3])
    s.fit(held[k])
    scalers.append(s)
processor = DefaultDataProcessor(in_normalizer=scalers[0], out_normalizer=scalers[1]).to(o.device)
model = FNO(n_modes=(o.modes, o.modes), in_channels=1, out_channels=1, hidden_channels=o.channels, projection_channel_ratio=2).to(o.device)
parameters = sum(q.numel() * (2 if q.is_complex() else 1) for q in model.parameters())
optimizer = AdamW(model.parameters(), lr=o.rate, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=30)
loss, l2 = H1Loss(d=2), LpLoss(d=2, p=2)
n = len(held["train_x"])


def error(x, y):
    model.eval()
    processor.eval()
    off = 0.0
    with torch.no_grad():
        for i in range(0, len(x), o.batch):
            out, sample = processor.postprocess(*(lambda s: (model(s["x"]), s))(processor.preprocess({"x": x[i : i + o.batch], "y": y[i : i + o.batch]})))
            off += (torch.linalg.norm((out - sample["y"]).flatten(1), dim=1) / torch.linalg.norm(sample["y"].flatten(1), dim=1)).sum().item()
    return off / len(x)


for epoch in range(o.epochs):
    model.train()
    processor.train()
    began, cpu = time.perf_counter(), time.process_time()
    order = torch.randperm(n, device=o.device)
    for i in range(0, n, o.batch):
        rows = order[i : i + o.batch]
        sample = processor.preprocess({"x": held["train_x"][rows], "y": held["train_y"][rows]})
        optimizer.zero_grad(set_to_none=True)
        out, sample = processor.postprocess(model(sample["x"]), sample)
        loss(out, sample["y"]).backward()
        optimizer.step()
    scheduler.step()
    if o.device == "cuda":
        torch.cuda.synchronize()
    print(json.dumps({
        "kind": "epoch", "peer": "neuraloperator", "epoch": epoch + 1, "parameters": parameters,
        "seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - cpu,
        "error": error(held["test_x"], held["test_y"]), "fine": error(held["fine_x"], held["fine_y"]),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }), flush=True)

"""What VS Code's notebook does with a kernel: find its specification in the user's folder, start it, run cells, interrupt, end it.

It prints JSON: the kernels that were found, and for each cell its streams, errors and reply.
"""
import json
import sys

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

LIMIT = 300  # seconds


def run(client, source, while_busy=None):
    """Run a cell; while_busy is called once it prints something."""
    told = {"stdout": "", "stderr": "", "error": [], "ename": "", "mimes": []}
    asked = client.execute(source)
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") != asked:
            continue
        content = message["content"]
        match message["msg_type"]:
            case "stream":
                told[content["name"]] += content["text"]
                if while_busy:
                    while_busy()
                    while_busy = None
            case "error":
                told["error"], told["ename"] = content["traceback"], content["ename"]
            case "display_data":
                told["mimes"] += sorted(content["data"])
            case "status" if content["execution_state"] == "idle":
                break
    reply = client.get_shell_msg(timeout=LIMIT)
    told["status"], told["count"] = reply["content"]["status"], reply["content"].get("execution_count")
    return told


found = KernelSpecManager().find_kernel_specs()
manager = KernelManager(kernel_name="sublunar")
manager.start_kernel(cwd=sys.argv[1])
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=LIMIT)
cells = [run(client, source) for source in json.load(sys.stdin)]
cells.append(run(client, '%%\nfmt.Println("begun")\ntime.Sleep(time.Hour)', manager.interrupt_kernel))
cells.append(run(client, '%%\nfmt.Println("and on")'))
client.stop_channels()
manager.shutdown_kernel()
json.dump({"found": found, "cells": cells}, sys.stdout)

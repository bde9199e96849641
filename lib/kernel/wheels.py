"""Says which of the pinned packages a version of Python needs: python wheels.py requirements.txt 3.12.0 < prints pins without markers."""
import re
import sys

from pip._vendor.packaging.markers import Marker

path, version = sys.argv[1:3]
minor = ".".join(version.split(".")[:2])
for entry in re.split(r"\n(?=\S)", open(path).read()):
    head, *hashes = entry.replace("\\\n", "\n").split("\n")
    if head.startswith("#") or not head.strip():
        continue
    pin, _, marker = head.partition(";")
    if marker.strip() and not Marker(marker.strip()).evaluate({"python_version": minor, "python_full_version": version}):
        continue
    print(pin.strip(), *(h.strip() for h in hashes if h.strip().startswith("--hash=")))

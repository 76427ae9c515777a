#!/usr/bin/env python3
"""How a registry of a million images behaves beside a small one, on the same machine.

    measure.py [--data DIR] [--only PART,..] [--stores small,full] [--fill-only]

Fills DIR/small (100 repositories of one image) and DIR/full (10,000 of a hundred, one of 100,000, 10,000 referrers of one
image) unless they are there, which takes a while and 15 GB, and measures both. Prints a table. Times are a client's, from
the request's first byte to the answer's last; requests are made and signed beforehand.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from signed import Requests  # noqa: E402
from tests.support.server import Server  # noqa: E402

PAGE = 1000
DEPTHS = (0, 0.25, 0.5, 0.75, 0.99)
SIZES = {"small": {"repositories": 100, "images": 1, "large": 2000, "referrers": 1000},
         "full": {"repositories": 10000, "images": 100, "large": 100000, "referrers": 10000}}


def program(name):
    """Of the bench preset, or of another build that was configured with ENTREPOT_BENCH=ON. ENTREPOT_BINARY: that server."""
    if name == "entrepot" and "ENTREPOT_BINARY" in os.environ:
        return pathlib.Path(os.environ["ENTREPOT_BINARY"]).resolve()
    for build in (ROOT / "build/bench", ROOT / "build/release"):
        if (build / "bench/replay").exists():
            return build / ("src/app/entrepot" if name == "entrepot" else f"bench/{name}")
    sys.exit("measure.py: build the programs first: make bench-scale")


class Store:
    """A filled data folder and what is measured of it. Rows: (what, value, unit)."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size
        self.server, self.requests, self.rows = None, None, []

    def fill(self):
        if self.folder.exists():
            return
        began = time.monotonic()
        sizes = [word for name, count in self.size.items() for word in (f"--{name}", str(count))]
        subprocess.run([program("fill_store"), "--data", self.folder, *sizes], check=True)
        print(f"filled {self.folder} in {time.monotonic() - began:.0f} s", flush=True)

    def start(self):
        self.server = Server(data_dir=self.folder, binary=program("entrepot")).start()
        self.requests = Requests(self.server)

    def row(self, what, value, unit):
        """`value`: a number, or one for each depth."""
        numbers = value if isinstance(value, list) else [value]
        text = " / ".join(f"{number:,.0f}" if number >= 100 else f"{number:.1f}" for number in numbers)
        self.rows.append((what, text, unit))
        print(f"  {what}: {text} {unit}", flush=True)

    # What is sent.

    def replay(self, requests, *mode):
        with tempfile.NamedTemporaryFile(prefix="replay-") as file:
            for request in requests:
                file.write(b"%d\n" % len(request) + request)
            file.flush()
            done = subprocess.run([program("replay"), file.name, str(self.server.port), *map(str, mode)],
                                  capture_output=True, text=True, check=True)
        answer = json.loads(done.stdout)
        failed = answer["failed"] if isinstance(answer, dict) else answer[0]["failed"]
        if failed:
            raise RuntimeError(f"{failed} requests failed:\n{done.stderr}")
        return answer

    def service(self, number):
        return f"team-{number // 100:03}/service-{number % 100:03}"

    def some_images(self, count, seed):
        """(repository, tag) of images everywhere in the store."""
        chance = random.Random(seed)
        return [(self.service(chance.randrange(self.size["repositories"])), f"build-{chance.randrange(self.size['images'])}")
                for _ in range(count)]

    # What is measured.

    def opening(self):
        self.row("start, files in memory", min(self._start_again() for _ in range(3)) * 1000, "ms")
        if pathlib.Path("/proc/sys/vm/drop_caches").exists():
            self.row("start, nothing in memory", self._start_again(drop=True) * 1000, "ms")
        self._put(2000, "o", spread=False)
        self.server.kill9()
        self.server.start()
        self.row("start after kill -9", self.server.start_seconds * 1000, "ms")
        self.requests = Requests(self.server)

    def _start_again(self, drop=False):
        self.server.stop()
        if drop:
            subprocess.run("sync; echo 3 > /proc/sys/vm/drop_caches", shell=True, check=False)
        self.server.start()
        self.requests = Requests(self.server)
        return self.server.start_seconds

    def _aws_pages(self, operation, **members):
        """A request for the page at each depth: tokens lead there, one page after the other."""
        members["maxResults"] = PAGE
        tokens = [None]
        while tokens[-1] or len(tokens) == 1:
            more = {"nextToken": tokens[-1]} if tokens[-1] else {}
            tokens.append(self.requests.call(operation, **members, **more).get("nextToken"))
        pages = [{**members, **({"nextToken": token} if token else {})} for token in tokens[:-1]]
        return [self.requests.aws(operation, pages[int(depth * (len(pages) - 1))]) for depth in DEPTHS]

    def _linked_pages(self, target):
        targets = []
        while target:
            targets.append(target)
            link = self.requests.ask(self.requests.oci(target))[0].get("Link")
            target = re.match("<(.*)>", link).group(1) if link else None
        return [self.requests.oci(targets[int(depth * (len(targets) - 1))]) for depth in DEPTHS]

    def pages(self):
        subject = self.requests.ask(self.requests.oci("/v2/large/signed/manifests/subject"))[0]["Docker-Content-Digest"]
        lists = {
            "ListImages": lambda: self._aws_pages("ListImages", repositoryName="large/app"),
            "ListImages, tagged": lambda: self._aws_pages("ListImages", repositoryName="large/app", filter={"tagStatus": "TAGGED"}),
            "DescribeImages": lambda: self._aws_pages("DescribeImages", repositoryName="large/app"),
            "DescribeImages, tagged": lambda: self._aws_pages("DescribeImages", repositoryName="large/app", filter={"tagStatus": "TAGGED"}),
            "DescribeRepositories": lambda: self._aws_pages("DescribeRepositories"),
            "tags/list": lambda: self._linked_pages(f"/v2/large/app/tags/list?n={PAGE}"),
            "_catalog": lambda: self._linked_pages(f"/v2/_catalog?n={PAGE}"),
            "referrers": lambda: self._linked_pages(f"/v2/large/signed/referrers/{subject}"),
        }
        for name, make in lists.items():
            self.row(f"{name}, page of {PAGE:,}", [times["median"] for times in self.replay(make(), "each", 15)], "ms")

    def batches(self):
        asks = []
        for first in range(0, self.size["large"] - 100, self.size["large"] // 20):
            ids = [{"imageTag": f"release-{number:06}"} for number in range(first, first + 100)]
            asks.append(self.requests.aws("BatchGetImage", {"repositoryName": "large/app", "imageIds": ids}))
        self._start_again()
        self.row("BatchGetImage of 100, first time, 99 % within", self.replay(asks, "rate", 1, 1)["p99"], "ms")
        self.row("BatchGetImage of 100, again", self.replay(asks, "rate", 1, 5)["median"], "ms")

    def _put(self, count, mark, spread):
        """Manifests that differ from one in the repository by an annotation, each with a tag of its own."""
        names = [self.service(number) for number in random.sample(range(self.size["repositories"]), 100 if spread else 1)]
        models = {}
        for name in set(names):
            text = self.requests.ask(self.requests.oci(f"/v2/{name}/manifests/build-0"))[1]
            models[name] = json.loads(text)
        asks = []
        mark = f"{mark}-{time.time_ns()}"
        for number in range(count):
            name = names[number % len(names)]
            manifest = json.dumps({**models[name], "annotations": {"org.example.put": f"{mark}-{number}"}})
            asks.append(self.requests.aws("PutImage", {"repositoryName": name, "imageManifest": manifest,
                                                       "imageTag": f"{mark}-{number}"}))
        return self.replay(asks, "rate", 16, 1)

    def puts(self):
        for spread, where in ((False, "one repository"), (True, "a hundred repositories")):
            runs = sorted((self._put(10000, "p", spread) for _ in range(3)), key=lambda run: run["per_second"])
            self.row(f"PutImage, 16 clients, {where}", runs[1]["per_second"], "/s")
            self.row(f"PutImage, 16 clients, {where}: 99 % within", runs[1]["p99"], "ms")

    def gets(self):
        target = f"/v2/{self.service(0)}/manifests/build-0"
        said = subprocess.run(["wrk", "-t1", "-c64", "-d5s", "-H", f"Authorization: {self.requests.token}", "-H",
                               "Accept: application/vnd.oci.image.manifest.v1+json", f"http://127.0.0.1:{self.server.port}{target}"],
                              capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in said:
            raise RuntimeError(said)
        self.row("GET manifest by tag, 64 connections, one tag", float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), "/s")
        asks = [self.requests.oci(f"/v2/{name}/manifests/{tag}") for name, tag in self.some_images(60000, 1)]
        self.row("GET manifest by tag, 64 connections, tags everywhere", self.replay(asks, "rate", 64, 1)["per_second"], "/s")
        self.row("GET manifest by tag, 1 connection, tags everywhere", self.replay(asks[:5000], "rate", 1, 1)["median"], "ms")

    def reads(self):
        name = self.service(0)
        manifest = json.loads(self.requests.ask(self.requests.oci(f"/v2/{name}/manifests/build-0"))[1])
        asks = {"BatchGetImage of 1": ("BatchGetImage", {"repositoryName": name, "imageIds": [{"imageTag": "build-0"}]}),
                "BatchCheckLayerAvailability of 1": ("BatchCheckLayerAvailability", {"repositoryName": name, "layerDigests": [manifest["layers"][0]["digest"]]}),
                "GetDownloadUrlForLayer": ("GetDownloadUrlForLayer", {"repositoryName": name, "layerDigest": manifest["layers"][0]["digest"]}),
                "DescribeRepositories of 1": ("DescribeRepositories", {"repositoryNames": [name]}),
                "DescribeImages of 1": ("DescribeImages", {"repositoryName": name, "imageIds": [{"imageTag": "build-0"}]})}
        for what, (operation, members) in asks.items():
            done = self.replay([self.requests.aws(operation, members)], "rate", 64, 80000)
            self.row(f"{what}, SigV4, 64 connections", done["per_second"], "/s")

    def memory(self):
        text = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        for field, what in (("VmRSS", "memory now"), ("VmHWM", "memory at most")):
            self.row(what, int(re.search(rf"{field}:\s+(\d+) kB", text).group(1)) / 1024, "MiB")


PARTS = ("opening", "pages", "batches", "gets", "reads", "puts", "memory")


# Requests a second for each account and region, Amazon's default (Service Quotas, Amazon ECR).
ECR_QUOTAS = {"PutImage": "10", "BatchGetImage of 1": "2,000", "GetDownloadUrlForLayer": "3,000"}


def table(stores):
    lines = ["| What | Unit | small store | full store | ECR's quota |", "|---|---|--:|--:|--:|"]
    small = {what: text for what, text, _ in stores.get("small", ())}
    for what, text, unit in stores.get("full", ()):
        quota = ECR_QUOTAS.get(what.split(", ")[0], "") if unit == "/s" else ""
        lines.append(f"| {what} | {unit} | {small.get(what, '')} | {text} | {quota} |")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=pathlib.Path, help="kept; a temporary folder otherwise")
    arguments.add_argument("--only", default=",".join(PARTS))
    arguments.add_argument("--stores", default="small,full")
    arguments.add_argument("--fill-only", action="store_true")
    given = arguments.parse_args()
    folder = given.data or pathlib.Path(tempfile.mkdtemp(prefix="entrepot-scale-"))
    folder.mkdir(exist_ok=True, parents=True)
    rows = {}
    for name in given.stores.split(","):
        store = Store(folder / name, SIZES[name])
        store.fill()
        if given.fill_only:
            continue
        print(name, flush=True)
        store.start()
        try:
            for part in given.only.split(","):
                getattr(store, part)()
        finally:
            store.server.close()
        rows[name] = store.rows
    print(table(rows))
    if not given.data:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""entrepot and other registries side by side: the same work, on this machine, in the same run, one after another in turn.

    compare.py [--quick] [--only 'ROW;..'] [--repeat 3] [--seconds 8]

Writes bench/results.json, and the table in bench/README.md; with --only, only those rows of both are replaced. A registry or a load generator that is not on the machine is
named and its cells stay empty. A ratio above 1 means that entrepot is better, whatever the unit.
"""
import argparse
import base64
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.oci import client_for, image_manifest  # noqa: E402
from tests.support.peer import PEERS, find_program  # noqa: E402
from tests.support.server import Server, StartFailed  # noqa: E402

LOAD = ROOT / ".tools/bin/registry_load"
REPOSITORY = "bench/data"
GIB = 1 << 30


def basic(server):
    return "Basic " + base64.b64encode(f"{server.user}:{server.password()}".encode()).decode()


def authorization(server):
    return basic(server) if getattr(server, "auth", True) else "-"


class Contest:
    """The registries, each with one data folder for the whole run. `running` starts them in one of three ways."""

    def __init__(self, work):
        self.work = work
        self.names = ["entrepot"] + [name for name, peer in PEERS.items() if find_program(peer.program)]
        for name in sorted(set(PEERS) - set(self.names[1:])):
            print(f"compare: {name} is not on this machine (put it in .tools/bin, or set PEER_{PEERS[name].program.upper()})")
        self.certificate = self._certificate()

    def _certificate(self):
        """For the peers; entrepot makes its own. Both are P-256."""
        cert, key = self.work / "peer.crt", self.work / "peer.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
        return cert, key

    def make(self, name, tls=False, auth=True, fresh=False):
        folder = self.work / f"data-{name}{'-fresh' if fresh else ''}"
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        if name == "entrepot":
            return Server(data_dir=folder, tls=tls, config={"create_on_push": True, "log_level": "warn"})
        return PEERS[name](tls=self.certificate if tls else None, storage=folder, auth=auth)


# Measurements of one server. Each returns a number.


def status_of(server, field):
    text = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text).group(1)) / 1024


def load(*arguments):
    done = subprocess.run([str(part) for part in (LOAD, *arguments)], capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def get_rate(server, digest, connections, seconds):
    url = f"{server.endpoint_url}/v2/{REPOSITORY}/blobs/{digest}"
    return load("get", url, authorization(server), connections, seconds)["gb_per_second"]


def put_rate(server, connections, size, count=1):
    """GB/s until the bytes are on the disk: acknowledged, and then written back, for those that acknowledge earlier."""
    os.sync()
    done = load("put", f"{server.endpoint_url}/v2/{REPOSITORY}", authorization(server), connections, size, count)
    # The generator computes the digests before its clock starts; what came after its clock is the write-back.
    settled = time.monotonic()
    os.sync()
    return done["bytes"] / (done["seconds"] + time.monotonic() - settled) / 1e9


def manifest_rate(server, seconds, connections=64):
    wrk = find_program("wrk")
    command = [wrk, "-t2", f"-c{connections}", f"-d{int(seconds)}s", "-H", "Accept: application/vnd.oci.image.manifest.v1+json"]
    if getattr(server, "auth", True):
        command += ["-H", f"Authorization: {basic(server)}"]
    said = subprocess.run([str(part) for part in command] + [f"{server.endpoint_url}/v2/{REPOSITORY}/manifests/small"],
                          capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError("wrk got answers that are no 2xx:\n" + said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def paced_p99(server, rate, seconds):
    """Milliseconds, at so many requests a second over 64 connections."""
    return load("pace", f"{server.endpoint_url}/v2/{REPOSITORY}/manifests/small", authorization(server), 64, int(rate), seconds)["p99_ms"]


def peak_memory(server, digest, size, seconds):
    """MiB at most while 64 connections pull and 16 push a blob of `size` each."""
    failures = []

    def work(*arguments):
        try:
            load(*arguments)
        except RuntimeError as failure:
            failures.append(failure)

    auth, base = authorization(server), f"{server.endpoint_url}/v2/{REPOSITORY}"
    threads = [threading.Thread(target=work, args=("get", f"{base}/blobs/{digest}", auth, 64, seconds)),
               threading.Thread(target=work, args=("put", base, auth, 16, size, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return status_of(server, "VmHWM")


def zb_rates(server, concurrency, requests):
    """{test name: requests/s} of zb, zot's own load generator. It cannot drive distribution: it drops the query of an
    upload's Location, which holds distribution's state. Its random sizes are the same ones for each server."""
    work = tempfile.mkdtemp(prefix="zb-")
    command = [find_program("zb"), "-c", concurrency, "-n", requests, "-d", work]
    if getattr(server, "auth", True):
        command += ["-A", f"{server.user}:{server.password()}"]
    done = subprocess.run([str(part) for part in command] + [server.endpoint_url], capture_output=True, text=True,
                          timeout=1800, cwd=work, env={**os.environ, "GODEBUG": "randautoseed=0"})
    shutil.rmtree(work, ignore_errors=True)
    if done.returncode:
        raise RuntimeError(f"zb ended with {done.returncode}: {done.stdout[-300:]} {done.stderr[-300:]}")
    tests = re.findall(r"Test name:\s+(.*?)\nTime taken for tests:.*?\nRequests per second:\s+([\d.]+)\n"
                       r"Complete requests:.*?\nFailed requests:\s+(\d+)", done.stdout)
    failed = [name for name, _, failures in tests if int(failures)]
    if failed or not tests:
        raise RuntimeError(f"zb had failed requests in {failed}")
    return {name: float(rate) for name, rate, _ in tests}


def prepare(server):
    """A blob of 1 GiB (its digest is returned) and a small image named `small`."""
    client = client_for(server)
    if client.get_manifest(REPOSITORY, "small") is None:
        config = json.dumps({"architecture": "amd64", "os": "linux", "history": [{"created_by": "x" * 40}] * 8}).encode()
        layers = [b"layer %d" % number for number in range(8)]
        for data in (config, *layers):
            client.push_blob(REPOSITORY, data)
        client.put_manifest(REPOSITORY, "small", image_manifest(config, layers))
    client.close()


def push_big(server, size):
    from tests.support.images import Layout
    with tempfile.TemporaryDirectory() as folder:
        made = Layout(pathlib.Path(folder) / "layout")
        blob = made.tar_of_random_bytes(size)
        client = client_for(server, timeout=600)
        location = client.start_upload(REPOSITORY)
        with open(made.folder / "blobs/sha256" / blob["digest"][7:], "rb") as file:
            mark = "&" if "?" in location else "?"
            reply = client.request("PUT", f"{location}{mark}digest={blob['digest']}", file,
                                   {"Content-Length": str(blob["size"]), "Content-Type": "application/octet-stream"})
        if reply.status != 201:
            raise RuntimeError(f"pushing the blob: {reply.status} {reply.body[:200]!r}")
        client.close()
        return blob["digest"]


def show(value):
    """Three figures are more than this is exact to."""
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Table:
    """Rows of numbers; each cell is the median of its repeats, which are kept as well."""

    def __init__(self):
        self.rows = {}

    def add(self, row, unit, lower_is_better, name, values):
        entry = self.rows.setdefault(row, {"unit": unit, "lower_is_better": lower_is_better, "values": {}, "repeats": {}})
        entry["values"][name] = round(statistics.median(values), 4)
        entry["repeats"][name] = [round(value, 4) for value in values]
        print(f"  {row:<58} {name:<13} {statistics.median(values):12.3f} {unit}", flush=True)

    @staticmethod
    def ratio(entry, name):
        ours, theirs = entry["values"].get("entrepot"), entry["values"].get(name)
        if not ours or not theirs:
            return None
        return theirs / ours if entry["lower_is_better"] else ours / theirs

    def markdown(self, names):
        peers = [name for name in names if name != "entrepot"]
        lines = ["| What | Unit | " + " | ".join(names) + " | " + " | ".join(f"ratio to {peer}" for peer in peers) + " |",
                 "|---|---|" + "--:|" * (len(names) + len(peers))]
        for row, entry in self.rows.items():
            cells = [show(entry["values"].get(name)) for name in names]
            ratios = [self.ratio(entry, peer) for peer in peers]
            shown = ["" if ratio is None else f"**{ratio:.2f}x**" if ratio >= 1 else f"{ratio:.2f}x (slower)" for ratio in ratios]
            lines.append(f"| {row} | {entry['unit']} | " + " | ".join(cells + shown) + " |")
        return "\n".join(lines)


class Run:
    def __init__(self, contest, table, options):
        self.contest, self.table, self.options = contest, table, options
        self.digests = {}
        self.size = GIB // 8 if options.quick else GIB
        self.label = f"{self.size >> 20} MiB"
        self.seconds = 2 if options.quick else options.seconds

    def wanted(self, row):
        return not self.options.only or any(part in row for part in self.options.only)

    def each(self, servers, row, unit, measure, lower_is_better=False, repeat=None):
        """Measures a row for every server, in turns, so that a slow moment of the machine hits all."""
        if not self.wanted(row):
            return
        values = {name: [] for name in servers}
        for _ in range(repeat or self.options.repeat):
            for name, server in list(servers.items()):
                try:
                    values[name].append(measure(server, name))
                except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
                    print(f"  {row}: {name}: {failure}", flush=True)
        for name, found in values.items():
            if found:
                self.table.add(row, unit, lower_is_better, name, found)

    def servers(self, **how):
        return {name: self.contest.make(name, **how) for name in self.contest.names}

    def start_up(self):
        """Alone, on an empty folder; then the memory of a server that has done nothing."""
        def cold(_, name):
            with self.contest.make(name, fresh=True) as server:
                return server.start_seconds * 1000

        def idle(_, name):
            with self.contest.make(name, fresh=True) as server:
                time.sleep(3)
                return status_of(server, "VmRSS")

        nobody = dict.fromkeys(self.contest.names)
        self.each(nobody, "start on an empty folder", "ms", cold, lower_is_better=True, repeat=5)
        self.each(nobody, "memory after 3 idle seconds", "MiB", idle, lower_is_better=True)

    def plain(self):
        quick = self.options.quick
        size, label, seconds = self.size, self.label, self.seconds
        with Started(self.servers(auth=False)) as servers:
            for name, server in servers.items():
                prepare(server)
                self.digests[name] = push_big(server, size)
            self._zb(servers)
            for connections in (1, 8):
                self.each(servers, f"GET {label} blob, {connections} connection{'s'[:connections > 1]}", "GB/s",
                          lambda server, name: get_rate(server, self.digests[name], connections, seconds))
            for connections in (1, 4):
                self.each(servers, f"push {connections} x {label}, until on the disk", "GB/s",
                          lambda server, name: put_rate(server, connections, size))
            self.each(servers, "push 1 MiB blobs, 10 connections, until on the disk", "GB/s",
                      lambda server, name: put_rate(server, 10, 1 << 20, 4 if quick else 40))
            self.each(servers, "GET manifest by tag, 64 connections, peers without authentication", "requests/s",
                      lambda server, name: manifest_rate(server, seconds))
            self.each(servers, "GET manifest by tag, 99th percentile at half the peak rate, peers without authentication", "ms",
                      lambda server, name: paced_p99(server, manifest_rate(server, 2) / 2, seconds), lower_is_better=True)
        pushed = size // 4  # of 1 GiB they would need 50 GiB of disk
        row = f"peak memory, 64 pulls of {label} and 16 pushes of {pushed >> 20} MiB"
        if self.wanted(row):
            with Started(self.servers(auth=False)) as servers:
                self.each(servers, row, "MiB", lower_is_better=True, repeat=1,
                          measure=lambda server, name: peak_memory(server, self.digests[name], pushed, seconds))

    def _zb(self, servers):
        if find_program("zb") is None:
            print("compare: zb is not on this machine (put it in .tools/bin, or set PEER_ZB)")
            return
        if self.options.only and not any(part.startswith("zb") for part in self.options.only):
            return
        for concurrency, requests in ((1, 20), (10, 100)) if not self.options.quick else ((1, 4), (10, 20)):
            if self.options.only and not any(part in f"zb -c {concurrency}" for part in self.options.only):
                continue
            for name, server in servers.items():
                try:
                    for test, rate in zb_rates(server, concurrency, requests).items():
                        self.table.add(f"zb -c {concurrency}: {test}", "requests/s", False, name, [rate])
                except (RuntimeError, ValueError, subprocess.SubprocessError) as failure:
                    print(f"  zb: {name}: {failure}", flush=True)

    def authenticated(self):
        seconds = self.seconds
        with Started(self.servers()) as servers:
            self.each(servers, "GET manifest by tag, 64 connections, all with authentication", "requests/s",
                      lambda server, name: manifest_rate(server, seconds))
        with Started(self.servers(tls=True)) as servers:
            self.each(servers, "GET manifest by tag, 64 connections, TLS, all with authentication", "requests/s",
                      lambda server, name: manifest_rate(server, seconds))
        with Started(self.servers(tls=True, auth=False)) as servers:
            self.each(servers, "GET manifest by tag, 64 connections, TLS, peers without authentication", "requests/s",
                      lambda server, name: manifest_rate(server, seconds))
            for connections in (1, 8):
                self.each(servers, f"GET {self.label} blob, TLS, {connections} connection{'s'[:connections > 1]}", "GB/s",
                          lambda server, name: get_rate(server, self.digests[name], connections, seconds))
            self.each(servers, f"push 1 x {self.label}, TLS, until on the disk", "GB/s",
                      lambda server, name: put_rate(server, 1, self.size))


class Started:
    """Servers that run inside a `with`; one that does not start is said and left out."""

    def __init__(self, servers):
        self._servers = servers

    def __enter__(self):
        for name, server in list(self._servers.items()):
            try:
                server.start()
            except StartFailed as failure:
                print(f"compare: {name}: {failure}")
                del self._servers[name]
        return self._servers

    def __exit__(self, *_):
        for server in self._servers.values():
            server.close()


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return {"processors": os.cpu_count(), "model": model.group(1) if model else platform.machine(),
            "memory_gib": round(int(memory.group(1)) / 2**20), "kernel": platform.release()}


def versions(names):
    found = {}
    for name in names[1:]:
        said = subprocess.run([find_program(PEERS[name].program), "--version"], capture_output=True, text=True)
        text = (said.stdout + said.stderr).strip().splitlines() or ["unknown"]
        if text[0].startswith("{"):  # zot says it as a line of its log
            said = json.loads(text[0])
            text[0] = " ".join(str(said.get(key, "")) for key in ("commit", "binary-type"))
        found[name] = text[0][:120]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="128 MiB instead of 1 GiB, 2 seconds instead of 8; not for the table")
    parser.add_argument("--only", type=lambda text: text.split(";"), help="rows whose name holds one of these, separated by ';'")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement of a rate")
    parser.add_argument("--without-entrepot", action="store_true", help="only the peers: to try this program itself")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    work = pathlib.Path(tempfile.mkdtemp(prefix="compare-", dir=os.environ.get("BENCH_DIR")))
    table = Table()
    try:
        contest = Contest(work)
        if options.without_entrepot:
            contest.names.remove("entrepot")
        run = Run(contest, table, options)
        run.start_up()
        run.plain()
        run.authenticated()
    except KeyboardInterrupt:
        print("compare: ended early: the rows that were measured are kept")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(table.markdown(contest.names))
    if options.quick or options.without_entrepot:
        print("compare: results.json and README.md are left as they were")
        return 0
    here = pathlib.Path(__file__).resolve().parent
    result = {"date": datetime.date.today().isoformat(), "machine": machine(), "peers": versions(contest.names), "rows": table.rows}
    if options.only and (here / "results.json").exists():
        table.rows = result["rows"] = {**json.loads((here / "results.json").read_text())["rows"], **table.rows}
    (here / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    readme = (here / "README.md").read_text()
    block = f"<!-- results -->\nMeasured on {result['date']}: {json.dumps(result['machine'])}; {json.dumps(result['peers'])}.\n\n" \
            f"{table.markdown(contest.names)}\n<!-- end of results -->"
    (here / "README.md").write_text(re.sub(r"<!-- results -->.*<!-- end of results -->", lambda _: block, readme, flags=re.S))
    return 0


if __name__ == "__main__":
    sys.exit(main())

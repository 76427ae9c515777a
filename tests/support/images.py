"""Makes real images: layers are tar archives with real files, written as an OCI image layout or a `docker save` archive.
The same input gives the same bytes."""
import gzip
import hashlib
import io
import itertools
import json
import os
import pathlib
import subprocess
import tarfile

from tests.support.oci import CONFIG, INDEX, LAYER, MANIFEST, digest_of

GZIP_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def tar_layer(files):
    """An uncompressed layer. `files`: path -> bytes, or path -> "-> target" for a symbolic link. Programs (bin/) are
    executable."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        folders = sorted({str(parent) for path in files for parent in pathlib.PurePosixPath(path).parents} - {"."})
        for folder in folders:
            entry = tarfile.TarInfo(folder + "/")
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.mode = 0o755 if path.startswith("bin/") else 0o644
            if isinstance(content, str) and content.startswith("-> "):
                entry.type, entry.linkname = tarfile.SYMTYPE, content[3:]
                archive.addfile(entry)
            else:
                data = content.encode() if isinstance(content, str) else content
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def busybox_root():
    """A small system that runs: a static busybox, its links, and what Debian's base-files installs."""
    files = {"bin/busybox": pathlib.Path("/bin/busybox").read_bytes()}
    for name in ("sh", "cat", "ls", "echo", "sha256sum", "true"):
        files[f"bin/{name}"] = "-> busybox"
    files["etc/passwd"] = "root:x:0:0:root:/root:/bin/sh\n"
    files["tmp/.keep"] = ""
    listed = subprocess.run(["dpkg", "-L", "base-files"], capture_output=True, text=True).stdout.split()
    for path in map(pathlib.Path, listed):
        if path.is_file() and not path.is_symlink() and path.parts[1] in ("etc", "usr"):
            files[str(path)[1:]] = path.read_bytes()
    return files


def many_layers(count):
    """`count` layers of one small file each."""
    return [tar_layer({f"srv/{index:03}.txt": f"layer {index}\n" * (1 + index % 50)}) for index in range(count)]


class Layout:
    """An OCI image layout folder that is being filled."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "blobs/sha256").mkdir(parents=True)
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        self._entries = []

    def blob(self, data, media_type):
        digest = digest_of(data)
        (self.folder / "blobs/sha256" / digest[7:]).write_bytes(data)
        return {"mediaType": media_type, "digest": digest, "size": len(data)}

    def _stream(self, pieces, media_type):
        """A blob of all the pieces, written without holding them in memory."""
        path = self.folder / "blobs/sha256" / "partial"
        sha, size = hashlib.sha256(), 0
        with open(path, "wb") as out:
            for piece in pieces:
                out.write(piece)
                sha.update(piece)
                size += len(piece)
        path.rename(path.with_name(sha.hexdigest()))
        return {"mediaType": media_type, "digest": "sha256:" + sha.hexdigest(), "size": size}

    def tar_of_random_bytes(self, size):
        """A layer with one file of `size` bytes, a multiple of 1 MiB, that does not compress."""
        entry = tarfile.TarInfo("srv/random")
        entry.size, entry.mode = size, 0o644
        block = hashlib.shake_256(b"entrepot").digest(1 << 20)
        pieces = (written.to_bytes(8, "big") + block[8:] for written in range(0, size, 1 << 20))
        return self._stream(itertools.chain([entry.tobuf(tarfile.PAX_FORMAT)], pieces, [bytes(2 * tarfile.BLOCKSIZE)]),
                            LAYER)

    def image(self, layers, architecture="amd64", command=("/bin/sh",), compress=True):
        """Adds an image of uncompressed layers; returns its descriptor."""
        media_type = GZIP_LAYER if compress else LAYER
        stored = [self.blob(gzip.compress(layer, 1, mtime=0) if compress else layer, media_type) for layer in layers]
        return self.image_of(stored, [digest_of(layer) for layer in layers], architecture, command)

    def image_of(self, stored, diff_ids, architecture="amd64", command=("/bin/sh",)):
        """Adds an image of layers that are here already; `diff_ids` are the digests of them unpacked."""
        config = {"architecture": architecture, "os": "linux", "config": {"Cmd": list(command)},
                  "rootfs": {"type": "layers", "diff_ids": diff_ids},
                  "history": [{"created_by": f"layer {index}"} for index in range(len(diff_ids))]}
        return self.manifest(self.blob(json.dumps(config).encode(), CONFIG), stored)

    def manifest(self, config, layers):
        body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
        return self.blob(json.dumps(body, indent=1).encode(), MANIFEST)

    def index(self, images):
        """Adds an index of (descriptor, architecture) pairs; returns its descriptor."""
        entries = [{**image, "platform": {"os": "linux", "architecture": architecture}} for image, architecture in images]
        body = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
        return self.blob(json.dumps(body, indent=1).encode(), INDEX)

    def tag(self, descriptor, name):
        self._entries.append({**descriptor, "annotations": {"org.opencontainers.image.ref.name": name}})
        body = {"schemaVersion": 2, "manifests": self._entries}
        (self.folder / "index.json").write_text(json.dumps(body))
        return descriptor["digest"]


def damaged_blobs(layout):
    """The blobs of a layout folder whose bytes do not have the digest of their name."""
    return [path.name for path in sorted((pathlib.Path(layout) / "blobs/sha256").iterdir())
            if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]


def docker_archive(path, name, layers, command=("/bin/sh",)):
    """What `docker save` writes and `docker load` reads."""
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Cmd": list(command)},
                         "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layers]}}).encode()
    names = [digest_of(layer)[7:] + "/layer.tar" for layer in layers]
    manifest = [{"Config": digest_of(config)[7:] + ".json", "RepoTags": [name], "Layers": names}]
    with tarfile.open(path, "w") as archive:
        for entry, data in [(manifest[0]["Config"], config), ("manifest.json", json.dumps(manifest).encode()),
                            *zip(names, layers)]:
            info = tarfile.TarInfo(entry)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def debian_root(cache, architecture="amd64"):
    """A tar of a minimal Debian made by debootstrap, kept in `cache` because it takes minutes. Needs root. Of another
    architecture than this machine's it is what is unpacked before anything of it must run."""
    path = pathlib.Path(cache) / f"debian-minbase-{architecture}.tar"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.tar")
        folder = path.parent / f"rootfs-{architecture}"
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        own = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
        foreign = [] if architecture == own else ["--foreign", f"--arch={architecture}"]
        subprocess.run(["debootstrap", "--variant=minbase", *foreign, "bookworm", str(folder)], check=True)
        subprocess.run(["tar", "-C", str(folder), "--one-file-system", "--exclude=./dev/*", "-cf", str(part), "."],
                       check=True)
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        os.replace(part, path)
    return path

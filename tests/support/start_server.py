#!/usr/bin/env python3
"""For shell scripts: starts a server, makes repositories, runs a command with what it needs in its environment, stops.

    start_server.py [--tls] [--set KEY=VALUE]... [--repository NAME]... -- COMMAND...

The command sees REGISTRY (host:port), REGISTRY_URL, REGISTRY_USER, REGISTRY_PASSWORD, REGISTRY_CA and the AWS_*
variables. The exit status is the command's.
"""
import argparse
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent))
from tests.support.server import Server, StartFailed  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--repository", action="append", default=[])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("no command")
    server = Server(tls=arguments.tls, config=dict(pair.split("=", 1) for pair in arguments.set))
    try:
        server.start()
        for name in arguments.repository:
            server.create_repository(name)
        variables = {**os.environ, **server.aws_environment(), "REGISTRY": server.host,
                     "REGISTRY_URL": server.endpoint_url, "REGISTRY_USER": server.user,
                     "REGISTRY_PASSWORD": server.password(), "REGISTRY_CA": str(server.ca_file or "")}
        status = subprocess.run(command, env=variables).returncode
        if status and "SHOW_LOG" in os.environ:
            print(server.log()[-20000:], file=sys.stderr)
        return status
    except StartFailed as failure:
        print(f"start_server: {failure}", file=sys.stderr)
        return 1
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())

"""The AWS CLI behind lines of JSON: reads a list of arguments from its input, writes {status, out, err} for each. Run by
the Python that the CLI belongs to (version 1 in the tests' environment, version 2 as Debian has it), so that a hundred
commands do not load it a hundred times."""
import contextlib
import io
import json
import sys

import awscli.clidriver


driver = awscli.clidriver.create_clidriver()


def run(arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = driver.main(arguments)
        except SystemExit as exit:
            status = exit.code
    return {"status": status, "out": out.getvalue(), "err": err.getvalue()}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), file=sys.__stdout__, flush=True)

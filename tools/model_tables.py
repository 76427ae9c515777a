#!/usr/bin/env python3
"""Writes the table of what AWS's model asks of ECR's requests: src/api/ecr/request_shapes.h.

    tools/model_tables.py MODEL           writes the table
    tools/model_tables.py MODEL --check   status 1 if the table is not the model's

MODEL is botocore's botocore/data/ecr/2015-09-21/service-2.json, or the same as .gz; `--find` instead of a path takes the
one of the botocore that this Python has. Where ECR is known to do otherwise than its model, ecr_model_exceptions.json
says so, with the reason.
"""
import argparse
import gzip
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "src/api/ecr/request_shapes.h"
EXCEPTIONS = ROOT / "tools/ecr_model_exceptions.json"
KINDS = {"string": "kString", "integer": "kInteger", "long": "kInteger", "boolean": "kBoolean", "blob": "kBlob",
         "list": "kList", "structure": "kStructure"}

HEAD = """\
#pragma once
// What AWS's model asks of each request of ECR. Written by tools/model_tables.py: change that, or the exceptions beside
// it, and not this file. Only ops.cc includes it.

#include <string_view>

#include "api/aws/request_shape.h"

namespace entrepot::api::ecr {

using aws::Member;
using aws::Pattern;
using aws::RequestShape;
using aws::Shape;
using aws::ShapeKind;

"""


def find_model():
    import botocore
    return pathlib.Path(botocore.__file__).parent / "data/ecr/2015-09-21/service-2.json.gz"


def load(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt") as file:
        return json.load(file)


def with_exceptions(model):
    """The shapes of the model, changed as the exceptions say. An exception that changes nothing is an error."""
    shapes = {name: dict(shape) for name, shape in model["shapes"].items()}
    for name, exception in json.loads(EXCEPTIONS.read_text()).items():
        shape = shapes[name]
        before = dict(shape)
        for key in exception.get("drop", []):
            shape.pop(key, None)
        for key in exception.keys() - {"drop", "why"}:
            shape[key] = exception[key]
        if shape == before:
            sys.exit(f"model_tables.py: the exception for {name} changes nothing")
        if "enum" in exception and sorted(exception["enum"]) != sorted(before["enum"]):
            sys.exit(f"model_tables.py: the words of {name} are not the model's")
    return shapes


def raw(text):
    """A string literal that clang-format does not break."""
    assert ')"' not in text, text
    return f'R"({text})"'


class Table:
    def __init__(self, shapes):
        self.shapes = shapes
        self.lines = []
        self.done = {}

    def shape(self, name):
        """The C++ name of a shape; declares it, and what it needs, before."""
        if name not in self.done:
            self.done[name] = None  # a shape that holds itself would come here again
            self.done[name] = self._declare(name, self.shapes[name])
        if self.done[name] is None:
            sys.exit(f"model_tables.py: {name} is recursive")
        return self.done[name]

    def _declare(self, name, shape):
        kind = KINDS[shape["type"]]
        fields = [f".kind = ShapeKind::{kind}"]
        for bound in ("min", "max"):
            if bound in shape and not (bound == "min" and shape[bound] == 0 and kind != "kInteger"):
                fields.append(f".{bound} = {shape[bound]}")
        if "pattern" in shape:
            words = "kEcr" if shape.get("pattern_words") == "ecr" else "kSmithy"
            self.lines.append(f"inline constinit Pattern k{name}Pattern{{{raw(shape['pattern'])}, "
                              f"Pattern::Words::{words}}};")
            fields.append(f".pattern = &k{name}Pattern")
        if "enum" in shape:
            words = ", ".join(f'"{word}"' for word in shape["enum"])
            self.lines.append(f"inline constexpr std::string_view k{name}Words[] = {{{words}}};")
            fields.append(f".words = k{name}Words")
        if kind == "kList":
            fields.append(f".item = &{self.shape(shape['member']['shape'])}")
        if kind == "kStructure" and shape["members"]:
            members = ", ".join(self._member(shape, each) for each in shape["members"])
            self.lines.append(f"inline constexpr Member k{name}Members[] = {{{members}}};")
            fields.append(f".members = k{name}Members")
        if len(fields) == 1:  # nothing is asked but the type
            return f"aws::kAny{kind[1:]}"
        self.lines.append(f"inline constexpr Shape k{name}{{{', '.join(fields)}}};")
        return f"k{name}"

    def _member(self, shape, name):
        where = f'{{"{name}", &{self.shape(shape["members"][name]["shape"])}'
        return where + (", Member::kRequired}" if name in shape.get("required", []) else "}")


def render(model):
    table = Table(with_exceptions(model))
    rows = [f'{{"{name}", &{table.shape(operation["input"]["shape"])}}}'
            for name, operation in sorted(model["operations"].items())]
    text = HEAD + "\n".join(table.lines) + "\n\n/// Sorted by name.\n"
    text += f"inline constexpr RequestShape kRequests[] = {{{', '.join(rows)}}};\n\n"
    return text + "}  // namespace entrepot::api::ecr\n"


def tokens(text):
    """Without what clang-format decides: the table can be checked where there is none."""
    return re.sub(r"\s+|,(?=\s*\})", "", text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", nargs="?", help="service-2.json, or service-2.json.gz")
    parser.add_argument("--find", action="store_true", help="the model of the botocore that this Python has")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not options.model and not options.find:
        parser.error("a model is needed")
    text = render(load(find_model() if options.find else options.model))
    if options.check:
        if tokens(text) != tokens(TABLE.read_text()):
            sys.exit(f"{TABLE.relative_to(ROOT)} is not the model's: run tools/model_tables.py")
        return
    TABLE.write_text(text)
    subprocess.run(["clang-format-19", "-i", str(TABLE)], check=True)


if __name__ == "__main__":
    main()

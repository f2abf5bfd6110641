#!/usr/bin/env python3
"""Writes the test vectors of the formats of undersigned: one file, one case. See README.md.

    python3 docs/vectors/generate.py [DIR]

writes them into DIR, or beside this file, after removing those that stand there. Needs the package `cryptography`. The
same bytes come out each time. Every expectation is stated in the modules of generator/, from docs/format.md; no reader
of the formats is asked.
"""
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True

from generator import bundle, chain, key, note, record, registry, text, trust
from generator.vector import VECTORS


def main():
    here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    here = here if here.is_dir() else here.parent
    for module in (text, key, note, record, bundle, trust, chain, registry):
        module.vectors()
    for family in sorted({family for family, _ in VECTORS}):
        shutil.rmtree(here / family, ignore_errors=True)
        (here / family).mkdir(parents=True)
    for (family, name), data in sorted(VECTORS.items()):
        (here / family / name).write_bytes(data)


if __name__ == "__main__":
    main()

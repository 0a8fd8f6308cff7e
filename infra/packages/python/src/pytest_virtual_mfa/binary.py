"""The server's binary, which is in the wheel."""

import os
import sys

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "virtualmfa")


def main():
    """The command virtualmfa."""
    os.execv(PATH, [PATH, *sys.argv[1:]])

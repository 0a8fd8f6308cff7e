"""Puts the binary of one platform into the wheel. infra/build/wheel.sh sets the environment."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Binary(BuildHookInterface):
    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + os.environ["VIRTUALMFA_WHEEL_PLATFORM"]
        build_data["force_include"][os.environ["VIRTUALMFA_BINARY"]] = "pytest_virtual_mfa/bin/virtualmfa"

"""Pytest fixtures that run AWS IAM and STS with virtual MFA devices."""

from .server import Clock, Server, User

__all__ = ["Clock", "Server", "User"]

"""Addresses and ports to listen on, looked at before anything starts."""

import errno
import socket


class ServingError(Exception):
    """Why the app cannot be served, and what helps."""


def check_free(address: str, port: int, option: str) -> None:
    """ServingError if nothing can listen there; `option` is how another port is given."""
    if not address:
        raise ServingError(
            "--address needs an address: 127.0.0.1 is for this machine alone, 0.0.0.0 for all who reach it"
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: a connection that ends is no obstacle
        try:
            probe.bind((address, port))
        except OSError as error:
            raise ServingError(_reason(error, address, port, option)) from error


def _reason(error: OSError, address: str, port: int, option: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"port {port} of {address} is in use by another program; end that one, or choose another with {option}"
            )
        case errno.EACCES:
            return f"ports below 1024 are not for everybody, such as {port}; choose a higher one with {option}"
        case errno.EADDRNOTAVAIL:
            return f"{address} is not this machine; 127.0.0.1 is for itself alone, 0.0.0.0 for all who reach it"
    return f"nothing can listen at port {port} of {address}: {error.strerror}"

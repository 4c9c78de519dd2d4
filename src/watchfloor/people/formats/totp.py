"""Time-based one-time passwords (RFC 6238 over RFC 4226), as every authenticator app makes them: SHA-1, 30 s, 6 digits.

SHA-1 stands here inside HMAC, where its broken collisions do not matter; apps know no other reliably.
"""

import base64
import hmac

import pyotp

SECRET_BYTES = 20  # RFC 4226, 4 R6: 160 bits recommended


def code_at(secret: bytes, *, step: int, digits: int = 6) -> str:
    """The code of one time step (RFC 4226, 5.3)."""
    return pyotp.TOTP(written(secret), digits=digits).generate_otp(step)


def matching(secret: bytes, said: str, *, steps: range) -> int | None:
    """The step whose code was said, compared in constant time; every step is tried, so that time does not tell."""
    fits = [step for step in steps if step >= 0 and hmac.compare_digest(code_at(secret, step=step), _digits(said))]
    return fits[-1] if fits else None


def written(secret: bytes) -> str:
    """The secret as apps take it by hand: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, login: str, issuer: str) -> str:
    """The otpauth:// address that a QR code holds."""
    return pyotp.TOTP(written(secret)).provisioning_uri(name=login, issuer_name=issuer)


def _digits(said: str) -> str:
    """What was typed, without the blank that apps show in the middle; never other than ASCII."""
    plain = "".join(said.split())
    return plain if plain.isascii() else ""

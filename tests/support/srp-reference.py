#!/usr/bin/env python3
"""SRP-6a written from RFC 5054, RFC 2945 and RFC 5869 with the standard library alone.

Shares no code with src/core/srp. Prints tests/vectors/srp-3072-sha256.json:
    python3 tests/support/srp-reference.py > tests/vectors/srp-3072-sha256.json
With --search it looks for the seeds whose numbers begin with a zero byte, where a missing PAD shows.
"""

import hashlib
import hmac
import json
import sys


def pi_times_power_of_two(bits):
    """floor(2^bits * pi), by Machin: pi = 16 atan(1/5) - 4 atan(1/239)."""
    guard = 64
    one = 1 << (bits + guard)

    def arctangent_of_inverse(n):
        term = total = one // n
        divisor, sign = 1, 1
        while term:
            term //= n * n
            divisor += 2
            sign = -sign
            total += sign * (term // divisor)
        return total

    return (16 * arctangent_of_inverse(5) - 4 * arctangent_of_inverse(239)) >> guard


# RFC 5054 appendix A refers to RFC 3526 section 4, which gives the prime by this formula.
N = 2**3072 - 2**3008 - 1 + 2**64 * (pi_times_power_of_two(2942) + 1690314)
g = 5
LENGTH = 384


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def pad(number):
    return number.to_bytes(LENGTH, "big")


def integer(octets):
    return int.from_bytes(octets, "big")


def hkdf(key, info, length):
    root = hmac.new(bytes(32), key, hashlib.sha256).digest()
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(root, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
        counter += 1
    return output[:length]


def exchange(identity, password, salt, a, b):
    k = integer(sha256(pad(N), pad(g)))
    x = integer(sha256(salt, sha256(identity, b":", password)))
    v = pow(g, x, N)
    A = pow(g, a, N)
    B = (k * v + pow(g, b, N)) % N
    u = integer(sha256(pad(A), pad(B)))
    S = pow((B - k * pow(g, x, N)) % N, a + u * x, N)
    assert S == pow(A * pow(v, u, N) % N, b, N), "client and server disagree"
    K = sha256(pad(S))
    groups = bytes(n ^ h for n, h in zip(sha256(pad(N)), sha256(pad(g))))
    M1 = sha256(groups, sha256(identity), salt, pad(A), pad(B), K)
    M2 = sha256(pad(A), M1, K)
    return {
        "k": k, "x": x, "v": v, "A": A, "B": B, "u": u, "S": S, "K": K, "M1": M1, "M2": M2,
        "sessionKey": hkdf(K, b"conclave/1 session", 32),
    }


def inputs(seed):
    def derive(label):
        return sha256(b"conclave srp vector", bytes([0]), label, bytes([0]), seed.encode())

    return {
        "identity": b"0123-4567-89ab-cdef",
        "password": b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "salt": derive(b"salt")[:16],
        "a": integer(derive(b"a")),
        "b": integer(derive(b"b")),
    }


def printable(value):
    if isinstance(value, int):
        value = value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
    return value.hex()


def vector(name, seed):
    given = inputs(seed)
    fields = {**given, **exchange(**given)}
    return {"name": name, "seed": seed, **{key: printable(value) for key, value in fields.items()}}


def begins_with_zero(number):
    return number.bit_length() <= 8 * (LENGTH - 1)


def search():
    for letter in ("A", "B", "v", "S"):
        attempt = 0
        while not begins_with_zero(exchange(**inputs(f"{letter} {attempt}"))[letter]):
            attempt += 1
        print(letter, f"{letter} {attempt}")


CASES = [
    ("an ordinary exchange", "ordinary"),
    ("an A that begins with a zero byte", "A 219"),
    ("a B that begins with a zero byte", "B 815"),
    ("a verifier that begins with a zero byte", "v 76"),
    ("an S that begins with a zero byte", "S 370"),
]

if __name__ == "__main__":
    if "--search" in sys.argv:
        search()
    else:
        vectors = [vector(name, seed) for name, seed in CASES]
        print(json.dumps({"N": printable(N), "g": g, "vectors": vectors}, indent=2))

"""Compiling a kernel once: numba's machine code is kept beside the package, or in the account's cache.

A kernel that is called first on a machine compiles for some seconds; `warming` tells that time apart from the work.
numba itself looks only at the file of a kernel, not at those whose functions are compiled into it: here the folder of
the cache is named by a digest of all sources of the library, so that no change of one leaves old code in another.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
import platformdirs
from numba import types
from numba.core import cgutils
from numba.cpython.unsafe.numbers import leading_zeros, trailing_zeros
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])
Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# numba's own names for the processor's instructions; to a type checker they are anything
ENDS: Any = trailing_zeros
BEGINS: Any = leading_zeros
TOOLS: Any = cgutils
ANY_NUMBER: Any = types.unliteral
# numba's option to count no holders of arrays has no public name yet
NJIT: Any = numba.njit
# int64 in a line of the processor's cache
LINE = 8


def _cache() -> Path:
    """The folder for this version's machine code; those of other versions beside it are removed."""
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    writable = os.access(here, os.W_OK)
    held = here / "__pycache__" if writable else Path(platformdirs.user_cache_dir("watchfloor"))
    folder = held / f"kernels-{digest.hexdigest()[:16]}"
    if not folder.exists():
        for old in held.glob("kernels-*"):
            shutil.rmtree(old, ignore_errors=True)
    return folder


if not os.environ.get("NUMBA_CACHE_DIR"):
    setattr(numba.config, "CACHE_DIR", str(_cache()))  # noqa: B010 - numba declares its settings at run time only


def _widened(made: Any) -> Any:
    """A kernel that is compiled once for all numbers: numba compiles it anew for each 0 or 1 that a caller spells out.

    What is known of a number is not lost: kernels that profit by it are made part of their callers.
    """
    chosen = made.get_call_template

    def widely(given: Any, named: Any) -> Any:
        wide = {name: ANY_NUMBER(one) for name, one in named.items()}
        return chosen(tuple(ANY_NUMBER(one) for one in given), wide)

    made.get_call_template = widely
    return made


def compiled(kernel: F) -> F:
    """The kernel as machine code. Whole numbers are int64 throughout: numba turns a mix with uint64 into floats.

    It MUST NOT make arrays: numba counts the holders of every array that a kernel hands to another one, by locked
    instructions, which cost two thirds of the time of weighing a pair. Here nothing is counted; who calls holds them.
    """
    return cast("F", _widened(NJIT(cache=True, nogil=True, error_model="numpy", _nrt=False)(kernel)))


def allocating(kernel: F) -> F:
    """As `compiled`, for a kernel that makes arrays or calls one that does; its loops SHOULD call what makes none."""
    return cast("F", _widened(numba.njit(cache=True, nogil=True, error_model="numpy")(kernel)))


def inlined(kernel: F) -> F:
    """A short kernel of whole numbers that is made part of those that call it; it makes no arrays either."""
    return cast("F", _widened(NJIT(cache=True, nogil=True, error_model="numpy", forceinline=True, _nrt=False)(kernel)))


@intrinsic
def _fetched(_typing: Any, array: Any, _place: Any) -> Any:
    """Tell the processor that the cache line at a place of an array will be read soon."""

    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        ir = TOOLS.ir
        byte, whole = ir.IntType(8).as_pointer(), ir.IntType(32)
        at = builder.bitcast(builder.gep(held.data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, whole, whole, whole])
        prefetch = TOOLS.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(prefetch, [at, whole(0), whole(3), whole(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), made


FETCHED: Any = _fetched


@inlined
def fetch(array: Longs | Ints, first: int, many: int) -> None:
    """Have so many numbers of an array brought near, `first` counted in numbers from its begin, to be read later."""
    for k in range(first, first + many, LINE):
        FETCHED(array, k)


@inlined
def low_zeros(x: int) -> int:
    """How many zero bits x > 0 ends with."""
    return int(ENDS(x))


@inlined
def width(x: int) -> int:
    """How many bits x >= 0 needs; 0 for 0."""
    return 64 - int(BEGINS(x)) if x > 0 else 0


@inlined
def ones(x: int) -> int:
    """How many bits of x >= 0 are set (SWAR popcount; LLVM makes one instruction of it)."""
    x = x - ((x >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    return ((x * 0x0101010101010101) >> 56) & 0xFF


@inlined
def mixed(h: int, x: int) -> int:
    """A hash of 62 bits of h and x (the finalizer of splitmix64, Steele and others 2014); never negative."""
    h = (h ^ x) * 0x3F58476D1CE4E5B9
    h = (h ^ ((h >> 27) & 0x1FFFFFFFFF)) * 0x14D049BB133111EB
    return (h ^ ((h >> 31) & 0x1FFFFFFFF)) & 0x3FFFFFFFFFFFFFFF

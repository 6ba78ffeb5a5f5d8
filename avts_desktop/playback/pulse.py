"""How long sound takes through PulseAudio, which Qt does not tell.

Qt knows its own buffer only. What lies below, in the server and in its device, makes
20 ms and more; the server (PipeWire's, too) tells it to whoever asks.
"""

import ctypes
import os
import sys
import time
from ctypes import POINTER, c_char_p, c_int, c_uint8, c_uint32, c_uint64
from ctypes import c_void_p as pointer
from typing import Any

_READY, _FAILED = 4, (5, 6)
"""States of a context, from pulse/def.h."""
_NO_AUTOSPAWN = 1
_MAX_CHANNELS = 32
_PATIENCE_S = 0.02


class _SampleSpec(ctypes.Structure):
    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class _ChannelMap(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("map", c_int * _MAX_CHANNELS))


class _Volume(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("values", c_uint32 * _MAX_CHANNELS))


class _SinkInput(ctypes.Structure):
    """The head of pa_sink_input_info, from pulse/introspect.h."""

    _fields_ = (
        ("index", c_uint32),
        ("name", c_char_p),
        ("owner_module", c_uint32),
        ("client", c_uint32),
        ("sink", c_uint32),
        ("sample_spec", _SampleSpec),
        ("channel_map", _ChannelMap),
        ("volume", _Volume),
        ("buffer_usec", c_uint64),
        ("sink_usec", c_uint64),
        ("resample_method", c_char_p),
        ("driver", c_char_p),
        ("mute", c_int),
        ("proplist", pointer),
    )


_Callback = ctypes.CFUNCTYPE(None, pointer, POINTER(_SinkInput), c_int, pointer)


class PulseProbe:
    """Asks the sound server about our stream; for one thread.

    Without a server, or without its library, it knows nothing.
    """

    def __init__(self) -> None:
        self._pulse = _load()
        self._found_s: float | None = None
        self._is_answered = False
        self._callback = _Callback(self._hear)
        if self._pulse is not None:
            self._loop = self._pulse.pa_mainloop_new()
            api = self._pulse.pa_mainloop_get_api(self._loop)
            self._context = self._pulse.pa_context_new(api, b"avts")
            self._pulse.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None)

    def close(self) -> None:
        """Hang up."""
        if self._pulse is not None:
            self._pulse.pa_context_disconnect(self._context)
            self._pulse.pa_context_unref(self._context)
            self._pulse.pa_mainloop_free(self._loop)
        self._pulse = None

    def latency_s(self) -> float | None:
        """Return how long a frame that enters the server now takes to the ear."""
        if self._pulse is None:
            return None
        until_s = time.monotonic() + _PATIENCE_S
        self._pump(0.0)
        state = self._pulse.pa_context_get_state(self._context)
        while state != _READY and state not in _FAILED and time.monotonic() < until_s:
            self._pump(0.002)
            state = self._pulse.pa_context_get_state(self._context)
        if state != _READY:
            return None
        return self._ask(until_s)

    def _ask(self, until_s: float) -> float | None:
        pulse: Any = self._pulse
        self._found_s, self._is_answered = None, False
        operation = pulse.pa_context_get_sink_input_info_list(
            self._context, self._callback, None
        )
        while not self._is_answered and time.monotonic() < until_s:
            self._pump(0.002)
        if operation:
            if not self._is_answered:
                pulse.pa_operation_cancel(operation)
            pulse.pa_operation_unref(operation)
        return self._found_s

    def _pump(self, wait_s: float) -> None:
        """Let the connection work, waiting so long for something to come."""
        pulse: Any = self._pulse
        if pulse.pa_mainloop_prepare(self._loop, round(wait_s * 1e6)) >= 0:
            pulse.pa_mainloop_poll(self._loop)
            pulse.pa_mainloop_dispatch(self._loop)

    def _hear(self, context: int, info: Any, is_last: int, data: int) -> None:  # noqa: ANN401 - from C
        """Take one line of the answer."""
        del context, data
        if is_last:
            self._is_answered = True
            return
        stream = info.contents
        pulse: Any = self._pulse
        pid = pulse.pa_proplist_gets(stream.proplist, b"application.process.id")
        if pid == str(os.getpid()).encode():
            self._found_s = (stream.buffer_usec + stream.sink_usec) / 1e6


def _load() -> Any | None:  # noqa: ANN401 - a library without types
    """Return the client library of PulseAudio, if this is a system that has it."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        pulse = ctypes.CDLL("libpulse.so.0")
    except OSError:
        return None
    for name, result, arguments in (
        ("pa_mainloop_new", pointer, ()),
        ("pa_mainloop_get_api", pointer, (pointer,)),
        ("pa_mainloop_prepare", c_int, (pointer, c_int)),
        ("pa_mainloop_poll", c_int, (pointer,)),
        ("pa_mainloop_dispatch", c_int, (pointer,)),
        ("pa_mainloop_free", None, (pointer,)),
        ("pa_context_new", pointer, (pointer, c_char_p)),
        ("pa_context_connect", c_int, (pointer, c_char_p, c_int, pointer)),
        ("pa_context_get_state", c_int, (pointer,)),
        ("pa_context_disconnect", None, (pointer,)),
        ("pa_context_unref", None, (pointer,)),
        (
            "pa_context_get_sink_input_info_list",
            pointer,
            (pointer, _Callback, pointer),
        ),
        ("pa_operation_cancel", None, (pointer,)),
        ("pa_operation_unref", None, (pointer,)),
        ("pa_proplist_gets", c_char_p, (pointer, c_char_p)),
    ):
        function = getattr(pulse, name)
        function.restype, function.argtypes = result, arguments
    return pulse

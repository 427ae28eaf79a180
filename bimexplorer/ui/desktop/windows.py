"""The desktop of Windows."""

from __future__ import annotations

import ctypes
import logging
import sys
import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from bimexplorer.ui.desktop.surroundings import Desktop
from bimexplorer.ui.desktop.tray import TrayNotifier

log = logging.getLogger(__name__)

# shobjidl_core.h
_TASKBAR_LIST = uuid.UUID("56fdf344-fd6d-11d0-958a-006097c9a090")
_ITASKBAR_LIST_3 = uuid.UUID("ea1afb91-9e28-4b86-90e9-9e9f8a5eefaf")
_IN_PROCESS = 1
_RELEASE, _INITIALISE, _SET_VALUE, _SET_STATE = 2, 3, 9, 10
"""Where methods stand in the interface's table: IUnknown has three, ITaskbarList five, ITaskbarList2 one."""
_NO_PROGRESS, _NORMAL = 0, 2
_TOTAL = 1000


class Taskbar:
    """`ITaskbarList3`, called through its table of functions."""

    def __init__(self, interface: int) -> None:
        """`interface`: the pointer that COM gave; it is released by `close`."""
        self._interface = interface
        self._call(_INITIALISE)

    @classmethod
    def of_system(cls) -> Taskbar | None:
        """None where it cannot be had. For the GUI thread, on which Qt has initialised COM."""
        if sys.platform != "win32":
            return None
        interface = ctypes.c_void_p()
        result = ctypes.WinDLL("ole32").CoCreateInstance(
            _TASKBAR_LIST.bytes_le, None, _IN_PROCESS, _ITASKBAR_LIST_3.bytes_le, ctypes.byref(interface)
        )
        if result != 0 or not interface.value:
            log.info("There is no progress in the taskbar: CoCreateInstance gave %#x", result & 0xFFFFFFFF)
            return None
        return cls(interface.value)

    def progress(self, window: int, fraction: float | None) -> None:
        """At the button of a window, given by its handle."""
        handle = ctypes.c_void_p(window)
        if fraction is None:
            self._call(_SET_STATE, handle, ctypes.c_int(_NO_PROGRESS))
            return
        done, total = ctypes.c_ulonglong(round(fraction * _TOTAL)), ctypes.c_ulonglong(_TOTAL)
        self._call(_SET_STATE, handle, ctypes.c_int(_NORMAL))
        self._call(_SET_VALUE, handle, done, total)

    def close(self) -> None:
        self._call(_RELEASE)

    def _call(self, method: int, *arguments: ctypes.c_void_p | ctypes.c_int | ctypes.c_ulonglong) -> None:
        # A failure is not worth a word: the bar is missing, and the window has one.
        table = ctypes.cast(self._interface, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
        kinds = [type(argument) for argument in arguments]
        # Windows on 64 bits knows one way of calling only.
        function = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)(table[method] or 0)
        function(self._interface, *arguments)


class WindowsDesktop(Desktop):
    """Progress at the window's button in the taskbar, notifications by an icon beside the clock."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._taskbar = Taskbar.of_system()
        self._notifier = TrayNotifier(self)

    def progress(self, fraction: float | None) -> None:
        if self._taskbar is not None:
            self._taskbar.progress(int(self._window.winId()), fraction)

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        self._notifier.notify(title, text, clicked)

    def close(self) -> None:
        self._notifier.close()
        if self._taskbar is not None:
            self.progress(None)
            self._taskbar.close()
            self._taskbar = None

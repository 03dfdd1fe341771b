"""The process that solves: `python -m isopt.solution.worker PARENT`. It may crash; its parent lives on.

Tasks come through what was its standard input and answers leave through what was its standard output. Both numbers
are given away first, so that nothing a library prints can come between.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
from typing import IO, Any

from isopt.errors import IsoptError
from isopt.solution.pipe import Done, Failed, pack, receive

PARENT_CHECK_S = 1.0


def main(parent: int) -> None:
    """Serve tasks until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = _take_pipes()
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(source, tasks), daemon=True).start()
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    from isopt.solution import jobs  # noqa: PLC0415 - the solver loads while the parent prepares; its death is watched

    while True:
        body = tasks.get()
        try:
            answer: Any = Done(jobs.run(pickle.loads(body), lambda message: _send(sink, message)))
        except IsoptError as error:
            answer = Failed(error, traceback.format_exc())
        except Exception:  # the parent must hear of every error
            answer = Failed(None, traceback.format_exc())
        _send(sink, answer)


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return source, sink


def _send(sink: IO[bytes], message: Any) -> None:
    try:
        sink.write(pack(message))
        sink.flush()
    except (BrokenPipeError, OSError):
        os._exit(0)


def _read(source: IO[bytes], tasks: queue.SimpleQueue[bytes]) -> None:
    """Queue the tasks; a closed pipe ends the process also while the solver is busy."""
    while (body := receive(source)) is not None:
        tasks.put(body)
    os._exit(0)


def _watch(parent: int) -> None:
    """End with the parent even where a child of it keeps the pipe open."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))

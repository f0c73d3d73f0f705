"""Peers of the workers: seconds per run of next to nothing, with what each keeps on disk.

work_peer.py optuna|experimaestro FOLDER COUNT
"""

import logging
import sys
import time
from pathlib import Path

logging.disable(logging.CRITICAL)


def by_optuna(folder: Path, count: int) -> None:
    import optuna

    storage = optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(str(folder / "journal.log"))
    )
    study = optuna.create_study(storage=storage)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=count)


def by_experimaestro(folder: Path, count: int) -> None:
    from experimaestro import experiment

    with experiment(folder, "bench"):
        for n in range(count):
            Nothing.C(n=n).submit()


if sys.argv[1] == "experimaestro":
    from experimaestro import Param, Task

    class Nothing(Task):
        n: Param[int]

        def execute(self):
            pass


if __name__ == "__main__":
    peer, target, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    begin = time.perf_counter()
    {"optuna": by_optuna, "experimaestro": by_experimaestro}[peer](target, number)
    print((time.perf_counter() - begin) / number)

"""A study of Optuna for a process that speaks lines of JSON: one request a line on stdin, one answer a line on stdout.

{"op": "open", "storage": FILE, "name": N, "direction": D, "sampler": S, "pruner": P, "seed": I} gives
    {"trials": [{"number", "state", "params"}]}
{"op": "ask"} gives {"number": N}
{"op": "suggest", "number": N, "name": P, "kind": "float"|"int"|"choice", ...} gives {"value": V}
{"op": "report", "number": N, "points": [[STEP, VALUE], ...]} gives {"prune": BOOL}
{"op": "tell", "number": N, "state": "complete"|"pruned"|"fail", "value": V} gives {}
"""

import json
import sys
import warnings

import optuna
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(
        seed=seed, constant_liar=True, multivariate=True, group=True
    ),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}
PRUNERS = {
    "none": optuna.pruners.NopPruner,
    "median": optuna.pruners.MedianPruner,
    "hyperband": optuna.pruners.HyperbandPruner,
    "successive-halving": optuna.pruners.SuccessiveHalvingPruner,
}
STATES = {
    "complete": TrialState.COMPLETE,
    "pruned": TrialState.PRUNED,
    "fail": TrialState.FAIL,
}


class Study:
    def __init__(self):
        self.study = None
        self.trials = {}

    def open(self, request):
        storage = optuna.storages.JournalStorage(JournalFileBackend(request["storage"]))
        self.study = optuna.create_study(
            storage=storage,
            study_name=request["name"],
            direction=request["direction"],
            pruner=PRUNERS[request["pruner"]](),
            load_if_exists=True,
        )
        known = self.study.get_trials(deepcopy=False)
        seed = request.get("seed")
        # Begun again, the same numbers would be drawn a second time.
        self.study.sampler = SAMPLERS[request["sampler"]](
            None if seed is None else seed + len(known)
        )
        for trial in known:
            if trial.state == TrialState.RUNNING:
                self.trials[trial.number] = optuna.trial.Trial(
                    self.study, trial._trial_id
                )
        return {
            "trials": [
                {"number": t.number, "state": t.state.name, "params": t.params}
                for t in known
            ]
        }

    def ask(self, request):
        trial = self.study.ask()
        self.trials[trial.number] = trial
        return {"number": trial.number}

    def suggest(self, request):
        trial, name = self.trials[request["number"]], request["name"]
        low, high = request.get("low"), request.get("high")
        if request["kind"] == "float":
            return {"value": trial.suggest_float(name, low, high, log=request["log"])}
        if request["kind"] == "int":
            return {"value": trial.suggest_int(name, low, high, step=request["step"])}
        return {"value": trial.suggest_categorical(name, list(range(request["count"])))}

    def report(self, request):
        trial = self.trials[request["number"]]
        for step, value in request["points"]:
            trial.report(value, step)
        return {"prune": bool(trial.should_prune())}

    def tell(self, request):
        self.study.tell(
            request["number"],
            request.get("value"),
            state=STATES[request["state"]],
            skip_if_finished=True,
        )
        return {}


def main():
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = Study()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(study, request["op"])(request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()

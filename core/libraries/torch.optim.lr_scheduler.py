# Learning rates over the epochs, computed from one to the next as torch/optim/lr_scheduler.py does.
import math

# Given by the host: is_unknown(value).


class LRScheduler:
    def __init__(self, optimizer, last_epoch=-1, verbose="deprecated"):
        if is_unknown(optimizer):
            groups = []
        elif not hasattr(optimizer, "param_groups"):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        else:
            groups = optimizer.param_groups
        self.optimizer = optimizer
        for group in groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in groups]
        self.last_epoch = last_epoch
        self.step()

    def _groups(self):
        return [] if is_unknown(self.optimizer) else self.optimizer.param_groups

    def step(self, epoch=None):
        self.last_epoch += 1
        for group, lr in zip(self._groups(), self.get_lr()):
            group["lr"] = lr
        self._last_lr = [group["lr"] for group in self._groups()]

    def get_last_lr(self):
        return self.optimizer if is_unknown(self.optimizer) else self._last_lr

    def get_lr(self):
        return [self._next(group["lr"], base) for group, base in zip(self._groups(), self.base_lrs)]

    def state_dict(self):
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        pass


_LRScheduler = LRScheduler


class StepLR(LRScheduler):
    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1, verbose="deprecated"):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        return lr if self.last_epoch == 0 or self.last_epoch % self.step_size else lr * self.gamma


class MultiStepLR(LRScheduler):
    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1, verbose="deprecated"):
        self.milestones, self.gamma = list(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        times = self.milestones.count(self.last_epoch)
        return lr * self.gamma**times if times else lr


class ExponentialLR(LRScheduler):
    def __init__(self, optimizer, gamma, last_epoch=-1, verbose="deprecated"):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        return lr * self.gamma if self.last_epoch else lr


class ConstantLR(LRScheduler):
    def __init__(self, optimizer, factor=1.0 / 3, total_iters=5, last_epoch=-1, verbose="deprecated"):
        if factor > 1.0 or factor < 0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        if self.last_epoch == 0:
            return lr * self.factor
        return lr * (1.0 / self.factor) if self.last_epoch == self.total_iters else lr


class LinearLR(LRScheduler):
    def __init__(self, optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1,
                 verbose="deprecated"):
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        if self.last_epoch == 0:
            return lr * self.start_factor
        if self.last_epoch > self.total_iters:
            return lr
        rise = self.end_factor - self.start_factor
        return lr * (1.0 + rise / (self.total_iters * self.start_factor + (self.last_epoch - 1) * rise))


class CosineAnnealingLR(LRScheduler):
    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1, verbose="deprecated"):
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        at, least = self.last_epoch, self.eta_min
        if at == 0:
            return lr
        if (at - 1 - self.T_max) % (2 * self.T_max) == 0:
            return lr + (base - least) * (1 - math.cos(math.pi / self.T_max)) / 2
        before = 1 + math.cos(math.pi * (at - 1) / self.T_max)
        return (1 + math.cos(math.pi * at / self.T_max)) / before * (lr - least) + least


class LambdaLR(LRScheduler):
    def __init__(self, optimizer, lr_lambda, last_epoch=-1, verbose="deprecated"):
        self.lr_lambdas = lr_lambda if isinstance(lr_lambda, (list, tuple)) else None
        self.lr_lambda = lr_lambda
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        each = self.lr_lambdas or [self.lr_lambda] * len(self.base_lrs)
        return [base * scale(self.last_epoch) for scale, base in zip(each, self.base_lrs)]


class MultiplicativeLR(LambdaLR):
    def get_lr(self):
        each = self.lr_lambdas or [self.lr_lambda] * len(self.base_lrs)
        groups = self._groups()
        return [g["lr"] * scale(self.last_epoch) if self.last_epoch else g["lr"] for scale, g in zip(each, groups)]


class PolynomialLR(LRScheduler):
    def __init__(self, optimizer, total_iters=5, power=1.0, last_epoch=-1, verbose="deprecated"):
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def _next(self, lr, base):
        at, total = self.last_epoch, self.total_iters
        if at == 0 or at > total:
            return lr
        return lr * ((1.0 - at / total) / (1.0 - (at - 1) / total)) ** self.power


class CosineAnnealingWarmRestarts(LRScheduler):
    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1, verbose="deprecated"):
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        self.T_0, self.T_i, self.T_mult, self.eta_min, self.T_cur = T_0, T_0, T_mult, eta_min, last_epoch
        super().__init__(optimizer, last_epoch)

    def step(self, epoch=None):
        if epoch is None:
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur -= self.T_i
                self.T_i *= self.T_mult
        else:
            self.T_cur, self.T_i = epoch, self.T_0
            while self.T_cur >= self.T_i:
                self.T_cur -= self.T_i
                self.T_i *= self.T_mult
            self.last_epoch = math.floor(epoch) - 1
        super().step()

    def _next(self, lr, base):
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2


class OneCycleLR(LRScheduler):
    def __init__(self, optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3,
                 anneal_strategy="cos", cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, div_factor=25.0,
                 final_div_factor=1e4, three_phase=False, last_epoch=-1, verbose="deprecated"):
        if total_steps is None and epochs is not None and steps_per_epoch is not None:
            total_steps = epochs * steps_per_epoch
        if total_steps is None:
            raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
        self.total_steps, self.anneal_strategy = total_steps, anneal_strategy
        up, end = float(pct_start * total_steps) - 1, total_steps - 1
        phases = [(up, "initial_lr", "max_lr"), (end, "max_lr", "min_lr")]
        if three_phase:
            phases = [(up, "initial_lr", "max_lr"), (2 * up, "max_lr", "initial_lr"), (end, "initial_lr", "min_lr")]
        self._phases = phases
        for i, group in enumerate([] if is_unknown(optimizer) else optimizer.param_groups):
            most = max_lr[i] if isinstance(max_lr, (list, tuple)) else max_lr
            group["initial_lr"] = most / div_factor
            group["max_lr"] = most
            group["min_lr"] = group["initial_lr"] / final_div_factor
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch > self.total_steps:
            raise ValueError(
                f"Tried to step {self.last_epoch} times. The total number of steps is {self.total_steps}"
            )
        rates = []
        for group in self._groups():
            begin = 0.0
            for end, from_, to in self._phases:
                if self.last_epoch <= end or end == self._phases[-1][0]:
                    done = (self.last_epoch - begin) / (end - begin)
                    if self.anneal_strategy == "cos":
                        rate = group[to] + (group[from_] - group[to]) / 2.0 * (math.cos(math.pi * done) + 1)
                    else:
                        rate = (group[to] - group[from_]) * done + group[from_]
                    rates.append(rate)
                    break
                begin = end
        return rates


class SequentialLR(LRScheduler):
    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1, verbose="deprecated"):
        self.optimizer, self._schedulers, self._milestones = optimizer, schedulers, milestones
        self.last_epoch = last_epoch + 1
        for group in self._groups():
            group["lr"] = group["initial_lr"]
        for s in schedulers:
            s.last_epoch -= 1
        schedulers[0].step()
        self._last_lr = schedulers[0].get_last_lr()

    def step(self):
        self.last_epoch += 1
        which = len([m for m in self._milestones if m <= self.last_epoch])
        scheduler = self._schedulers[which]
        if which and self._milestones[which - 1] == self.last_epoch:
            # It begins at its own first epoch.
            for group, base in zip(self._groups(), scheduler.base_lrs):
                group["lr"] = base
            scheduler.last_epoch = -1
        scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(LRScheduler):
    def __init__(self, schedulers, optimizer=None):
        self._schedulers, self.optimizer = schedulers, optimizer or schedulers[0].optimizer
        self._last_lr = [group["lr"] for group in self._groups()]

    def step(self):
        for s in self._schedulers:
            s.step()
        self._last_lr = [group["lr"] for group in self._groups()]


class ReduceLROnPlateau(LRScheduler):
    def __init__(self, optimizer, mode="min", factor=0.1, patience=10, threshold=1e-4, threshold_mode="rel", cooldown=0,
                 min_lr=0, eps=1e-8, verbose="deprecated"):
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        if mode not in ("min", "max"):
            raise ValueError("mode " + mode + " is unknown!")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode, self.cooldown, self.eps = threshold, threshold_mode, cooldown, eps
        self.min_lrs = list(min_lr) if isinstance(min_lr, (list, tuple)) else [min_lr] * len(self._groups())
        self.best, self.num_bad_epochs, self.cooldown_counter = math.inf if mode == "min" else -math.inf, 0, 0
        self.last_epoch = 0
        self._last_lr = [group["lr"] for group in self._groups()]

    def is_better(self, a, best):
        change = self.threshold * (best if self.threshold_mode == "rel" else 1)
        if self.threshold_mode == "rel" and best in (math.inf, -math.inf):
            change = 0.0
        return a < best - change if self.mode == "min" else a > best + change

    def step(self, metrics, epoch=None):
        self.last_epoch += 1
        if is_unknown(metrics) or is_unknown(float(metrics)):
            return
        if self.is_better(float(metrics), self.best):
            self.best, self.num_bad_epochs = float(metrics), 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, least in zip(self._groups(), self.min_lrs):
                rate = max(group["lr"] * self.factor, least)
                if group["lr"] - rate > self.eps:
                    group["lr"] = rate
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = [group["lr"] for group in self._groups()]

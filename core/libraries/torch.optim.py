# Optimizers: what they hold and what they say of wrong arguments. No step is carried out.
import torch
import torch.optim.lr_scheduler as lr_scheduler

# Given by the host: is_unknown(value); with_numbers(), whether the run computes numbers; remark(text), at the program's
# line.


class Optimizer:
    def __init__(self, params, defaults):
        if isinstance(params, torch.Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + params.type().replace("torch.cuda", "torch")
            )
        self.defaults = defaults
        self.state = {}
        self.param_groups = []
        # Those that are known, if there are any.
        groups = [group for group in params]
        if is_unknown(groups):
            self.param_groups.append({"params": [], **defaults})
            return
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        params = [params] if isinstance(params, torch.Tensor) else [p for p in params]
        if is_unknown(params):
            params = []
        if params and isinstance(params[0], tuple):
            param_group = {**param_group, "param_names": [name for name, _ in params]}
            params = [p for _, p in params]
        for p in params:
            if is_unknown(p):
                continue
            if not isinstance(p, torch.Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}")
            if not p.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        there = [q for group in self.param_groups for q in group["params"]]
        for p in params:
            for q in there:
                if p is q and not is_unknown(p):
                    raise ValueError("some parameters appear in more than one parameter group")
        rest = {key: value for key, value in self.defaults.items() if key not in param_group}
        self.param_groups.append({**param_group, "params": params, **rest})

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None

    _writes = 1  # how often a step writes into a parameter

    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            written_over(group["params"], self._writes)
        if with_numbers():
            remark("What an optimizer learns is not computed: from here on the numbers of its parameters are not known.")
        return loss

    def state_dict(self):
        groups, at = [], 0
        for group in self.param_groups:
            count = len(group["params"])
            groups.append({**{k: v for k, v in group.items() if k != "params"}, "params": list(range(at, at + count))})
            at += count
        return {"state": {}, "param_groups": groups}

    def load_state_dict(self, state_dict):
        pass

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"

    def _begin(self, params, **defaults):
        """Checks what most have, and begins; `defaults` in the order in which PyTorch keeps them."""
        # What is not known compares as false.
        if defaults["lr"] < 0.0:
            raise ValueError(f"Invalid learning rate: {defaults['lr']}")
        if defaults.get("eps", 0.0) < 0.0:
            raise ValueError(f"Invalid epsilon value: {defaults['eps']}")
        for i, beta in enumerate(defaults.get("betas", ())):
            if beta < 0.0 or beta >= 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        for name in ("momentum", "weight_decay", "alpha"):
            if defaults.get(name, 0.0) < 0.0:
                raise ValueError(f"Invalid {name} value: {defaults[name]}")
        Optimizer.__init__(self, params, defaults)


class SGD(Optimizer):
    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False,
                 foreach=None, differentiable=False, fused=None):
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        self._begin(params, lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov,
                    maximize=maximize, foreach=foreach, differentiable=differentiable, fused=fused)


class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, *, foreach=None,
                 maximize=False, capturable=False, differentiable=False, fused=None):
        self._begin(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, maximize=maximize,
                    foreach=foreach, capturable=capturable, differentiable=differentiable, fused=fused)


class AdamW(Optimizer):
    _writes = 2

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, *,
                 maximize=False, foreach=None, capturable=False, differentiable=False, fused=None):
        self._begin(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, foreach=foreach,
                    maximize=maximize, capturable=capturable, differentiable=differentiable, fused=fused)


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False,
                 capturable=False, foreach=None, maximize=False, differentiable=False):
        self._begin(params, lr=lr, momentum=momentum, alpha=alpha, eps=eps, centered=centered,
                    weight_decay=weight_decay, capturable=capturable, foreach=foreach, maximize=maximize,
                    differentiable=differentiable)


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10,
                 foreach=None, *, maximize=False, differentiable=False, fused=None):
        if lr_decay < 0.0:
            raise ValueError(f"Invalid lr_decay value: {lr_decay}")
        self._begin(params, lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay,
                    initial_accumulator_value=initial_accumulator_value, foreach=foreach, maximize=maximize,
                    differentiable=differentiable, fused=fused)


class Adadelta(Optimizer):
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *, capturable=False,
                 maximize=False, differentiable=False):
        self._begin(params, lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize,
                    capturable=capturable, foreach=foreach, differentiable=differentiable)


class Adamax(Optimizer):
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *, maximize=False,
                 differentiable=False, capturable=False):
        self._begin(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, foreach=foreach, maximize=maximize,
                    differentiable=differentiable, capturable=capturable)


class NAdam(Optimizer):
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004,
                 decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False):
        self._begin(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay,
                    decoupled_weight_decay=decoupled_weight_decay, maximize=maximize, foreach=foreach,
                    capturable=capturable, differentiable=differentiable)


class RAdam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, decoupled_weight_decay=False, *,
                 foreach=None, maximize=False, capturable=False, differentiable=False):
        self._begin(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize, foreach=foreach,
                    capturable=capturable, decoupled_weight_decay=decoupled_weight_decay, differentiable=differentiable)

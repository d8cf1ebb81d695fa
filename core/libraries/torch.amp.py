# Mixed precision: torch/amp. Scalers are enabled where their device is there: the CPU is.
import torch
import torch.amp as here

# Given by the host: autocast_to(dtype): what layers compute in from now on; it returns what that was.

grad_scaler = autocast_mode = here


class autocast:
    """For the CPU; other devices are not there, and PyTorch turns it off for these."""

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device, self.fast_dtype = device_type, torch.bfloat16 if device_type == "cpu" else torch.float16
        if dtype is not None:
            self.fast_dtype = dtype
        lower = self.fast_dtype in (torch.bfloat16, torch.float16)
        self._enabled = bool(enabled) and lower and device_type == "cpu"

    def __enter__(self):
        if self.device == "cpu":
            self._before = autocast_to(self.fast_dtype if self._enabled else None)
        return self

    def __exit__(self, *error):
        if self.device == "cpu":
            autocast_to(self._before)

    def __call__(self, func):
        def decorated(*args, **kwargs):
            with self:
                return func(*args, **kwargs)
        decorated.__name__ = func.__name__
        return decorated


def is_autocast_enabled(device_type="cuda"):
    now = autocast_to(None)
    autocast_to(now)
    return device_type == "cpu" and now is not None


def is_autocast_cpu_enabled():
    return is_autocast_enabled("cpu")


def get_autocast_dtype(device_type):
    return torch.bfloat16 if device_type == "cpu" else torch.float16


def get_autocast_gpu_dtype():
    return torch.float16


def get_autocast_cpu_dtype():
    return torch.bfloat16


class GradScaler:
    def __init__(self, device="cuda", init_scale=2.0 ** 16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000,
                 enabled=True):
        self._device = str(device)
        self._enabled = bool(enabled) and self._device != "cuda"
        if self._enabled:
            assert growth_factor > 1.0, "The growth factor must be > 1.0."
            assert backoff_factor < 1.0, "The backoff factor must be < 1.0."
        self._scale, self._growth_factor, self._backoff_factor = init_scale, growth_factor, backoff_factor
        self._growth_interval, self._growth_tracker = growth_interval, 0

    def scale(self, outputs):
        if not self._enabled:
            return outputs
        if isinstance(outputs, (list, tuple)):
            return type(outputs)([self.scale(x) for x in outputs])
        return outputs * self._scale

    def unscale_(self, optimizer):
        pass

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = float(new_scale)
            return
        # Gradients whose numbers are not computed are taken to be finite.
        self._growth_tracker += 1
        if self._growth_tracker == self._growth_interval:
            self._scale, self._growth_tracker = self._scale * self._growth_factor, 0

    def get_scale(self):
        return self._scale if self._enabled else 1.0

    def get_growth_factor(self):
        return self._growth_factor

    def get_backoff_factor(self):
        return self._backoff_factor

    def get_growth_interval(self):
        return self._growth_interval

    def is_enabled(self):
        return self._enabled

    def state_dict(self):
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._growth_tracker,
        }

    def load_state_dict(self, state_dict):
        if self._enabled:
            if len(state_dict) == 0:
                raise RuntimeError(
                    "The source state dict is empty, possibly because it was saved from a disabled instance of "
                    "GradScaler."
                )
            self._scale, self._growth_tracker = state_dict["scale"], state_dict["_growth_tracker"]


def custom_fwd(fwd=None, *, device_type=None, cast_inputs=None):
    return fwd if fwd is not None else lambda function: function


def custom_bwd(bwd=None, *, device_type=None):
    return bwd if bwd is not None else lambda function: function

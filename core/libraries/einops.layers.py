def __getattr__(name):
    if name == "torch":
        import einops.layers.torch as layers
        return layers
    raise AttributeError(f"module 'einops.layers' has no attribute '{name}'")

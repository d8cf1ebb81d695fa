# torchvision: networks, data sets and transforms of pictures; the rest is left open. Each part is read when it is used.


def __getattr__(name):
    if name == "models":
        import torchvision.models as part
    elif name == "datasets":
        import torchvision.datasets as part
    elif name == "transforms":
        import torchvision.transforms as part
    elif name == "ops":
        import torchvision.ops as part
    else:
        part = quietly(None)
    return part

# What the factories of the zoo share. Given by the host: is_unknown(value); remark(text), at the program's line.


def factory(network, *args, **fixed):
    """A function that makes the network; asked for pretrained numbers, it says that they are not here."""

    def make(weights=None, progress=True, pretrained=False, **kwargs):
        if weights is not None or pretrained:
            remark(f"The pretrained weights of {network.__name__} are not here: its numbers are drawn anew.")
        if is_unknown(kwargs.get("num_classes")):
            return kwargs["num_classes"]
        return network(*args, **{**fixed, **kwargs})

    return make

# Networks of torchvision's classification zoo: shapes, parameters and how these are drawn, without pretrained numbers.
# Those that are not here are left open. A family is read when one of it is used.


def __getattr__(name):
    family = name.lower()
    if family == "alexnet":
        import torchvision.models.alexnet as part
    elif family.startswith("vgg"):
        import torchvision.models.vgg as part
    elif family.startswith(("resn", "wide_resnet")):
        import torchvision.models.resnet as part
    elif family.startswith("squeezenet"):
        import torchvision.models.squeezenet as part
    elif family.startswith("densenet"):
        import torchvision.models.densenet as part
    elif family.startswith(("mobilenet_v2", "mobilenetv2")):
        import torchvision.models.mobilenetv2 as part
    elif family.startswith(("mobilenet_v3", "mobilenetv3")):
        import torchvision.models.mobilenetv3 as part
    elif family.startswith("convnext"):
        import torchvision.models.convnext as part
    elif family.startswith("googlenet"):
        import torchvision.models.googlenet as part
    elif family.startswith("inception"):
        import torchvision.models.inception as part
    elif family.startswith("mnasnet"):
        import torchvision.models.mnasnet as part
    elif family.startswith("shufflenet"):
        import torchvision.models.shufflenetv2 as part
    elif family.startswith("efficientnet"):
        import torchvision.models.efficientnet as part
    elif family.startswith(("vit_", "vision_transformer", "visiontransformer")):
        import torchvision.models.vision_transformer as part
    else:
        return quietly(None)
    # resnet is a module, alexnet what makes one.
    return getattr(part, name) if hasattr(part, name) or part.__name__ != "torchvision.models." + name else part


def get_model(name, weights=None, **config):
    return __getattr__(name)(weights=weights, **config)

# Blocks of torchvision.ops; what is not here is left open.
from torchvision.ops.misc import MLP, Conv2dNormActivation, SqueezeExcitation, StochasticDepth

# torchvision: its models; data sets and transforms are left open.
import torchvision.models as models

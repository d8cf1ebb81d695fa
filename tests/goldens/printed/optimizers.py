# torch.optim: what optimizers hold and print, what they say of wrong arguments, and learning rates over epochs.
import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR

net = nn.Linear(2, 2)


def tell(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))


for name in ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam"]:
    o = getattr(optim, name)(net.parameters())
    print(name, {k: v for k, v in o.param_groups[0].items() if k != "params"}, len(o.param_groups[0]["params"]))
print(optim.SGD(net.parameters(), lr=0.1, momentum=0.9))
print(optim.Adam([{"params": net.weight}, {"params": [net.bias], "lr": 0.5}], lr=0.1))
tell(lambda: optim.SGD([], lr=0.1))
tell(lambda: optim.SGD(net.weight, lr=0.1))
tell(lambda: optim.SGD(net.parameters(), lr=-1))
tell(lambda: optim.SGD(net.parameters(), momentum=-1))
tell(lambda: optim.SGD(net.parameters(), nesterov=True))
tell(lambda: optim.Adam(net.parameters(), lr=-1))
tell(lambda: optim.Adam(net.parameters(), betas=(1.0, 0)))
tell(lambda: optim.Adam(net.parameters(), betas=(0.1, 1.0)))
tell(lambda: optim.Adam(net.parameters(), eps=-1))
tell(lambda: optim.Adam(net.parameters(), weight_decay=-1))
tell(lambda: optim.SGD([torch.ones(2) * net.weight], lr=0.1))
tell(lambda: optim.SGD([3], lr=0.1))
tell(lambda: optim.SGD(net, lr=0.1))
tell(lambda: optim.Adam(net.parameters(), lr=0.1, momentum=0.9))
tell(lambda: optim.SGD([{"params": net.parameters()}, {"params": [net.bias]}], lr=0.1))
tell(lambda: optim.SGD(list(net.named_parameters()), lr=0.1).param_groups[0]["param_names"])
tell(lambda: optim.RMSprop(net.parameters(), alpha=-1))
tell(lambda: optim.Adagrad(net.parameters(), lr_decay=-1))
tell(lambda: optim.SGD())

o = optim.SGD(net.parameters(), lr=0.1)
loss = net(torch.ones(1, 2)).sum()
loss.backward()
print(net.weight.grad is None)
o.zero_grad()
print(net.weight.grad is None, o.defaults["lr"], len(o.state_dict()["param_groups"]))
for group in o.param_groups:
    group["lr"] *= 0.5
print(o.param_groups[0]["lr"])


def rates(make, epochs=8):
    o = optim.SGD(net.parameters(), lr=0.5)
    s = make(o)
    print(type(s).__name__, s.get_last_lr(), end=" ")
    for _ in range(epochs):
        s.step()
        print(s.get_last_lr()[0], end=" ")
    print(o.param_groups[0]["lr"], s.last_epoch)


import warnings
warnings.simplefilter("ignore")
rates(lambda o: StepLR(o, step_size=3, gamma=0.1))
rates(lambda o: lr_scheduler.MultiStepLR(o, milestones=[2, 5], gamma=0.5))
rates(lambda o: optim.lr_scheduler.ExponentialLR(o, 0.9))
rates(lambda o: CosineAnnealingLR(o, T_max=5), 12)
rates(lambda o: CosineAnnealingLR(o, 10, eta_min=0.01))
rates(lambda o: lr_scheduler.LinearLR(o, 0.1, 1.0, 4))
rates(lambda o: lr_scheduler.ConstantLR(o, 0.5, 3))
rates(lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.95**epoch))
tell(lambda: StepLR(net, 3))
tell(lambda: lr_scheduler.LinearLR(o, 2.0))

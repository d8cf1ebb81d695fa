# Seeds, generators, and initialisers of a whole model.
import torch
import torch.nn as nn

torch.manual_seed(7)
a = nn.Linear(3, 2)
print(torch.initial_seed(), a.weight, a.bias)
g = torch.Generator()
print(g.initial_seed())
g.manual_seed(7)
b = torch.empty(2, 3)
nn.init.uniform_(b, -1, 1, generator=g)
print(b, g.initial_seed())
state = torch.get_rng_state()
one = nn.Linear(2, 2).weight
torch.set_rng_state(state)
print(one.tolist() == nn.Linear(2, 2).weight.tolist(), torch.random.manual_seed(3) is not None)


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        nn.init.constant_(m.bias, 0.01)
    elif isinstance(m, nn.Conv2d):
        torch.nn.init.kaiming_uniform_(m.weight, mode="fan_out", nonlinearity="relu")
        if m.bias is not None:
            nn.init.zeros_(m.bias)


net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Linear(3, 4))
net.apply(init_weights)
for name, p in net.named_parameters():
    print(name, p)
print(net[1].running_var, net[1].num_batches_tracked, list(net.state_dict()))
print([nn.init.calculate_gain(n) for n in ("linear", "conv2d", "sigmoid", "tanh", "relu", "selu", "leaky_relu")])
print(nn.init.calculate_gain("leaky_relu", 0.2), nn.init._calculate_fan_in_and_fan_out(net[0].weight))
print(nn.init.eye_(torch.empty(2, 3)), nn.init.dirac_(torch.empty(2, 1, 3)), nn.init.ones_(torch.empty(2)))
lazy = nn.LazyLinear(2)
tied = nn.Embedding(3, 2)
head = nn.Linear(2, 3, bias=False)
head.weight = tied.weight
nn.init.constant_(tied.weight, 0.5)
print(head.weight, head.weight is tied.weight)
for bad in (
    lambda: nn.init.xavier_uniform_(torch.empty(3)),
    lambda: nn.init.kaiming_normal_(torch.empty(3, 2), mode="fan"),
    lambda: nn.init.kaiming_normal_(torch.empty(3, 2), nonlinearity="what"),
    lambda: nn.init.eye_(torch.empty(3)),
    lambda: nn.init.orthogonal_(torch.empty(3)),
    lambda: nn.init.dirac_(torch.empty(3, 2)),
):
    try:
        bad()
    except ValueError as e:
        print(e)

# Masks over parameters, gradients clipped, layers fused, and modules taken apart.
import torch
import torch.nn as nn
import torch.nn.utils.prune as prune
import torch.nn.functional as F
torch.manual_seed(0)
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
        self.fc1 = nn.Linear(2 * 4, 6)
        self.fc2 = nn.Linear(6, 3)
    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = x.view(-1, x.shape[1] * x.shape[2] * x.shape[3])
        return self.fc2(F.relu(self.fc1(x)))
model = LeNet()
module = model.conv1
print(list(module.named_parameters()))
print(list(module.named_buffers()))
print(prune.random_unstructured(module, name="weight", amount=0.3))
print([n for n, _ in module.named_parameters()])
print(list(module.named_buffers()))
print(module.weight)
prune.l1_unstructured(module, name="bias", amount=1)
print([n for n, _ in module.named_parameters()])
print(module.bias)
prune.ln_structured(module, name="weight", amount=0.5, n=2, dim=0)
print(module.weight)
for hook in module._forward_pre_hooks.values():
    if hook._tensor_name == "weight":
        break
print(model.state_dict().keys())
print(prune.is_pruned(model), prune.is_pruned(nn.Linear(2, 2)))
print(model(torch.randn(1, 1, 4, 4)))
prune.remove(module, 'weight')
print(list(module.named_parameters()))
print(list(n for n, _ in module.named_buffers()))
model = LeNet()
for name, module in model.named_modules():
    if isinstance(module, torch.nn.Conv2d):
        prune.l1_unstructured(module, name='weight', amount=0.2)
    elif isinstance(module, torch.nn.Linear):
        prune.l1_unstructured(module, name='weight', amount=0.4)
print(dict(model.named_buffers()).keys())
print([float(torch.sum(m.weight == 0)) / m.weight.nelement() for m in (model.conv1, model.fc1, model.fc2)])
model = LeNet()
parameters_to_prune = ((model.conv1, 'weight'), (model.fc1, 'weight'), (model.fc2, 'weight'))
prune.global_unstructured(parameters_to_prune, pruning_method=prune.L1Unstructured, amount=0.2)
print("Sparsity in conv1.weight: {:.2f}%".format(100. * float(torch.sum(model.conv1.weight == 0)) / float(model.conv1.weight.nelement())))
print(model.fc1.weight_mask)
print([int((m.weight == 0).sum()) for m, _ in parameters_to_prune])
class Foobar(prune.BasePruningMethod):
    PRUNING_TYPE = 'unstructured'
    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask
def foobar_unstructured(module, name):
    Foobar.apply(module, name)
    return module
model = LeNet()
foobar_unstructured(model.fc2, name='bias')
print(model.fc2.bias_mask, model.fc2)
prune.custom_from_mask(model.fc2, 'weight', torch.ones(3, 6))
prune.random_structured(model.fc1, 'weight', amount=2, dim=1)
print(model.fc1.weight_mask)
prune.identity(model.conv1, 'weight')
for f in (lambda: prune.l1_unstructured(model.fc1, 'bias', amount=1.5), lambda: prune.l1_unstructured(model.fc1, 'bias', amount=100), lambda: prune.remove(nn.Linear(2, 2), 'weight'), lambda: prune.l1_unstructured(model.fc1, 'bias', amount=-1), lambda: prune.ln_structured(model.fc1, 'bias', 0.5, 1, 0)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
import torch
import torch.nn as nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters
torch.manual_seed(0)
m = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
v = parameters_to_vector(m.parameters())
print(v.shape, v[:5])
vector_to_parameters(torch.arange(26.), m.parameters())
print(m[2].weight, m[2].bias)
print(m(torch.ones(1, 3)))
n = clip_grad_norm_(m.parameters(), 1.0)
print(n)
for p in m.parameters():
    p.grad = torch.ones_like(p)
n = clip_grad_norm_(m.parameters(), 1.0)
print(n, m[0].weight.grad)
for p in m.parameters():
    p.grad = torch.ones_like(p) * 3
clip_grad_value_(m.parameters(), 2.0)
print(m[2].bias.grad)
n = torch.nn.utils.clip_grad_norm_(m.parameters(), max_norm=2.0, norm_type=float('inf'))
print(n)
print(torch.nn.utils.clip_grad_norm_(m[0].weight, 5))
print(nn.utils.get_total_norm([torch.ones(3), torch.ones(1)]))
torch.manual_seed(0)
conv, bn = nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)
bn.running_mean.copy_(torch.tensor([1., 2.])); bn.running_var.copy_(torch.tensor([4., 2.]))
conv.eval(); bn.eval()
f = torch.nn.utils.fusion.fuse_conv_bn_eval(conv, bn)
x = torch.randn(1, 1, 4, 4)
print(f, torch.allclose(f(x), bn(conv(x)), atol=1e-6))
print(f.weight, f.bias)
from torch.nn.utils import skip_init, fuse_conv_bn_eval
s = skip_init(nn.Linear, 5, 1)
print(s, s.weight.shape)
l, b1 = nn.Linear(2, 3).eval(), nn.BatchNorm1d(3).eval()
print(nn.utils.fuse_linear_bn_eval(l, b1))
import torch.nn as nn
s = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3), nn.Tanh())
del s[-1]
print(s)
del s[0]
print(s)
s = nn.Sequential(*[nn.Linear(i + 1, i + 2) for i in range(5)])
del s[1:3]
print(s)
print(s.pop(0), len(s))
l = nn.ModuleList([nn.Linear(1, 1), nn.Linear(2, 2)])
del l[0]
print(l, list(l.state_dict()))
d = nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.ReLU()})
del d['a']
print(d, d.pop('b'), d)
try:
    del s[9]
except IndexError as e:
    print(e)
try:
    del d['zz']
except KeyError as e:
    print(e)
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.module = nn.Linear(3, 2)
        w = self.module._parameters['weight']
        del self.module._parameters['weight']
        self.module.register_parameter('weight_bar', nn.Parameter(w.data))
    def forward(self, x):
        setattr(self.module, 'weight', self.module.weight_bar * 2)
        return self.module(x)
import torch
torch.manual_seed(0)
m = M()
print(m(torch.ones(1, 3)), list(m.state_dict()), m.module._parameters.keys())
print(m.module._parameters['bias'], m.module._buffers)
m.module._parameters['bias'] = None
print(m, list(m.state_dict()))
m._modules['extra'] = nn.ReLU()
print(m)
m._modules.pop('extra')
print([type(x).__name__ for x in m._modules.values()], len(m._modules), 'module' in m._modules, m._modules)
h = m.module.register_forward_hook(lambda mod, i, o: print('hook', o.shape))
m(torch.ones(1, 3))
print(len(m.module._forward_hooks), m._forward_hooks)
h.remove()
m(torch.ones(1, 3))

# What torch.save keeps, functions of functions, autocast, and the shapes of transforms.
import torch
import torch.nn as nn
import torch.nn.functional as F
import io, os
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
torch.save(net.state_dict(), 'model.pt')
other = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
state = torch.load('model.pt')
print(type(state), list(state.keys()))
print(other.load_state_dict(state))
print(torch.equal(other[0].weight, net[0].weight), state['0.weight'])
buf = io.BytesIO()
torch.save({'epoch': 3, 'model_state_dict': net.state_dict(), 'loss': torch.tensor(0.5), 'lr': 1e-3}, buf)
buf.seek(0)
ck = torch.load(buf, map_location='cpu', weights_only=True)
print(ck['epoch'], ck['loss'], ck['lr'], list(ck))
net[0].weight.data.zero_()
print(ck['model_state_dict']['0.weight'])
opt = torch.optim.Adam(net.parameters(), lr=0.1)
PATH = 'ck.tar'
torch.save({'model': net.state_dict(), 'opt': opt.state_dict(), 'epoch': 1}, PATH)
c = torch.load(PATH, weights_only=False)
opt.load_state_dict(c['opt'])
print(c['epoch'], c['opt']['param_groups'][0]['lr'])
torch.save(net, 'whole.pth')
w = torch.load('whole.pth', weights_only=False)
w.eval()
print(w)
print(torch.equal(w(torch.ones(1, 2)), net.eval()(torch.ones(1, 2))))
torch.save(torch.arange(4), 't.pt')
print(torch.load('t.pt'))
torch.save([torch.ones(2), {'a': 1}], 'l.pt')
print(torch.load('l.pt'))
try:
    other.load_state_dict({'0.weight': torch.ones(3, 2)})
except RuntimeError as e:
    print(e)
torch.save({'model': nn.Sequential(nn.Linear(1, 1))}, 'n.pth')
try:
    torch.load('n.pth')
except Exception as e:
    print(type(e).__name__, str(e))
print(nn.Linear(1,1).state_dict()['weight'].requires_grad, type(nn.Linear(1,1).state_dict()['weight']))
from torch.func import functional_call, vmap, stack_module_state
torch.manual_seed(0)
m = nn.Linear(3, 2)
params = {k: torch.ones_like(v) for k, v in m.named_parameters()}
x = torch.ones(1, 3)
print(functional_call(m, params, (x,)))
print(functional_call(m, params, x))
print(torch.func.functional_call(m, {'weight': torch.zeros(2, 3)}, (x,)))
print(m.weight)
print(torch.vmap(torch.dot)(torch.ones(4, 3), torch.ones(4, 3)))
f = lambda a, b: a @ b
print(torch.vmap(f)(torch.ones(4, 2, 3), torch.ones(4, 3, 5)).shape)
print(vmap(lambda w: functional_call(m, {'weight': w, 'bias': torch.zeros(2)}, (x,)))(torch.ones(5, 2, 3)).shape)
print(vmap(lambda a, b: a + b, in_dims=(0, None))(torch.ones(4, 2), torch.ones(2)).shape)
print(vmap(lambda a: a.sum(), in_dims=1)(torch.ones(4, 2)))
print(vmap(lambda a: (a * 2, a.sum()))(torch.ones(4, 2)))
print(vmap(lambda a: a * 2, out_dims=1)(torch.ones(4, 2)).shape)
models = [nn.Linear(3, 2) for _ in range(4)]
p, b = stack_module_state(models)
print({k: v.shape for k, v in p.items()}, b)
out = vmap(lambda p, b, x: functional_call(models[0], (p, b), (x,)), in_dims=(0, 0, None))(p, b, x)
g = torch.func.grad(lambda w: (w ** 2).sum())
print(g(torch.ones(3)).shape)
print(torch.func.vmap(vmap(lambda a: a.sum()))(torch.ones(2, 3, 4)).shape)
from torch.nn.utils.stateless import functional_call as fc
j = torch.func.jacrev(lambda x: x ** 2)(torch.ones(3))
print(j.shape)
h = torch.func.hessian(lambda x: (x ** 3).sum())(torch.ones(3))
print(h.shape)
print(torch.autograd.functional.jacobian(lambda x: x ** 2, torch.ones(3)).shape)
for f in (lambda: vmap(lambda a, b: a + b)(torch.ones(4, 2), torch.ones(3, 2)), lambda: vmap(lambda a: a, in_dims=2)(torch.ones(2, 3)), lambda: functional_call(m, {'wight': torch.ones(2, 3)}, (x,)), lambda: vmap(lambda a: a)(3), lambda: vmap(lambda a: a.shape[0])(torch.ones(2, 3))):
    try:
        print(f().shape)
    except Exception as e:
        print(type(e).__name__, e)
for x in (torch.ones(4, 8), torch.ones(4, 7)):
    print(torch.fft.rfft(x).shape, torch.fft.fft(x).shape, torch.fft.irfft(torch.fft.rfft(x)).shape, torch.fft.rfft2(x).shape, torch.fft.fft2(x).shape, torch.fft.irfft(torch.fft.rfft(x), n=x.size(-1)).shape, torch.fft.rfft(x, n=10, dim=0).shape, torch.fft.rfft2(x, s=(6, 6)).shape, torch.fft.irfft2(torch.fft.rfft2(x)).shape, torch.fft.rfftn(x).shape, torch.fft.irfftn(torch.fft.rfftn(x), s=x.shape).shape, torch.fft.fftn(x).shape, torch.fft.hfft(x).shape, torch.fft.ihfft(x).shape)
for f in (lambda: torch.fft.rfft(torch.ones(4, dtype=torch.complex64)), lambda: torch.fft.rfft(torch.ones(4), dim=1), lambda: torch.fft.rfft(torch.ones(4), n=0), lambda: torch.fft.rfft2(torch.ones(4)), lambda: torch.fft.fft(torch.ones(4), norm='x'), lambda: torch.fft.fft(torch.ones(2, 0))):
    try:
        print(f().shape)
    except Exception as e:
        print(type(e).__name__, e)
s = torch.stft(torch.ones(1, 400), n_fft=64, window=torch.ones(64), return_complex=True)
print(s.shape, s.abs().shape, torch.stft(torch.ones(400), 64, 16, window=torch.hann_window(64), return_complex=True).shape)
device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.manual_seed(0)
m = nn.Linear(3, 2)
opt = torch.optim.SGD(m.parameters(), lr=0.1)
scaler = torch.amp.GradScaler('cuda', enabled=torch.cuda.is_available())
print(scaler.is_enabled(), scaler.get_scale())
x = torch.randn(4, 3)
for _ in range(2):
    opt.zero_grad()
    with torch.autocast(device_type=device, dtype=torch.bfloat16):
        out = m(x)
        print(out.dtype)
        loss = F.mse_loss(out, torch.zeros(4, 2))
        print(loss.dtype, out.shape)
        print((out @ out.T).dtype, (x + x).dtype, F.softmax(out, -1).dtype, F.relu(out).dtype, torch.cat([out, out]).dtype, (x @ x.T).dtype, out.sum().dtype, F.cross_entropy(out, torch.zeros(4, dtype=torch.long)).dtype, (out + x[:, :2]).dtype, F.layer_norm(out, (2,)).dtype)
        h = nn.Conv2d(1, 2, 3)(torch.randn(1, 1, 5, 5))
        print(h.dtype, nn.BatchNorm2d(2)(h).dtype, F.max_pool2d(h, 2).dtype, nn.LSTM(3, 2)(torch.randn(1, 2, 3))[0].dtype)
        y = torch.matmul(x, x.T)
        print(y.dtype, torch.bmm(torch.ones(2, 3, 4), torch.ones(2, 4, 5)).dtype, torch.einsum('ij,jk->ik', x, x.T).dtype)
    scaler.scale(loss).backward()
    scaler.unscale_(opt)
    torch.nn.utils.clip_grad_norm_(m.parameters(), 1.0)
    scaler.step(opt)
    scaler.update()
print(scaler.state_dict())
print(m(x).dtype)
@torch.autocast('cpu', dtype=torch.bfloat16)
def f(x):
    return m(x)
print(f(x).dtype, torch.is_autocast_enabled())
with torch.autocast('cpu'):
    print(m(x).dtype, torch.get_autocast_dtype('cpu'))
    with torch.autocast('cpu', enabled=False):
        print(m(x).dtype)
with torch.amp.autocast('cpu', dtype=torch.float16):
    print(m(x).dtype)

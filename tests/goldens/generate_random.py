"""PyTorch 2.6's random numbers on the CPU: writes random.txt (each distribution) and initial.txt (what modules start from,
and what torch.nn.init makes).

usage: python3 generate_random.py

A line of random.txt is one tensor drawn after torch.manual_seed(seed): "what dtype seed n a b first… last… next"; up to
eight numbers of its ends, and the torch.rand(1) that follows, which shows how many draws it took. A line of initial.txt is
"seed|module|next four of torch.rand|name shape sum first…|…", a parameter or buffer each with up to 16 numbers.
Numbers are C's hexadecimal floats, exact.
"""

import pathlib
import warnings

import torch
import torch.nn as nn

HERE = pathlib.Path(__file__).parent
F32, F64 = torch.float32, torch.float64
SIZES = (1, 2, 3, 8, 15, 16, 17, 24, 31, 32, 33, 100, 200)


def text(x):
    return float(x).hex()


def line(what, dtype, seed, n, a, b, draw):
    torch.manual_seed(seed)
    x = draw().to(F64).flatten()
    ends = x if len(x) <= 8 else torch.cat([x[:4], x[-4:]])
    after = torch.rand(1).item()
    name = str(dtype).removeprefix("torch.")
    return " ".join([what, name, str(seed), str(n), repr(a), repr(b), *map(text, ends.tolist()), text(after)])


def distributions():
    for seed in (0, 1, 2**31 + 5):
        for dtype in (F32, F64):
            new = lambda n: torch.empty(n, dtype=dtype)
            for n in SIZES:
                yield line("uniform", dtype, seed, n, -0.3, 0.7, lambda: new(n).uniform_(-0.3, 0.7))
                yield line("normal", dtype, seed, n, 0.5, 2.0, lambda: new(n).normal_(0.5, 2.0))
            for p in (0.1, 0.5, 0.9):
                yield line("bernoulli", dtype, seed, 20, p, 0.0, lambda: new(20).bernoulli_(p))
                yield line("bernoulli_each", dtype, seed, 20, p, 0.0, lambda: torch.bernoulli(new(20).fill_(p)))
            yield line("exponential", dtype, seed, 20, 2.0, 0.0, lambda: new(20).exponential_(2.0))
        for low, high in ((0, 10), (-5, 5), (0, 2**31), (0, 2**32), (7, 2**40)):
            yield line("integers", torch.int64, seed, 8, low, high, lambda: torch.randint(low, high, (8,)))
        for n in (1, 2, 10, 1000):
            yield line("permutation", torch.int64, seed, n, 0, 0, lambda: torch.randperm(n))


MODULES = """nn.Linear(5,3) nn.Linear(5,3,bias=False) nn.Linear(0,2) nn.Linear(40,50)
nn.Bilinear(3,4,5) nn.Bilinear(3,4,5,bias=False)
nn.Conv1d(3,4,3) nn.Conv2d(3,32,7) nn.Conv2d(4,8,3,groups=2,bias=False) nn.Conv3d(2,3,(1,2,3))
nn.ConvTranspose1d(3,4,3) nn.ConvTranspose2d(4,6,3,groups=2) nn.ConvTranspose3d(2,3,2)
nn.Embedding(10,3) nn.Embedding(10,3,padding_idx=2) nn.Embedding(4,3,padding_idx=-1) nn.EmbeddingBag(6,4,padding_idx=1)
nn.RNN(3,4) nn.LSTM(3,4,num_layers=2,bidirectional=True) nn.LSTM(5,4,proj_size=2) nn.GRU(3,4,bias=False)
nn.RNNCell(3,4) nn.LSTMCell(3,4,bias=False) nn.GRUCell(3,4)
nn.MultiheadAttention(4,2) nn.MultiheadAttention(4,2,bias=False) nn.MultiheadAttention(4,2,add_bias_kv=True)
nn.MultiheadAttention(6,3,kdim=4,vdim=5) nn.MultiheadAttention(6,3,kdim=4,add_bias_kv=True,bias=False)
nn.TransformerEncoderLayer(4,2,dim_feedforward=8) nn.TransformerDecoderLayer(4,2,dim_feedforward=8)
nn.TransformerEncoderLayer(4,2,dim_feedforward=8,bias=False)
nn.BatchNorm1d(3) nn.BatchNorm2d(3,affine=False) nn.InstanceNorm2d(3,affine=True,track_running_stats=True)
nn.LayerNorm((2,3)) nn.LayerNorm(4,bias=False) nn.GroupNorm(2,4) nn.RMSNorm(5) nn.PReLU() nn.PReLU(3,init=0.1)
nn.Sequential(nn.Conv2d(1,2,3),nn.BatchNorm2d(2),nn.Linear(2,2))"""

INITIALISERS = """nn.init.uniform_(torch.empty(3,5),-1,2) nn.init.normal_(torch.empty(3,5),1,0.02)
nn.init.normal_(torch.empty(20),mean=1.,std=.5) nn.init.constant_(torch.empty(2,2),0.3) nn.init.ones_(torch.empty(2))
nn.init.zeros_(nn.Linear(3,2).weight) nn.init.eye_(torch.empty(3,4)) nn.init.dirac_(torch.empty(4,2,3,3))
nn.init.dirac_(torch.empty(4,2,3),groups=2) nn.init.xavier_uniform_(torch.empty(3,5),gain=2)
nn.init.xavier_normal_(nn.Conv2d(3,4,3).weight,gain=nn.init.calculate_gain('tanh'))
nn.init.kaiming_uniform_(torch.empty(3,5),a=0.1) nn.init.kaiming_uniform_(nn.Conv2d(3,4,3).weight,nonlinearity='relu')
nn.init.kaiming_normal_(nn.Conv2d(3,4,3).weight,mode='fan_out',nonlinearity='relu')
nn.init.kaiming_normal_(torch.empty(5,7,dtype=torch.float64),mode='FAN_IN') nn.init.trunc_normal_(torch.empty(50))
nn.init.trunc_normal_(torch.empty(4,5),std=0.02) nn.init.trunc_normal_(torch.empty(20),0.5,2,-1,1)
nn.init.orthogonal_(torch.empty(4,6)) nn.init.orthogonal_(torch.empty(7,3),gain=2) nn.init.orthogonal_(torch.empty(5,5))
nn.init.orthogonal_(torch.empty(4,2,3,3)) nn.init.sparse_(torch.empty(10,3),0.25)
nn.init.sparse_(torch.empty(4,4),sparsity=0.5,std=1) nn.init.xavier_uniform(torch.empty(3,4))
nn.init.normal_(nn.Linear(4,3).weight.data,0.0,0.1)"""


def modules():
    for seed in (0, 1, 2):
        for code in (MODULES + " " + INITIALISERS).split():
            torch.manual_seed(seed)
            module = eval(code)
            after = torch.rand(4).tolist()
            parts = [str(seed), code, " ".join(map(text, after))]
            named = {"tensor": module} if isinstance(module, torch.Tensor) else module.state_dict()
            for name, t in named.items():
                x = t.detach().to(F64).flatten()
                shape = "x".join(map(str, t.shape)) or "()"
                parts.append(" ".join([name, shape, text(x.sum()), *map(text, x[:16].tolist())]))
            yield "|".join(parts)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    (HERE / "random.txt").write_text("\n".join(distributions()) + "\n")
    (HERE / "initial.txt").write_text("\n".join(modules()) + "\n")

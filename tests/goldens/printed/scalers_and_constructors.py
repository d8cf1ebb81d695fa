# What a scaler counts, and the names of constructors in errors.
import torch
from torch import distributions as D


def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e))


scaler = torch.amp.GradScaler("cpu", growth_interval=2)
p = torch.nn.Parameter(torch.ones(2))
step = torch.optim.SGD([p], 0.1)
for _ in range(3):
    scaler.scale(p.sum()).backward()
    scaler.step(step)
    scaler.update()
    print(scaler.get_scale(), scaler.state_dict()["_growth_tracker"])

told(lambda: D.Normal(mu=0, sigma=1))
told(lambda: D.Gumbel(0))
told(lambda: D.Bernoulli(p=0.5))
told(lambda: D.Geometric())
told(lambda: D.Binomial(3, probs=torch.tensor([0.2, 0.4])).mean)
told(lambda: D.relaxed_bernoulli.LogitRelaxedBernoulli(torch.tensor(0.5), logits=torch.tensor([0.0])).batch_shape)
told(lambda: D.StudentT(torch.tensor([3.0, 4.0])).variance)

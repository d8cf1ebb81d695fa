# Distributions in models: a VAE, a policy, mixtures, and those made of others.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.distributions as D
from torch.distributions.categorical import Categorical
from torch.distributions.normal import Normal
from torch.distributions.kl import kl_divergence
torch.manual_seed(0)
class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(6, 4)
        self.mu, self.logvar = nn.Linear(4, 2), nn.Linear(4, 2)
        self.dec = nn.Linear(2, 6)
    def forward(self, x):
        h = F.relu(self.enc(x))
        q = D.Normal(self.mu(h), torch.exp(0.5 * self.logvar(h)))
        z = q.rsample()
        p = D.Normal(torch.zeros_like(z), torch.ones_like(z))
        kl = D.kl_divergence(q, p).sum(-1).mean()
        rec = D.Bernoulli(logits=self.dec(z))
        return -rec.log_prob(x).sum(-1).mean() + kl, z
x = torch.bernoulli(torch.rand(3, 6))
loss, z = VAE()(x)
print(loss, z)
loss.backward()
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
    def forward(self, s):
        return Categorical(logits=self.net(s))
pi = Policy()
dist = pi(torch.randn(5, 4))
a = dist.sample()
lp = dist.log_prob(a)
print(dist, a, lp, dist.entropy().mean())
print((-lp * torch.ones(5)).mean())
m = D.MultivariateNormal(torch.zeros(2), torch.eye(2))
print(m, m.sample(), m.log_prob(torch.ones(2)), m.entropy(), m.mean, m.covariance_matrix, m.scale_tril, m.variance)
m = D.MultivariateNormal(torch.zeros(3, 2), covariance_matrix=torch.tensor([[2., .5], [.5, 1.]]))
print(m, m.batch_shape, m.event_shape, m.sample((4,)).shape, m.log_prob(torch.ones(3, 2)), m.rsample())
m2 = D.MultivariateNormal(torch.ones(2), scale_tril=torch.tensor([[1., 0.], [.3, .5]]))
print(m2, m2.log_prob(torch.randn(5, 2)), kl_divergence(D.MultivariateNormal(torch.zeros(2), torch.eye(2)), m2), m2.precision_matrix)
m3 = D.MultivariateNormal(torch.ones(2), precision_matrix=torch.tensor([[2., .5], [.5, 1.]]))
print(m3, m3.covariance_matrix)
mix = D.Categorical(torch.ones(3))
comp = D.Normal(torch.randn(3), torch.rand(3))
gmm = D.MixtureSameFamily(mix, comp)
print(gmm, gmm.sample((4,)), gmm.log_prob(torch.tensor([0.1, 0.2])), gmm.mean, gmm.variance)
mix = D.Categorical(torch.ones(3))
comp = D.Independent(D.Normal(torch.randn(3, 2), torch.rand(3, 2)), 1)
gmm = D.MixtureSameFamily(mix, comp)
print(gmm, gmm.batch_shape, gmm.event_shape, gmm.sample(), gmm.log_prob(torch.zeros(5, 2)), gmm.mean)
r = D.RelaxedOneHotCategorical(torch.tensor([2.2]), torch.tensor([0.1, 0.2, 0.3, 0.4]))
s = r.rsample()
print(r, s, s.sum(), r.log_prob(s))
rb = D.RelaxedBernoulli(torch.tensor([2.2]), torch.tensor([0.1, 0.2, 0.3, 0.99]))
print(rb, rb.sample())
base = D.Normal(torch.zeros(2), torch.ones(2))
t = D.TransformedDistribution(base, [D.transforms.TanhTransform(cache_size=1)])
a = t.rsample()
print(t, a, t.log_prob(a), t.batch_shape)
t = D.TransformedDistribution(D.Uniform(0, 1), [D.SigmoidTransform().inv, D.AffineTransform(loc=1., scale=2.)])
print(t.sample(), t.log_prob(torch.tensor(0.7)))
n = D.Normal(torch.tensor(0.), torch.tensor(1.)).expand((3,))
print(n, n.sample().shape, n.log_prob(torch.zeros(3)))
print(D.Binomial(10, torch.tensor([0.3, 0.9])).sample(), D.Binomial(100, torch.tensor([0.3, 0.5])).sample(), D.Binomial(10, torch.tensor([.5])).log_prob(torch.tensor([3.])))
print(D.Geometric(torch.tensor([0.3])).sample((3,)), D.StudentT(2.0).sample(), D.Cauchy(0., 1.).sample(), D.Gumbel(torch.tensor([1.0]), torch.tensor([2.0])).sample(), D.HalfNormal(1.).sample())
print(D.StudentT(torch.tensor([3.])).log_prob(torch.tensor([0.2])), D.Geometric(torch.tensor([0.3])), D.Binomial(10, torch.tensor([.5])))
print(D.Categorical(torch.ones(2, 3)).enumerate_support(), D.Bernoulli(torch.tensor([.1])).enumerate_support())
for p, q in ((D.Gamma(torch.tensor(1.), torch.tensor(2.)), D.Gamma(torch.tensor(2.), torch.tensor(1.))), (D.Beta(1., 2.), D.Beta(2., 2.)), (D.Bernoulli(0.3), D.Bernoulli(0.4)), (D.Categorical(torch.tensor([.2, .8])), D.Categorical(torch.tensor([.5, .5]))), (D.Laplace(0., 1.), D.Laplace(1., 2.)), (D.Exponential(1.), D.Exponential(2.)), (D.Uniform(0., 1.), D.Uniform(-1., 2.)), (D.Uniform(0., 1.), D.Normal(0., 1.)), (D.Dirichlet(torch.tensor([1., 2.])), D.Dirichlet(torch.tensor([2., 2.]))), (D.Poisson(1.), D.Poisson(2.)), (D.OneHotCategorical(torch.tensor([.2, .8])), D.OneHotCategorical(torch.tensor([.5, .5])))):
    print(kl_divergence(p, q))
print(isinstance(n, D.Distribution), n.has_rsample, D.Normal.arg_constraints, n.support)
print(torch.poisson(torch.tensor([3., 4.])), torch.randn(2))

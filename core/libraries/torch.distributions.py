# What can be drawn from, and how likely that is: torch/distributions.
import torch.distributions as here
from torch.distributions import constraints
from torch.distributions._continuous import (
    Beta, Cauchy, Chi2, Dirichlet, Exponential, Gamma, Gumbel, HalfNormal, Laplace, Normal, StudentT, Uniform)
from torch.distributions._discrete import (
    Bernoulli, Binomial, Categorical, Geometric, OneHotCategorical, OneHotCategoricalStraightThrough, Poisson)
from torch.distributions._made import (
    Independent, LogitRelaxedBernoulli, LogNormal, MixtureSameFamily, MultivariateNormal, RelaxedBernoulli,
    RelaxedOneHotCategorical)
from torch.distributions.distribution import (
    Distribution, ExponentialFamily, broadcast_all, clamp_probs, logits_to_probs, probs_to_logits)
from torch.distributions.kl import kl_divergence, register_kl
from torch.distributions.transforms import (
    AbsTransform, AffineTransform, ComposeTransform, ExpTransform, PowerTransform, SigmoidTransform, SoftplusTransform,
    TanhTransform, Transform, TransformedDistribution, identity_transform)

# Modules of PyTorch's whose names are all in this one.
normal = laplace = cauchy = gumbel = uniform = exponential = gamma = dirichlet = beta = studentT = half_normal = here
bernoulli = categorical = one_hot_categorical = geometric = poisson = binomial = chi2 = exp_family = utils = here
independent = log_normal = relaxed_bernoulli = relaxed_categorical = mixture_same_family = here
multivariate_normal = transformed_distribution = here

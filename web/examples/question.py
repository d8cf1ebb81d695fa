import torch.nn as nn

# No word on how large the picture is.
# So where does 5408 come from?
model = nn.Sequential(
    nn.Conv2d(3, 32, kernel_size=7, stride=2),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(5408, 10),
)
